import { existsSync, readFileSync } from 'node:fs';

import { UID } from '../../server/src/constants';
import type { AppDetails } from '../../server/src/contracts';
import { House } from '../support/strapi/house';

jest.setTimeout(120_000);

describe('the keys of an app', () => {
  let house: House;

  beforeAll(async () => {
    const pluginConfig = { backgroundRefresh: { enabled: false }, rateLimits: { enabled: true } };
    house = await House.open({ pluginConfig });
  });

  afterAll(() => house?.close());

  afterEach(() => jest.restoreAllMocks());

  const create = async (name: string): Promise<AppDetails> => {
    const tokenEndpoint = `${house.provider.issuer}/token`;
    const authorizationEndpoint = `${house.provider.issuer}/auth`;
    const addresses = { tokenEndpoint, authorizationEndpoint };
    const data = { name, clientId: 'one', clientAuthMethod: 'private_key_jwt', ...addresses };
    const { status, body } = await house.api<AppDetails>(house.admin, 'post', '/apps', { data });
    expect(status).toBe(201);
    return body.data;
  };

  const details = async ({ key }: AppDetails): Promise<AppDetails> =>
    (await house.api<AppDetails>(house.admin, 'get', `/apps/${key}`)).body.data;

  const rows = () => house.strapi.db.query(UID.app);

  const get = ({ keys }: AppDetails, headers = {}) => {
    const { pathname } = new URL(keys?.jwksUrl ?? '');
    return fetch(house.booted.url + pathname, { headers });
  };

  const rotate = ({ key }: AppDetails) =>
    house.api<AppDetails>(house.admin, 'post', `/apps/${key}/rotate-key`);

  const databaseBytes = () =>
    ['', '-wal', '-journal']
      .map((suffix) => house.booted.database + suffix)
      .filter(existsSync)
      .map((file) => readFileSync(file, 'latin1'))
      .join();

  it('are sealed, and never leave the server', async () => {
    const app = await create('Sealed');
    const { internals } = house.booted;
    const stored = await internals.apps.get(app.key);
    const set = internals.store.apps.openClientKeys(stored) ?? '';
    const { d } = JSON.parse(set).keys[0].jwk;
    expect(databaseBytes()).toContain(stored.uid);
    expect(databaseBytes()).not.toContain(d);
    const seen = [app, await details(app), await (await get(app)).json(), (await rotate(app)).body];
    expect(JSON.stringify(seen)).not.toContain(d);
    expect(JSON.stringify(seen)).not.toContain('"d":');
  });

  it('rotate in public first: anybody reads both, and the new one is announced', async () => {
    const app = await create('Rotated');
    const { status, body } = await rotate(app);
    expect(status).toBe(200);
    expect(body.data.configVersion).toBe(app.configVersion);
    expect(body.data.keys).toMatchObject({
      jwksUrl: app.keys?.jwksUrl,
      signsFrom: expect.any(String),
      formerUntil: expect.any(String),
    });
    const { keys } = (await (await get(app)).json()) as { keys: { kid: string }[] };
    expect(keys.map(({ kid }) => kid)).toEqual([
      JSON.parse(body.data.keys?.publicJwk ?? '').kid,
      JSON.parse(app.keys?.publicJwk ?? '').kid,
    ]);
    expect((await rotate(app)).status).toBe(409);
  });

  it('move to another address, where the former provider finds nothing, with a new recipient', async () => {
    const app = await create('Moved');
    const data = { tokenEndpoint: `${house.provider.issuer}/other` };
    const edited = await house.api<AppDetails>(house.admin, 'put', `/apps/${app.key}`, { data });
    expect(edited.status).toBe(200);
    expect((await get(app)).status).toBe(404);
    expect((await get(edited.body.data)).status).toBe(200);
  });

  it('leave no client secret behind that the new recipient could get later', async () => {
    const app = await create('Was secret');
    const path = `/apps/${app.key}`;
    const put = (data: object) => house.api<AppDetails>(house.admin, 'put', path, { data });
    expect((await put({ clientSecret: 'of the former client' })).body.data.hasClientSecret).toBe(
      true
    );
    const moved = await put({ tokenEndpoint: `${house.provider.issuer}/other` });
    expect([moved.status, moved.body.data.hasClientSecret]).toEqual([200, false]);
  });

  it('of another app, put into the row in the database, sign and publish nothing', async () => {
    const [victim, thief] = [await create('Victim'), await create('Thief')];
    const { clientKeys } = await rows().findOne({ where: { key: thief.key } });
    await rows().update({ where: { key: victim.key }, data: { clientKeys } });
    house.booted.internals.tokenCache.forgetApp(victim.key);
    const response = await get(victim);
    expect([response.status, await response.text()]).toEqual([503, '']);
    await expect(house.tokens.clientCredentials(victim.key)).rejects.toMatchObject({
      code: 'key_unavailable',
      reason: 'tampered',
    });
    expect((await details(victim)).keys).toBeNull();
    expect((await rotate(victim)).status).toBe(200);
    expect((await details(victim)).keys).not.toBeNull();
  });

  it('may be read sixty times a minute from one address', async () => {
    const app = await create('Read often');
    house.travelAndStay(7_200);
    const statuses = [];
    for (let times = 0; times < 61; times += 1) statuses.push((await get(app)).status);
    expect(statuses.slice(0, 60)).toEqual(Array(60).fill(200));
    expect(statuses[60]).toBe(429);
    expect(Number((await get(app)).headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
