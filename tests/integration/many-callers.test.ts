import { House, ownerOf } from '../support/strapi/house';

const CALLERS = 200;
const EXPIRED_AFTER_SECONDS = 61;

let house: House;
let appKey: string;

beforeAll(async () => {
  house = await House.open(
    { pluginConfig: { backgroundRefresh: { enabled: false } } },
    { accessTokenTtlSeconds: 60 }
  );
  appKey = (await house.createApp()).key;
});

afterAll(() => house?.close());

afterEach(() => jest.restoreAllMocks());

const ask = () => house.tokens.getAccessToken({ app: appKey, owner: ownerOf(house.admin) });

const inParallel = () => Promise.all(Array.from({ length: CALLERS }, ask));

/** How often the database is read meanwhile. */
const readsOf = async (work: () => Promise<unknown>): Promise<number> => {
  let reads = 0;
  const count = ({ sql }: { sql: string }) => (reads += /^select/i.test(sql) ? 1 : 0);
  const { connection } = house.strapi.db;
  connection.on('query', count);
  await work();
  connection.removeListener('query', count);
  return reads;
};

describe('many callers at once', () => {
  it('cost one read when the token is not in memory', async () => {
    await house.connect(house.admin, appKey);
    await ask();
    house.booted.internals.tokenCache.forgetApp(appKey);
    expect(await readsOf(inParallel)).toBe(1);
  });

  it('cost as many reads as one caller when the token has expired', async () => {
    await house.connect(house.admin, appKey);
    await ask();
    house.travel(EXPIRED_AFTER_SECONDS);
    const alone = await readsOf(ask);
    house.travel(2 * EXPIRED_AFTER_SECONDS);
    expect(await readsOf(inParallel)).toBeLessThanOrEqual(alone);
  });
});

describe('a token that is being read when its connection ends', () => {
  it('is served to nobody who asks after the end', async () => {
    await house.connect(house.admin, appKey);
    await ask();
    house.booted.internals.tokenCache.forgetApp(appKey);
    const { connectionsInUse } = house.booted.internals.store;
    const { find } = connectionsInUse;
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    jest.spyOn(connectionsInUse, 'find').mockImplementationOnce(async (...args) => {
      const row = await find(...args);
      await held;
      return row;
    });
    const early = ask();
    await house.tokens.disconnect({ app: appKey, owner: ownerOf(house.admin) });
    const late = ask();
    goOn();
    await expect(late).rejects.toMatchObject({ code: 'not_connected' });
    await early;
    await expect(ask()).rejects.toMatchObject({ code: 'not_connected' });
  });
});
