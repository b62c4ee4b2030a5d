import { forEachEndpoint, type Endpoint } from '../../server/src/endpoints';
import { isConnectedAppsError } from '../../server/src/errors/connected-apps-error';
import type { ObtainedGrant } from '../../server/src/store/connections';
import { valuesText } from '../../server/src/variables';
import type { Play } from './play';
import type { Answer, Service } from './service';

const expectScopes = (play: Play, found: readonly string[], asked: readonly string[]): void => {
  const { service } = play;
  play.expectSame('scopes', found, service.tellsScopes ? service.grants(asked) : asked);
};

const refreshed = async (play: Play, grant: ObtainedGrant): Promise<ObtainedGrant> => {
  const result = await play.refresh(grant);
  play.expectLifetime(result);
  expectScopes(play, result.scopes, play.preset.scopes);
  if (result.accessToken === grant.accessToken) throw play.endsAt({ at: 'new access token' });
  const { accessToken, refreshToken, scopes: scopesGranted } = result;
  const next = {
    ...grant,
    accessToken,
    refreshToken: refreshToken ?? grant.refreshToken,
    scopesGranted,
  };
  await play.callApis(next);
  return next;
};

/** The plugin's code for this answer to a refresh. */
const codeFor = async (play: Play, grant: ObtainedGrant, answer: Answer): Promise<string> => {
  const { accessToken, refreshToken, scopesGranted, subject } = grant;
  play.simulator.refreshAnswer = answer;
  try {
    const client = await play.app.clientOf(grant);
    await client.refresh({
      refreshToken: refreshToken ?? '',
      accessToken: () => accessToken,
      scopesRequested: [],
      scopesGranted,
      subject,
    });
    return 'none';
  } catch (error) {
    if (!isConnectedAppsError(error)) throw error;
    return error.code;
  } finally {
    play.simulator.refreshAnswer = null;
  }
};

const tellRefreshes = async (
  play: Play,
  refresh: NonNullable<Service['refresh']>,
  grant: ObtainedGrant
): Promise<void> => {
  // Only what the first refresh brought makes a second one possible.
  const last = await refreshed(play, await refreshed(play, grant));
  for (const answer of refresh.otherRefusals) {
    const code = await codeFor(play, last, answer);
    const isEnd = code === 'needs_reconnect' || code === 'none';
    if (isEnd) throw play.endsAt({ at: 'another refusal', code, found: answer });
  }
  for (const answer of refresh.deadGrants) {
    const code = await codeFor(play, last, answer);
    if (code !== 'needs_reconnect') throw play.endsAt({ at: 'dead grant', code, found: answer });
  }
};

/** A life with an app: connect, use the APIs, refresh, and lose the grant. */
export const tellLife = async (play: Play): Promise<void> => {
  const { service, preset } = play;
  const grant = await play.connect();
  expectScopes(play, grant.scopesGranted, preset.scopes);
  play.expectLifetime(grant);
  play.expectSame('values', grant.variableValues, valuesText(service.connectionValues));
  await play.callApis(grant);
  if (service.refresh) await tellRefreshes(play, service.refresh, grant);
  else play.expectSame('refresh token', grant.refreshToken, null);
  play.expectNoViolation();
};

export const tellAccount = async (play: Play): Promise<void> => {
  const { subject: id, accountLabel: name } = await play.connect();
  play.expectSame('account', { id, name }, play.service.account);
  play.expectNoViolation();
};

/** The access token of a grant that has ended is dead, too (RFC 7009 §2.1). */
export const tellRevocation = async (play: Play): Promise<void> => {
  const grant = await play.connect();
  const outcome = await play.step('revocation', () => play.revoke(grant));
  play.expectSame('revocation', outcome, play.service.revocation ? 'revoked' : 'unsupported');
  const isAlive = play.simulator.grants.grantOf(grant.accessToken) !== null;
  play.expectSame('revoked access token', isAlive, play.service.revocation === null);
  play.expectNoViolation();
};

/** Two scopes that a person may be asked for; null if the service knows no two. */
export const twoScopes = ({ preset, service }: Pick<Play, 'preset' | 'service'>) => {
  const others = (service.scopes ?? []).filter((scope) => !preset.scopes.includes(scope));
  const [first, second] = [...preset.scopes, ...others];
  return first === undefined || second === undefined ? null : [first, second];
};

/** The person is asked for two scopes, and agrees to one. */
export const tellScopes = async (play: Play): Promise<void> => {
  const asked = twoScopes(play);
  if (asked === null || play.service.scopes === null) return;
  play.simulator.agreedScopes = 1;
  const { scopesGranted } = await play.connect(asked);
  const agreed = play.service.tellsScopes ? play.service.grants(asked.slice(0, 1)) : asked;
  play.expectSame('agreed scopes', scopesGranted, agreed);
};

/** No part of the address of an endpoint is that of another service, or of none. */
export const tellAddresses = async (play: Play): Promise<void> => {
  const { authorization, token, secondToken, refresh, revocation, ...others } = play.service;
  const { introspection, openId, userInfo } = others;
  const { issuer, ...app } = play.app.filled(await play.connect());
  const hasOwnRefresh = refresh !== null && refresh.address !== token.address;
  const expected: Record<Endpoint | 'issuer', string | null> = {
    issuer: openId?.issuer ?? null,
    authorizationEndpoint: authorization.address,
    deviceAuthorizationEndpoint: null,
    tokenEndpoint: token.address,
    secondTokenEndpoint: secondToken?.address ?? null,
    refreshEndpoint: hasOwnRefresh ? refresh.address : null,
    pushedAuthorizationRequestEndpoint: null,
    revocationEndpoint: revocation?.address ?? null,
    userinfoEndpoint: userInfo?.address ?? null,
    introspectionEndpoint: introspection,
    jwksUri: openId?.keys ?? null,
  };
  const found = { issuer, ...forEachEndpoint((endpoint) => app[endpoint]) };
  for (const [name, address] of Object.entries(expected)) {
    play.expectSame(name, found[name as Endpoint], address);
  }
};
