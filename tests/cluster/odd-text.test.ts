import type { AppDetails } from '../../server/src/contracts';
import { databases, type TestDatabase } from '../support/databases/databases';
import { House } from '../support/strapi/house';
import { RawHttp } from '../support/network/raw-http';

const UNSTORABLE = ['a\0b', 'a\ud800b', 'a\udc00'];

describe.each(databases)('$name: text that no database can store', (kind) => {
  let database: TestDatabase;
  let house: House;
  let raw: RawHttp;

  beforeAll(async () => {
    database = await kind.create();
    house = await House.open({ database: database.address });
    await house.createApp({ name: 'Demo Mail' });
    raw = new RawHttp(house.booted.url);
  }, 120_000);

  afterAll(async () => {
    await raw?.close();
    await house?.close();
    await database?.drop();
  }, 120_000);

  const fields = (text: string): [string, unknown][] => [
    ['name', text],
    ['clientId', text],
    ['clientSecret', text],
    ['tokenEndpoint', `https://provider.example.com/${text}`],
    ['scopes', [text]],
    ['authorizationParams', [{ key: 'audience', value: text }]],
    ['tokenParams', [{ key: text, value: 'x' }]],
    ['capabilities', { codeChallengeMethodsSupported: [text] }],
    ['apiOrigins', [`https://${text}.example.com`]],
  ];

  it.each(UNSTORABLE)('%j is refused in each field of an app', async (text) => {
    for (const [name, value] of fields(text)) {
      const data = { name: 'Odd Mail', [name]: value };
      const created = await house.api(house.admin, 'post', '/apps', { data });
      const updated = await house.api(house.admin, 'put', '/apps/demo-mail', {
        data: { [name]: value },
      });
      expect([name, created.status, updated.status]).toEqual([name, 400, 400]);
    }
  });

  it.each([
    ['GET', '/apps/%00', 404],
    ['PUT', '/apps/a%00b', 404],
    ['DELETE', '/apps/%00', 404],
    ['POST', '/apps/%00/connect', 404],
    ['POST', '/connections/%00/refresh', 404],
    ['DELETE', '/connections/%00', 404],
    ['GET', '/connections?app=%00', 400],
  ])('%s %s gets %i', async (method, path, status) => {
    const data = method === 'PUT' ? { configVersion: 1 } : {};
    const answer = await raw.send({
      method,
      path: `/connected-apps${path}`,
      headers: {
        authorization: `Bearer ${house.admin.token}`,
        'content-type': 'application/json',
      },
      body: method === 'GET' ? undefined : JSON.stringify({ data }),
    });
    expect(answer.status).toBe(status);
  });

  it.each(['code=%00&state=%00', 'state=%ed%a0%80&code=a', '%00=%00'])(
    '%s at the callback ends like any other',
    async (query) => {
      for (const key of ['demo-mail', '%00']) {
        const path = `/api/connected-apps/callback/${key}?${query}`;
        const { status, location } = await raw.send({ method: 'GET', path });
        expect([status, location]).toEqual([303, expect.stringMatching(/#error=flow_invalid$/)]);
      }
    }
  );

  it('two apps with the same name, sent at once: one is created, the other refused at its field', async () => {
    const send = () =>
      house.api<AppDetails>(house.admin, 'post', '/apps', { data: { name: 'Twin Mail' } });
    const statuses = (await Promise.all([send(), send()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([201, 400]);
  });
});
