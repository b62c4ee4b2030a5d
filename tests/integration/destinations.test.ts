import type { AppDetails } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { sendJson, startHttpServer, type HttpServer } from '../support/network/http-server';
import { House, ownerOf, type ApiResponse } from '../support/strapi/house';

jest.setTimeout(120_000);

const APPS = 'plugin::connected-apps.apps';
/** What mallory has: to edit apps, and no more. */
const MAY_EDIT = [`${APPS}.read`, `${APPS}.create`, `${APPS}.update`];

const RECIPIENTS = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'jwksUri',
  'revocationEndpoint',
  'introspectionEndpoint',
  'userinfoEndpoint',
  'pushedAuthorizationRequestEndpoint',
] as const;

describe("an edit of an app's destinations", () => {
  let house: House;
  let evil: HttpServer;
  let mallory: Admin;
  let victim: Admin;

  beforeAll(async () => {
    evil = await startHttpServer((_request, response) => sendJson(response, {}));
    house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
    mallory = await createAdminWith(house.strapi, MAY_EDIT, 'mallory');
    victim = await createAdminWith(house.strapi, EDITOR_ACTIONS, 'victim');
  });

  afterAll(async () => {
    await house?.close();
    await evil?.close();
  });

  beforeEach(() => {
    evil.requests.length = 0;
  });

  const edit = (who: Admin, { key }: AppDetails, data: object) =>
    house.api<AppDetails>(who, 'put', `/apps/${key}`, { data });

  const read = async ({ key }: AppDetails): Promise<AppDetails> =>
    (await house.api<AppDetails>(house.admin, 'get', `/apps/${key}`)).body.data;

  const statusOf = async (app: AppDetails) =>
    (await house.connectionsOf(victim)).find(({ appKey }) => appKey === app.key);

  const fieldsOf = ({ body }: ApiResponse<unknown>) =>
    (body.error?.details.errors as { path: string[] }[] | undefined)?.map(({ path }) => path[0]);

  const everywhereEvil = () =>
    Object.fromEntries(RECIPIENTS.map((name) => [name, `${evil.origin}/${name}`]));

  it('S01 changes nothing for somebody who may only edit apps, and names the fields', async () => {
    const app = await house.createApp({ name: 'Guarded Mail' });
    const before = await read(app);
    const refused = await edit(mallory, app, { ...everywhereEvil(), clientSecret: 'typed' });
    expect(refused.status).toBe(403);
    expect(fieldsOf(refused)?.sort()).toEqual([...RECIPIENTS].sort());
    const origins = await edit(mallory, app, { apiOrigins: [evil.origin] });
    expect([origins.status, fieldsOf(origins)]).toEqual([403, ['apiOrigins']]);
    expect(await read(app)).toEqual(before);

    // The form sends all fields; those that stay as they are need no such right.
    const { name: _name, state: _state, ...same } = before;
    expect((await edit(mallory, app, { ...same, name: 'Renamed Mail' })).status).toBe(200);
    const created = await house.api(mallory, 'post', '/apps', { data: { name: 'Mallory Mail' } });
    expect(created.status).toBe(403);
  });

  it.each(RECIPIENTS)('S01 never takes the tokens or the secret to a new %s', async (name) => {
    const app = await house.createApp({ name: `Moving ${name}` });
    await house.connect(victim, app.key);
    const moved = { [name]: `${evil.origin}/${name}` };
    const withoutSecret = await edit(house.admin, app, moved);
    expect([withoutSecret.status, fieldsOf(withoutSecret)]).toEqual([400, ['clientSecret']]);
    expect((await statusOf(app))?.status).toBe('active');

    expect((await edit(house.admin, app, { ...moved, clientSecret: 'typed' })).status).toBe(200);
    expect(await statusOf(app)).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'app_changed',
    });
    const ref = { app: app.key, owner: ownerOf(victim) };
    await expect(house.tokens.getAccessToken(ref)).rejects.toMatchObject({
      code: 'needs_reconnect',
    });
    await house.tokens.disconnect(ref);
    expect(evil.requests).toEqual([]);
  });

  it('S01 ends a flow whose person is at the consent page', async () => {
    const app = await house.createApp({ name: 'Racing Mail' });
    const ticket = await house.ticket(victim, app.key);
    await edit(house.admin, app, {
      userinfoEndpoint: `${evil.origin}/me`,
      scopes: ['mail.read'],
      clientSecret: 'typed',
    });
    const { status, body } = await house.complete(victim, ticket);
    expect([status, body.error?.details.code]).toEqual([409, 'flow_invalid']);
    expect(await statusOf(app)).toBeUndefined();
    expect(evil.requests).toEqual([]);
  });

  it('S01 ends no flow if only the name changes', async () => {
    const app = await house.createApp({ name: 'Steady Mail' });
    const ticket = await house.ticket(victim, app.key);
    expect((await edit(mallory, app, { name: 'Steadier Mail' })).status).toBe(200);
    expect((await house.complete(victim, ticket)).status).toBe(200);
  });

  it('S02 counts an address as new for the token endpoint if it is known as another destination', async () => {
    const app = await house.createApp({ name: 'Patient Mail' });
    const planted = { introspectionEndpoint: `${evil.origin}/introspect`, clientSecret: 'typed' };
    expect((await edit(house.admin, app, planted)).status).toBe(200);
    const moved = await edit(house.admin, app, { tokenEndpoint: `${evil.origin}/token` });
    expect([moved.status, fieldsOf(moved)]).toEqual([400, ['clientSecret']]);
    expect(evil.requests).toEqual([]);
  });

  it('S05 stops tokens to a removed API origin at once', async () => {
    const app = await house.createApp({ name: 'Origin Mail', apiOrigins: [evil.origin] });
    await house.connect(victim, app.key);
    const ref = { app: app.key, owner: ownerOf(victim) };
    await house.tokens.fetch(ref, `${evil.origin}/api`);
    expect(evil.requests).toHaveLength(1);

    expect((await edit(house.admin, app, { apiOrigins: [] })).status).toBe(200);
    await expect(house.tokens.fetch(ref, `${evil.origin}/api`)).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
    expect(evil.requests).toHaveLength(1);
    expect((await statusOf(app))?.status).toBe('active');
  });

  it('S05 stops tokens to an API origin that another instance removed, within 10 s', async () => {
    const app = await house.createApp({ name: 'Remote Mail', apiOrigins: [evil.origin] });
    await house.connect(victim, app.key);
    const ref = { app: app.key, owner: ownerOf(victim) };
    await house.tokens.fetch(ref, `${evil.origin}/api`);

    // What this process has in memory is forgotten by its own edits only.
    const kept = jest.spyOn(house.booted.internals.tokenCache, 'forgetApp').mockReturnValue();
    expect((await edit(house.admin, app, { apiOrigins: [] })).status).toBe(200);
    kept.mockRestore();
    house.travel(10);
    await expect(house.tokens.fetch(ref, `${evil.origin}/api`)).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
    jest.restoreAllMocks();
    expect(evil.requests).toHaveLength(1);
  });

  it('S07 never accepts identities from a provider whose keys are not checked', async () => {
    const app = await house.createApp({ name: 'Keyless Mail' });
    const keyless = await edit(house.admin, app, { jwksUri: null, clientSecret: 'typed' });
    expect([keyless.status, fieldsOf(keyless)]).toEqual([400, ['jwksUri']]);
    const created = await house.api(house.admin, 'post', '/apps', {
      data: { name: 'Born keyless', tokenEndpoint: app.tokenEndpoint, scopes: ['openid'] },
    });
    expect(created.status).toBe(400);
  });

  it('records which destinations it changes, and who changes them', async () => {
    const app = await house.createApp({ name: 'Recorded Mail' });
    const log = jest.spyOn(house.strapi.log, 'info');
    await edit(house.admin, app, { apiOrigins: ['https://api.example.com'], name: 'Recorded' });
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    const audited = lines.filter((line) => line.startsWith('connected-apps audit '));
    expect(audited.map((line) => JSON.parse(line.slice(21)))).toEqual([
      expect.objectContaining({
        action: 'app.update',
        actor: expect.objectContaining({ id: house.admin.documentId }),
        details: { changedFields: ['name', 'apiOrigins'], destinations: ['apiOrigins'] },
      }),
    ]);
  });
});

describe('two people who edit an app at the same time', () => {
  let house: House;

  beforeAll(async () => {
    house = await House.open();
  });

  afterAll(() => house?.close());

  it('S19 do not undo an emergency stop: the later one reads who changed what, and nothing is saved', async () => {
    const app = await house.createApp({ name: 'Stopped Mail' });
    const stop = { enabled: false, apiOrigins: [] };
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data: stop });

    const { configVersion, enabled, apiOrigins } = app;
    const stale = { configVersion, enabled, apiOrigins, name: 'A new name' };
    for (const [method, path] of [
      ['post', `/apps/${app.key}/preview`],
      ['put', `/apps/${app.key}`],
    ] as const) {
      const { status, body } = await house.api(house.admin, method, path, { data: stale });
      expect(status).toBe(409);
      expect(body.error?.details).toMatchObject({
        conflict: { configVersion: configVersion + 1, changedBy: house.admin.email },
      });
      expect(body.error?.message).toMatch(/nothing was saved/);
    }
    const { body } = await house.api<AppDetails>(house.admin, 'get', `/apps/${app.key}`);
    expect(body.data).toMatchObject({ ...stop, name: 'Stopped Mail' });
  });

  it('S19 name the version that they edit', async () => {
    const app = await house.createApp({ name: 'Versioned Mail' });
    const { status, body } = await house.api(house.admin, 'put', `/apps/${app.key}`, {
      data: { name: 'Another', configVersion: null },
    });
    expect(status).toBe(400);
    expect(body.error?.details.errors).toMatchObject([{ path: ['configVersion'] }]);
  });

  it('S19 save one edit at the very same moment, and get 409 for all others', async () => {
    const app = await house.createApp({ name: 'Busy Mail' });
    const responses = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        house.api<AppDetails>(house.admin, 'put', `/apps/${app.key}`, {
          data: { configVersion: app.configVersion, name: `Busy Mail ${index}` },
        })
      )
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const saved = responses.find(({ status }) => status === 200)?.body.data;
    const { body } = await house.api<AppDetails>(house.admin, 'get', `/apps/${app.key}`);
    expect(body.data).toMatchObject({
      name: saved?.name,
      configVersion: app.configVersion + 1,
    });
  });
});
