import type { AppDetails, AppInput } from '../../server/src/contracts';
import { House, ownerOf } from '../support/strapi/house';
import { sendJson } from '../support/network/http-server';
import {
  announcing,
  responding,
  type Deviation,
} from '../support/providers/authorization-server/deviations';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';

const TTL_SECONDS = 60;

let house: House<TestAuthorizationServer>;
let provider: TestAuthorizationServer;
let count = 0;

beforeAll(async () => {
  const providerOptions = { accessTokenTtlSeconds: TTL_SECONDS };
  house = await House.openWith(() => TestAuthorizationServer.start(providerOptions));
  ({ provider } = house);
}, 120_000);

afterAll(() => house?.close());

afterEach(async () => {
  jest.restoreAllMocks();
  provider.reset();
  for (const app of await house.booted.internals.apps.list()) {
    await house.api(house.admin, 'delete', `/apps/${app.key}`);
  }
});

/** The test decides how the provider says how long its tokens live. */
const tokensSay = (lifetime: () => Record<string, unknown>): Deviation =>
  responding(() => ({ expires_in: undefined, ...lifetime() }));

const connect = async (input: Partial<AppInput> = {}) => {
  count += 1;
  const app = await house.createApp({ name: `App ${count}`, scopes: ['mail.read'], ...input });
  const url = await house.authorizationUrl(house.admin, app.key);
  const { fragment } = await house.visitCallback(provider.consent(url));
  const { status } = await house.complete(house.admin, fragment.get('ticket') ?? '');
  expect(status).toBe(200);
  provider.requests.length = 0;
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
    provider.deviate(tokensSay(lifetime));
    const ref = await connect();
    expect(await expiresIn(ref)).toBeGreaterThan(TTL_SECONDS - 10);
    house.travel(TTL_SECONDS - 5);
    expect(await runInBackground()).toEqual({ refreshed: 1, failed: 0 });
    expect(provider.requestsTo('/token')).toHaveLength(1);
  });

  it("P07 is refreshed in the background: the provider's introspection", async () => {
    provider.deviate({
      ...tokensSay(() => ({})),
      ...announcing({ introspection_endpoint: `${provider.issuer}/introspect` }),
    });
    provider.handle('/introspect', ({ form }, response) => {
      const isLatest = form.get('token') === provider.secrets.byName.accessToken.at(-1);
      sendJson(response, { active: isLatest, exp: Math.round(inAMinute() / 1_000) });
    });
    const ref = await connect();
    expect(await expiresIn(ref)).toBeGreaterThan(TTL_SECONDS - 10);
    house.travel(TTL_SECONDS - 5);
    expect(await runInBackground()).toEqual({ refreshed: 1, failed: 0 });
    expect(provider.requestsTo('/introspect')).toHaveLength(1);
  });

  it("P07 is refreshed in the background: the app's own setting", async () => {
    provider.deviate(tokensSay(() => ({})));
    const ref = await connect({ defaultLifetimeSeconds: TTL_SECONDS });
    expect(await expiresIn(ref)).toBeGreaterThan(TTL_SECONDS - 10);
    house.travel(TTL_SECONDS - 5);
    expect(await runInBackground()).toEqual({ refreshed: 1, failed: 0 });
  });

  it('P07 is used until it is refused if nothing gives the lifetime, and refreshed once the app does', async () => {
    provider.deviate(tokensSay(() => ({})));
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
    expect(renewed).toBe(provider.secrets.byName.accessToken.at(-1));
  });
});
