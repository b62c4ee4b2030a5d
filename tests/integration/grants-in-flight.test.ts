import type { AppDetails, AppUpdate } from '../../server/src/contracts';
import { UID } from '../../server/src/constants';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House, ownerOf } from '../support/strapi/house';
import { consent } from '../support/strapi/http-browser';
import { until } from '../support/until';

let house: House;
let user: Admin;
let app: AppDetails;

beforeAll(async () => {
  house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
}, 120_000);

afterAll(() => house?.close());

beforeEach(async () => {
  user = await createAdminWith(house.strapi, EDITOR_ACTIONS, 'victim');
  app = await house.createApp({ name: `Mail ${Date.now()}`, key: undefined });
});

afterEach(() => house.provider.setFault('/token', null));

/** The number of requests to a path, once there are `count` or more. */
const requestsTo = async (path: string, count: number): Promise<number> => {
  const requests = () => house.provider.requestsTo(path);
  await until(`${count} requests to ${path}`, async () => (await requests()) >= count);
  return requests();
};

const rows = () => house.strapi.db.query(UID.connection).findMany({ where: { appKey: app.key } });

const edit = async (data: Partial<AppUpdate>) => {
  const { body } = await house.api<AppDetails>(house.admin, 'get', `/apps/${app.key}`);
  const { configVersion } = body.data;
  const saved = await house.api(house.admin, 'put', `/apps/${app.key}`, {
    data: { ...data, configVersion },
  });
  expect(saved.status).toBe(200);
};

const remove = () => house.api(house.admin, 'delete', `/apps/${app.key}`);

const recreate = async () => {
  await remove();
  const { key, name, redirectUri: _uri, ...rest } = app;
  await house.createApp({ key, name, scopes: rest.scopes });
};

const users = () => house.strapi.db.query('admin::user');

const changes: [string, () => Promise<unknown>, number, string, RegExp][] = [
  [
    'is given another userinfo endpoint',
    () => edit({ userinfoEndpoint: 'https://evil.example.com/me', clientSecret: 'again' }),
    409,
    'flow_invalid',
    /The app was changed while you were connecting\. Nothing was stored\. Connect again\./,
  ],
  [
    'is switched off',
    () => edit({ enabled: false }),
    409,
    'app_disabled',
    /switched off while you were connecting\. Nothing was stored\. Connect again once/,
  ],
  [
    'is deleted',
    remove,
    404,
    'app_not_found',
    /deleted while you were connecting\. Nothing was stored/,
  ],
  [
    'is deleted and created anew under its key',
    recreate,
    409,
    'flow_invalid',
    /The app was changed while you were connecting\. Nothing was stored\. Connect again\./,
  ],
  [
    'loses the owner, who is deleted',
    () => users().delete({ where: { id: user.id } }),
    403,
    'owner_not_allowed',
    /has been deactivated or deleted\. Nothing was stored/,
  ],
  [
    'has its owner deactivated',
    () => users().update({ where: { id: user.id }, data: { isActive: false } }),
    403,
    'owner_not_allowed',
    /has been deactivated or deleted\. Nothing was stored/,
  ],
];

describe('S03 an app during a code exchange', () => {
  it.each(changes)('%s: nothing is stored, and the tokens are revoked', async (...row) => {
    const [, change, status, code, text] = row;
    const ticket = await house.ticket(user, app.key);
    await house.provider.setFault('/token', { hold: true });
    await house.provider.resetRequests();
    const completing = house.complete(user, ticket);
    expect(await requestsTo('/token', 1)).toBe(1);
    await change();
    await house.provider.setFault('/token', null);
    const { status: answered, body } = await completing;

    expect([answered, body.error?.details.code]).toEqual([status, code]);
    expect(body.error?.message).toMatch(text);
    expect(await rows()).toEqual([]);
    expect(await requestsTo('/token/revocation', 1)).toBe(1);
    const again = await house.complete(house.admin, ticket);
    expect(again.body.error?.details.code).toBe('flow_invalid');
  });
});

describe('S01 an edit while the person is at the consent page', () => {
  it.each<[string, Partial<AppUpdate>]>([
    ['of the userinfo endpoint', { userinfoEndpoint: 'https://evil.example.com/me' }],
    ['of the token endpoint', { tokenEndpoint: 'https://evil.example.com/token' }],
  ])('%s ends the flow: no code is spent', async (_what, data) => {
    const url = await house.authorizationUrl(user, app.key);
    await edit({ ...data, clientSecret: 'again' });
    const { fragment } = await house.visitCallback(await consent(url));
    expect(fragment.get('error')).toBe('flow_invalid');
    expect(await rows()).toEqual([]);
  });
});

describe('S03 a refresh that is in flight', () => {
  const refreshing = async (change: () => Promise<unknown>) => {
    await house.connect(user, app.key);
    const [before] = await rows();
    await house.provider.setFault('/token', { hold: true });
    await house.provider.resetRequests();
    const ref = { app: app.key, owner: ownerOf(user) };
    const refreshed = house.tokens.getAccessToken(ref, { forceRefresh: true });
    const outcome = refreshed.then(
      () => 'a token',
      (error: { code?: string }) => error.code
    );
    expect(await requestsTo('/token', 1)).toBe(1);
    await change();
    await house.provider.setFault('/token', null);
    return { before, outcome: await outcome, after: await rows() };
  };

  it('stores nothing after an edit of the app that ends its grants', async () => {
    const { before, outcome, after } = await refreshing(() =>
      edit({ userinfoEndpoint: 'https://evil.example.com/me', clientSecret: 'again' })
    );
    expect(outcome).toBe('needs_reconnect');
    expect(after).toMatchObject([
      {
        status: 'needs_reconnect',
        accessToken: before.accessToken,
        refreshToken: before.refreshToken,
      },
    ]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the app is deleted and created anew', recreate],
    ['the owner is deleted', () => users().delete({ where: { id: user.id } })],
  ])('stores nothing after %s', async (_what, change) => {
    const { outcome, after } = await refreshing(change);
    expect(outcome).toBe('not_connected');
    expect(after).toEqual([]);
    // Of the stored token, and of the rotated one if the provider issued it before that.
    expect(await requestsTo('/token/revocation', 1)).toBeGreaterThan(0);
  });

  it('gives nobody the token of an owner who has been deactivated since', async () => {
    await refreshing(() => users().update({ where: { id: user.id }, data: { isActive: false } }));
    const ref = { app: app.key, owner: ownerOf(user) };
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({
      code: 'owner_not_allowed',
    });
  });
});
