import { isConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import type { DeviatingApp } from './deviating-app';
import { LIFETIME_SECONDS } from './grants';

/** What the plugin knows after it has read a provider's responses. */
export interface Expected {
  account: { id: string | null; name: string | null };
  scopes: string[];
  /** The reason that it gives when the provider refuses the client. */
  refusal: string;
}

/** Where a story ends, and what the plugin says about it. */
export interface Ending {
  at: string;
  code?: string;
  reason?: string;
  /** What was found instead. */
  found?: unknown;
  /** The first thing that the provider did not accept. */
  violation?: string;
  /** What the plugin wrote to its log. */
  warnings?: string[];
}

/** A story that did not come to its end. */
export class StoryEnds extends Error {
  constructor(readonly ending: Ending) {
    super(`the story ends: ${JSON.stringify(ending)}`);
  }
}

const endsAt = ({ provider: { violations } }: DeviatingApp, ending: Ending): StoryEnds =>
  new StoryEnds({ ...ending, ...(violations[0] !== undefined && { violation: violations[0] }) });

/** No message may repeat a secret (RFC 9700 §4.2 is about logs, which get the same messages). */
const assertTight = ({ provider: { secrets } }: DeviatingApp, message: string): void => {
  const leaked = secrets.all.find(({ value }) => message.includes(value));
  if (leaked) throw new Error(`the message tells the ${leaked.name}: ${message}`);
};

interface Refused {
  code?: string;
  reason?: string;
  message: string;
}

const refusalOf = async (
  app: DeviatingApp,
  work: () => Promise<unknown>
): Promise<Refused | null> => {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isConnectedAppsError(error)) throw error;
    const { code, reason, message } = error;
    assertTight(app, message);
    return { code, reason, message };
  }
};

const ticketOf = async (app: DeviatingApp): Promise<string> => {
  const callback = await app.callback();
  if (callback === null) throw endsAt(app, { at: 'consent page' });
  const { fragment } = await app.house.visitCallback(callback);
  const [ticket, code] = [fragment.get('ticket'), fragment.get('error')];
  if (ticket === null) throw endsAt(app, { at: 'callback', code: code ?? '' });
  return ticket;
};

/** Null if the code was exchanged. */
const refusedExchange = async (app: DeviatingApp): Promise<Refused | null> => {
  const { status, body } = await app.complete(await ticketOf(app));
  if (status === 200) return null;
  const { message = '', details } = body.error ?? {};
  const { code, reason }: { code?: string; reason?: string } = details ?? {};
  assertTight(app, message);
  return { code, reason, message };
};

const connect = async (app: DeviatingApp): Promise<void> => {
  const refused = await refusedExchange(app);
  if (!refused) return;
  const { code, reason } = refused;
  throw endsAt(app, { at: 'exchange', code, reason });
};

const expectScopes = async (app: DeviatingApp, { scopes }: Expected): Promise<void> => {
  const found = (await app.row())?.scopesGranted;
  if (found?.join() !== scopes.join()) throw endsAt(app, { at: 'scopes', found });
};

const expectLifetime = async (app: DeviatingApp): Promise<void> => {
  const { expiresAt = null } = (await app.row()) ?? {};
  const seconds = expiresAt === null ? null : (expiresAt.getTime() - Date.now()) / 1_000;
  const isRight =
    seconds !== null && seconds <= LIFETIME_SECONDS && seconds > LIFETIME_SECONDS - 300;
  const found = seconds === null ? null : Math.ceil(seconds / 300) * 300;
  if (!isRight) throw endsAt(app, { at: 'lifetime', found });
};

const expectAccount = async (app: DeviatingApp, { account }: Expected): Promise<void> => {
  const { subject: id = null, accountLabel: name = null } = (await app.row()) ?? {};
  const isRight = id === account.id && name === account.name;
  if (!isRight) throw endsAt(app, { at: 'account', found: { id, name } });
};

const useApi = async (app: DeviatingApp): Promise<void> => {
  const { status } = await app.fetch();
  if (status !== 200) throw endsAt(app, { at: 'api', found: status });
};

const expectToken = async (app: DeviatingApp, at: string, forceRefresh = false): Promise<void> => {
  let token: string | null = null;
  const refused = await refusalOf(app, async () => {
    token = await app.getAccessToken({ forceRefresh });
  });
  if (refused) throw endsAt(app, { at, code: refused.code, reason: refused.reason });
  const issued = app.provider.secrets.byName.accessToken.at(-1);
  if (token !== issued) throw endsAt(app, { at, found: 'another token' });
};

const refresh = async (app: DeviatingApp): Promise<void> => {
  const known = await app.getAccessToken();
  await expectToken(app, 'refresh', true);
  if ((await app.getAccessToken()) === known) throw endsAt(app, { at: 'refresh', found: 'no new' });
};

const disconnect = async (app: DeviatingApp): Promise<void> => {
  const token = await app.getAccessToken();
  const found = await app.disconnect();
  const isOver = found.revokedAtProvider && !app.provider.grants.isAlive(token);
  if (!isOver) throw endsAt(app, { at: 'disconnect', found });
};

const loseGrant = async (app: DeviatingApp): Promise<void> => {
  app.provider.grants.withdraw();
  const refused = await refusalOf(app, () => app.getAccessToken({ forceRefresh: true }));
  const { code, reason } = refused ?? {};
  const isEnd = code === 'needs_reconnect' && reason === 'invalid_grant';
  const status = (await app.row())?.status;
  const isKnown = isEnd && status === 'needs_reconnect';
  if (!isKnown) throw endsAt(app, { at: 'dead grant', code, reason, found: status });
};

const expectNoViolation = (app: DeviatingApp): void => {
  if (app.provider.violations.length > 0) throw endsAt(app, { at: 'violations' });
};

/** The plugin passes on why the provider refuses. */
const beRefused = async (app: DeviatingApp, { refusal }: Expected): Promise<void> => {
  app.provider.isClientBlocked = true;
  const { code, reason, message = '' } = (await refusedExchange(app)) ?? {};
  const isTold = code === 'provider_rejected' && reason === refusal;
  if (!isTold) throw endsAt(app, { at: 'refusal', code, reason });
  const isQuoted = message.includes('"This client is blocked."');
  if (!isQuoted) throw endsAt(app, { at: 'refusal', code, reason, found: 'no quotation' });
};

/**
 * A whole life with an app: connect, use, refresh, disconnect; connect again, and lose the grant.
 * @throws {StoryEnds} where it does not go on
 */
export const tell = async (app: DeviatingApp, expected: Expected): Promise<void> => {
  await connect(app);
  await expectScopes(app, expected);
  await expectLifetime(app);
  await expectToken(app, 'access token');
  await useApi(app);
  await expectAccount(app, expected);
  await refresh(app);
  // Only what the first refresh brought makes a second one possible.
  await refresh(app);
  await expectLifetime(app);
  await useApi(app);
  await disconnect(app);
  await connect(app);
  await loseGrant(app);
  expectNoViolation(app);
  await beRefused(app, expected);
};
