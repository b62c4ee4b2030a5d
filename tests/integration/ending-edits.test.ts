import type { AppDetails, AppInput } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS } from '../support/strapi/admins';
import { House } from '../support/strapi/house';

describe('an edit that ends connections', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
    await house.createApp({ name: 'Demo Mail' });
  }, 120_000);

  afterAll(() => house?.close());

  it('U07 says beforehand how many connections it would end, and changes nothing', async () => {
    const app = await house.createApp({ name: 'Leaving Mail' });
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, app.key);
    await house.connect(house.admin, app.key);
    const preview = async (data: Partial<AppInput>) => {
      const path = `/apps/${app.key}/preview`;
      const { status, body } = await house.api(house.admin, 'post', path, { data });
      return { status, ...(body.data as object | null) };
    };
    const elsewhere = 'https://elsewhere.example.com/token';

    expect(await preview({ name: 'Another name' })).toEqual({ status: 200, endedConnections: 0 });
    const another = { clientId: 'another', clientSecret: 'a new one' };
    expect(await preview(another)).toEqual({ status: 200, endedConnections: 2 });
    expect(await preview({ tokenEndpoint: elsewhere, clientSecret: 'a new one' })).toEqual({
      status: 200,
      endedConnections: 2,
    });
    // The preview refuses whatever a save would refuse.
    expect(await preview({ tokenEndpoint: elsewhere })).toEqual({ status: 400 });
    expect(await preview({ name: 'demo mail' })).toEqual({ status: 400 });

    const { body } = await house.api<AppDetails>(house.admin, 'get', `/apps/${app.key}`);
    expect(body.data).toMatchObject({ ...app, state: app.state });
    expect((await house.connectionsOf(user)).map(({ status }) => status)).toEqual(['active']);
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data: another });
    expect((await house.connectionsOf(user)).map(({ status }) => status)).toEqual([
      'needs_reconnect',
    ]);
    expect(await preview({ ...another, clientId: 'yet another' })).toEqual({
      status: 200,
      endedConnections: 0,
    });
  });
});
