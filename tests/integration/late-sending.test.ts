import { UID } from '../../server/src/constants';
import type { Connection } from '../../server/src/store/connections';
import { present } from '../support/elements';
import { refreshInput } from '../support/providers/http-provider';
import { House, ownerOf } from '../support/strapi/house';

const TTL_SECONDS = 60;
/** Longer than a lease lets a request wait. */
const STOPPED_MS = 31_000;

let house: House;
let appKey: string;

beforeAll(async () => {
  house = await House.open(
    { pluginConfig: { backgroundRefresh: { enabled: false } } },
    { accessTokenTtlSeconds: TTL_SECONDS }
  );
  appKey = (await house.createApp()).key;
});

afterAll(() => house?.close());

afterEach(() => jest.restoreAllMocks());

/** What another process does that has taken the lease over. */
const renewElsewhere = async (connection: Connection): Promise<string> => {
  const { apps, connections } = house.booted.internals.store;
  const app = present(await apps.find(appKey));
  const client = await house.booted.internals.providerClients.clientFor(app);
  const { scopesRequested, scopesGranted } = connection;
  const refreshToken = connections.openRefreshToken(connection) ?? '';
  const result = await client.refresh(
    refreshInput({ refreshToken, scopesRequested, scopesGranted })
  );
  const expiresAt = new Date(house.booted.internals.clock.now() + TTL_SECONDS * 1_000);
  const tokens = { ...result, refreshToken: result.refreshToken ?? refreshToken };
  const { accessToken, tokenType } = tokens;
  await connections.saveRefreshed(
    connection,
    {
      accessToken,
      refreshToken: tokens.refreshToken,
      tokenType,
      scopesGranted,
      expiresAt,
      nextRefreshAt: expiresAt,
    },
    new Date()
  );
  return accessToken;
};

/** The process stops here, and goes on when its lease is too old. */
const stop = (): void => {
  const clock = house.booted.internals.clock;
  const { monotonicMs } = clock;
  jest.spyOn(clock, 'monotonicMs').mockImplementation(() => monotonicMs() + STOPPED_MS);
};

it('S10 does not send a refresh token if the process was stopped after it took the lease', async () => {
  const ref = { app: appKey, owner: ownerOf(house.admin) };
  await house.connect(house.admin, appKey);
  house.travel(TTL_SECONDS + 1);
  const { connections } = house.booted.internals.store;
  const { acquireLease } = connections;
  let renewed = '';
  jest.spyOn(connections, 'acquireLease').mockImplementationOnce(async (connection, ...rest) => {
    const isOurs = await acquireLease(connection, ...rest);
    stop();
    renewed = await renewElsewhere(connection);
    return isOurs;
  });
  expect(await house.tokens.getAccessToken(ref)).toBe(renewed);
  expect(renewed).not.toBe('');
  const [{ status }] = await house.strapi.db.query(UID.connection).findMany();
  expect(status).toBe('active');
});

it('S10 does not send a refresh token if the process was stopped after the background claimed the connection', async () => {
  const ref = { app: appKey, owner: ownerOf(house.admin) };
  await house.connect(house.admin, appKey);
  house.travel(5 * TTL_SECONDS);
  const { claims } = house.booted.internals.store;
  const { claimDue } = claims;
  let renewed = '';
  jest.spyOn(claims, 'claimDue').mockImplementationOnce(async (...args) => {
    const claimed = await claimDue(...args);
    stop();
    for (const connection of claimed) renewed = await renewElsewhere(connection);
    return claimed;
  });
  const run = await house.booted.internals.backgroundRefresh.run();
  expect(run).toEqual({ refreshed: 0, failed: 0 });
  expect(renewed).not.toBe('');
  expect(await house.tokens.getAccessToken(ref)).toBe(renewed);
});
