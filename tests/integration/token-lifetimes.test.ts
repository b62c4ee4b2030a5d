import type { AppDetails, AppInput } from '../../server/src/contracts';
import { House, ownerOf } from '../support/strapi/house';
import { sendJson } from '../support/network/http-server';
import { startStrictProvider, type StrictProvider } from '../support/providers/strict-provider';

const TTL_SECONDS = 60;

let house: House;
let provider: StrictProvider;
let count = 0;

beforeAll(async () => {
  house = await House.open({}, {}, async () => {
    provider = await startStrictProvider({ accessTokenTtlSeconds: TTL_SECONDS });
    return provider;
  });
}, 120_000);

afterAll(() => house?.close());

afterEach(async () => {
  jest.restoreAllMocks();
  provider.changeMetadata({});
  provider.handle('/token', null);
  provider.handle('/introspect', null);
  for (const app of await house.booted.internals.apps.list()) {
    await house.api(house.admin, 'delete', `/apps/${app.key}`);
  }
});

/** The test decides how the provider says how long its tokens live. */
const tokensSay = (lifetime: () => Record<string, unknown>) =>
  provider.handle('/token', (_request, response) => {
    const { expires_in: _usual, ...tokens } = provider.issueTokens();
    sendJson(response, { ...tokens, ...lifetime() });
  });

const connect = async (input: Partial<AppInput> = {}) => {
  count += 1;
  const app = await house.createApp({ name: `App ${count}`, scopes: ['mail.read'], ...input });
  const url = await house.authorizationUrl(house.admin, app.key);
  const { fragment } = await house.visitCallback(provider.consent(url));
  const { status } = await house.complete(house.admin, fragment.get('ticket') ?? '');
  expect(status).toBe(200);
  await provider.resetRequests();
  return { app: app.key, owner: ownerOf(house.admin) };
};

const runInBackground = () => house.booted.internals.backgroundRefresh.run();

const inSeconds = (date: Date | null | undefined): number | null =>
  date ? Math.round((date.getTime() - Date.now()) / 1_000) : null;

const expiresIn = async (ref: Awaited<ReturnType<typeof connect>>): Promise<number | null> => {
  const status = await house.tokens.status(ref);
  return inSeconds('expiresAt' in status ? status.expiresAt : null);
};

const inAMinute = () => Date.now() + TTL_SECONDS * 1_000;

describe('a token whose lifetime comes from something other than expires_in', () => {
  it.each<[string, () => Record<string, unknown>]>([
    ['expires_at, a date', () => ({ expires_at: new Date(inAMinute()).toISOString() })],
    ['expires_at, epoch seconds', () => ({ expires_at: Math.round(inAMinute() / 1_000) })],
    ['expires_at, epoch milliseconds', () => ({ expires_at: inAMinute() })],
    ['expires, in seconds', () => ({ expires: TTL_SECONDS })],
  ])('P07 is refreshed in the background when nobody asks: %s', async (_what, lifetime) => {
    tokensSay(lifetime);
    const ref = await connect();
    expect(await expiresIn(ref)).toBeGreaterThan(TTL_SECONDS - 10);
    house.travel(TTL_SECONDS - 5);
    expect(await runInBackground()).toEqual({ refreshed: 1, failed: 0 });
    expect(await provider.requestsTo('/token')).toBe(1);
  });

  it("P07 is refreshed in the background: the provider's introspection", async () => {
    provider.changeMetadata({ introspection_endpoint: `${provider.issuer}/introspect` });
    provider.handle('/introspect', ({ form }, response) => {
      const isLatest = form.get('token') === provider.secrets.accessToken.at(-1);
      sendJson(response, { active: isLatest, exp: Math.round(inAMinute() / 1_000) });
    });
    tokensSay(() => ({}));
    const ref = await connect();
    expect(await expiresIn(ref)).toBeGreaterThan(TTL_SECONDS - 10);
    house.travel(TTL_SECONDS - 5);
    expect(await runInBackground()).toEqual({ refreshed: 1, failed: 0 });
    expect(await provider.requestsTo('/introspect')).toBe(1);
  });

  it("P07 is refreshed in the background: the app's own setting", async () => {
    tokensSay(() => ({}));
    const ref = await connect({ defaultLifetimeSeconds: TTL_SECONDS });
    expect(await expiresIn(ref)).toBeGreaterThan(TTL_SECONDS - 10);
    house.travel(TTL_SECONDS - 5);
    expect(await runInBackground()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('P07 is used until it is refused if nothing gives the lifetime, and refreshed once the app does', async () => {
    tokensSay(() => ({}));
    const ref = await connect();
    const token = await house.tokens.getAccessToken(ref);
    house.travel(TTL_SECONDS + 5);
    expect(await expiresIn(ref)).toBeNull();
    expect(await runInBackground()).toEqual({ refreshed: 0, failed: 0 });
    expect(await house.tokens.getAccessToken(ref)).toBe(token);

    const saved = await house.api<AppDetails>(house.admin, 'put', `/apps/${ref.app}`, {
      data: { defaultLifetimeSeconds: TTL_SECONDS },
    });
    expect(saved.body.data.defaultLifetimeSeconds).toBe(TTL_SECONDS);
    const renewed = await house.tokens.getAccessToken(ref);
    expect(renewed).not.toBe(token);
    expect(renewed).toBe(provider.secrets.accessToken.at(-1));
  });
});
