import { inspect } from 'node:util';

import { UID } from '../../server/src/constants';
import type { AppInput } from '../../server/src/contracts';
import { STANDARD_PROTOCOL, withStandard } from '../../server/src/protocol-settings';
import { only } from '../support/elements';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { DeviatingApp, formFor, type Settings } from '../support/providers/deviating/deviating-app';
import type { Habits } from '../support/providers/deviating/habits';
import { DeviatingProvider } from '../support/providers/deviating/provider';
import { StoryEnds, tell } from '../support/providers/deviating/story';
import { STORIES } from '../support/providers/deviating/stories';
import { settingNames, without } from '../support/providers/deviating/stories/settings';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House, type ApiResponse } from '../support/strapi/house';

let house: House<TestAuthorizationServer>;
let user: Admin;

beforeAll(async () => {
  house = await House.openWith(() => TestAuthorizationServer.start(), {
    pluginConfig: { backgroundRefresh: { enabled: false }, rateLimits: { enabled: false } },
  });
  user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
}, 120_000);

afterAll(() => house?.close());

const providers: DeviatingProvider[] = [];

afterAll(() => Promise.all(providers.map((provider) => provider.stop())));

const startProvider = async (habits: Partial<Habits> = {}): Promise<DeviatingProvider> => {
  const provider = await DeviatingProvider.start(habits);
  providers.push(provider);
  return provider;
};

const appOf = (provider: DeviatingProvider, settings: Settings = {}): Promise<DeviatingApp> =>
  DeviatingApp.create(house, provider, user, formFor(provider, settings));

const save = (data: Partial<AppInput>, who = house.admin) =>
  house.api(who, 'post', '/apps', { data });

/** The fields that an error names, as paths with dots. */
const fieldsOf = ({ body }: ApiResponse<unknown>): string[] =>
  (body.error?.details.errors as { path: string[] }[]).map(({ path }) => path.join('.'));

const rowsOf = (name: keyof typeof UID) =>
  house.strapi.db.connection(house.strapi.db.metadata.get(UID[name]).tableName);

describe.each(STORIES)('a provider that $habit', (story) => {
  const { habits, settings, expected, standard } = story;
  let provider: DeviatingProvider;

  beforeAll(async () => {
    provider = await startProvider(habits);
  });

  afterEach(() => provider.reset());

  const endingWith = async (entered: Settings) => {
    const ending = await tell(await appOf(provider, entered), expected).catch(
      (error: unknown) => error
    );
    if (!(ending instanceof StoryEnds)) throw ending ?? new Error('the story comes to its end');
    return ending.ending;
  };

  it('is connected, used, refreshed and disconnected with its settings', async () => {
    await tell(await appOf(provider, settings), expected);
  });

  it('refuses an app with standard settings', async () => {
    expect(await endingWith({})).toEqual(standard);
  });

  it.each(Object.entries(story.without))('needs %s', async (path, ending) => {
    expect(await endingWith(without(settings, path))).toEqual(ending);
  });

  it('needs each setting that the story has', () => {
    expect(Object.keys(story.without).sort()).toEqual(settingNames(story).sort());
  });
});

describe('the protocol settings of an app', () => {
  const DEVIATIONS = {
    pkce: 'none',
    scopeSeparator: ',',
    requestHeaders: [{ key: 'X-Version', value: '1' }],
    responsePlaces: { accountName: ['/data/name'] },
  } as const satisfies Settings['protocol'];

  let provider: DeviatingProvider;

  beforeAll(async () => {
    provider = await startProvider();
  });

  const storedFor = async ({ key }: DeviatingApp): Promise<unknown> => {
    const { protocol } = only(await rowsOf('app').where({ key }).select('protocol'));
    return typeof protocol === 'string' ? JSON.parse(protocol) : protocol;
  };

  it('are complete for readers, and stored only where they deviate', async () => {
    const app = await appOf(provider, { protocol: DEVIATIONS });
    expect((await app.details()).protocol).toEqual(withStandard(DEVIATIONS));
    expect(await storedFor(app)).toEqual(DEVIATIONS);
  });

  it.each<[string, Partial<AppInput>]>([
    ['none of them', { protocol: undefined }],
    ['an empty object', { protocol: {} }],
    ['all of them as the standard has them', { protocol: STANDARD_PROTOCOL }],
  ])('that are %s are stored as null', async (_case, settings) => {
    const form = { ...formFor(provider, {}), ...settings };
    const app = await DeviatingApp.create(house, provider, user, form);
    expect(await storedFor(app)).toBeNull();
    expect((await app.details()).protocol).toEqual(STANDARD_PROTOCOL);
  });

  it('are standard again after an edit to an empty object, and stay after an edit without', async () => {
    const app = await appOf(provider, { protocol: DEVIATIONS });
    await app.update({ enabled: true });
    expect(await storedFor(app)).toEqual(DEVIATIONS);
    const { status, body } = await app.update({ protocol: {} });
    expect([status, body.data.protocol]).toEqual([200, STANDARD_PROTOCOL]);
    expect(await storedFor(app)).toBeNull();
  });

  it.each([
    [{ pkces: 'none' }, 'protocol'],
    [{ responsePlaces: { token: ['/token'] } }, 'protocol.responsePlaces'],
    [{ lifetimeUnit: 'weeks' }, 'protocol.lifetimeUnit'],
    [{ requestFormat: 'xml' }, 'protocol.requestFormat'],
    [{ codeParam: 'state' }, 'protocol.codeParam'],
    [
      { authorizationParamNames: [{ key: 'state', value: '' }] },
      'protocol.authorizationParamNames.0.value',
    ],
  ])('that nobody knows, such as %j, are refused', async (protocol, field) => {
    const data = { ...formFor(provider, {}), protocol } as AppInput;
    const refused = await save(data);
    expect([refused.status, fieldsOf(refused)]).toEqual([400, [field]]);
    expect(refused.body.error).toMatchObject({ name: 'ValidationError' });
  });

  const header = (key: string, value = 'x') => [{ key, value }];

  it.each([
    ['requestHeaders.0.key', { requestHeaders: header('Host', 'evil.example') }],
    ['requestHeaders.0.key', { requestHeaders: header('authorization', 'Basic eA==') }],
    ['requestHeaders.0.key', { requestHeaders: header('Content-Type', 'text/plain') }],
    ['requestHeaders.0.key', { requestHeaders: header('Transfer-Encoding', 'chunked') }],
    ['requestHeaders.0.key', { requestHeaders: header('X-A\r\nHost') }],
    ['requestHeaders.0.key', { requestHeaders: header('X-A: b') }],
    ['requestHeaders.0.value', { requestHeaders: header('X-A', 'b\r\nHost: evil.example') }],
    ['requestHeaders.0.value', { requestHeaders: header('X-A', 'b\nc') }],
    ['requestHeaders.0.value', { requestHeaders: header('X-A', 'b\u010ac') }],
    ['apiHeaders.0.key', { apiHeaders: header('Host', 'evil.example') }],
    ['apiHeaders.0.key', { apiHeaders: header('Authorization', 'Bearer x') }],
    ['apiHeaders.0.value', { apiHeaders: header('X-A', 'b\r\nc: d') }],
    ['apiHeader', { apiHeader: 'Host' }],
    ['apiHeader', { apiHeader: 'X-A\r\nHost' }],
    ['apiScheme', { apiScheme: 'Bearer\r\nHost:' }],
  ])('that would change a request in %s, such as %j, are refused', async (field, protocol) => {
    const refused = await save({ ...formFor(provider, {}), protocol });
    expect([refused.status, fieldsOf(refused)]).toEqual([400, [`protocol.${field}`]]);
  });

  it.each([
    ['accountName', '/access_token'],
    ['accountName', 'refresh_token'],
    ['accountId', '/data/id_token'],
    ['scope', '/oauth/client-secret'],
    ['errorDescription', ' /access_token '],
  ])('that show %s, but point at %s, are refused', async (member, place) => {
    const protocol = { responsePlaces: { [member]: ['/name', place] } };
    const refused = await save({ ...formFor(provider, {}), protocol });
    expect([refused.status, fieldsOf(refused)]).toEqual([
      400,
      [`protocol.responsePlaces.${member}.1`],
    ]);
  });

  it('are not to be changed by a role that may only edit apps', async () => {
    const actions = ['read', 'create', 'update'].map(
      (name) => `plugin::connected-apps.apps.${name}`
    );
    const mallory = await createAdminWith(house.strapi, actions, 'mallory');
    const app = await appOf(provider, { protocol: DEVIATIONS });
    const { protocol, tokenParams } = await app.details();
    for (const changed of [{}, { ...protocol, pkce: 'S256' }]) {
      const refused = await app.update({ protocol: changed }, mallory);
      expect([refused.status, fieldsOf(refused)]).toEqual([403, ['protocol']]);
    }
    // The form sends all fields; those that stay as they are need no such right.
    const renamed = await app.update({ protocol, tokenParams, name: 'Renamed' }, mallory);
    expect(renamed.status).toBe(200);
    expect(await storedFor(app)).toEqual(DEVIATIONS);
  });
});

describe('a token that a response repeats in another member', () => {
  const repeatedBy = (token: string) => ({
    session: token,
    greeting: `Session ${token}`,
    nested: [{ session: token }],
  });

  const expectNowhere = async (app: DeviatingApp): Promise<void> => {
    const shown = await house.connectionsOf(user);
    const rows = [...(await rowsOf('connection').where({ app_key: app.key }))];
    expect(rows).toHaveLength(1);
    const { accessToken, refreshToken } = app.provider.secrets.byName;
    const text = JSON.stringify([rows, shown, await app.details()]);
    expect([...accessToken, ...refreshToken].filter((token) => text.includes(token))).toEqual([]);
  };

  const PLACES = ['session', '/greeting', '/nested/0/session'];
  const MEMBERS = ['accountId', 'accountName', 'scope'] as const;

  it.each(MEMBERS.flatMap((member) => PLACES.map((place) => [member, place] as const)))(
    'is neither stored nor shown if the %s is at %s',
    async (member, place) => {
      const provider = await startProvider({
        tokenBody: (tokens) => ({ ...tokens, ...repeatedBy(tokens.access_token) }),
      });
      const app = await appOf(provider, { protocol: { responsePlaces: { [member]: [place] } } });
      await app.connect();
      await expectNowhere(app);
      await app.getAccessToken({ forceRefresh: true });
      await expectNowhere(app);
    }
  );

  it('is neither stored nor shown if it is the refresh token', async () => {
    const provider = await startProvider({
      tokenBody: (tokens) => ({ ...tokens, session: tokens.refresh_token }),
    });
    const responsePlaces = { accountId: ['session'], accountName: ['session'] };
    const app = await appOf(provider, { protocol: { responsePlaces } });
    await app.connect();
    await expectNowhere(app);
  });

  it.each(PLACES)('is neither stored nor shown if userinfo has it at %s', async (place) => {
    const provider = await startProvider({ userInfo: repeatedBy });
    const responsePlaces = { accountId: [place], accountName: [place] };
    const app = await appOf(provider, { protocol: { responsePlaces } });
    await app.connect();
    await expectNowhere(app);
  });
});

describe('an error of a provider that deviates', () => {
  it('does not repeat a code that came under another name', async () => {
    const provider: DeviatingProvider = await startProvider({
      callbackCode: 'auth_code',
      refusal: ({ status, error }) => ({
        status,
        body: { error, error_description: `You sent ${provider.secrets.byName.code.at(-1)}` },
      }),
    });
    const app = await appOf(provider, { protocol: { codeParam: 'auth_code' } });
    const ticket = await app.ticket();
    provider.isClientBlocked = true;
    const { status, body } = await app.complete(ticket);
    expect([status, body.error?.details]).toMatchObject([
      422,
      { code: 'provider_rejected', reason: 'client_blocked' },
    ]);
    expect(body.error?.message).not.toContain(only(provider.secrets.byName.code));
  });

  it('does not repeat the address of a request whose parameters are in it', async () => {
    const provider = await startProvider({ tokenStyle: 'GET', proof: 'body' });
    const app = await appOf(provider, {
      clientAuthMethod: 'client_secret_post',
      protocol: { requestFormat: 'get' },
    });
    await app.connect();
    await provider.stop();
    const error: unknown = await app
      .getAccessToken({ forceRefresh: true })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'provider_unavailable', reason: 'network' });
    const text = inspect(error, { depth: 20 });
    const told = provider.secrets.all.filter(({ value }) =>
      [value, encodeURIComponent(value)].some((form) => text.includes(form))
    );
    expect(told).toEqual([]);
    expect(text).not.toContain('refresh_token=');
  });

  it.each<[string, Partial<Habits>, Settings, RegExp]>([
    ['415 for a form', { tokenStyle: 'json' }, {}, /not supported/],
    [
      '405 for a GET',
      { tokenStyle: 'form' },
      { protocol: { requestFormat: 'get' } },
      /accepts no POST/,
    ],
  ])('that says only %s is not explained wrongly', async (_case, habits, settings, wrong) => {
    const refusal: Habits['refusal'] = ({ status }) => ({ status, body: {} });
    const provider = await startProvider({ ...habits, refusal });
    const app = await appOf(provider, settings);
    const { body } = await app.complete(await app.ticket());
    expect(body.error?.details).toMatchObject({ code: 'provider_rejected' });
    expect(body.error?.message).not.toMatch(wrong);
  });

  it('is no revocation, also under the status 200', async () => {
    const provider = await startProvider({
      refusal: ({ error }) => ({ status: 200, body: { fault: error } }),
    });
    const app = await appOf(provider, { protocol: { responsePlaces: { error: ['fault'] } } });
    await app.connect();
    provider.isClientBlocked = true;
    expect(await app.disconnect()).toEqual({ revokedAtProvider: false });
  });
});

describe('a request to an API that wants its own header', () => {
  it('has neither the header nor the token of the caller', async () => {
    const provider = await startProvider({
      api: { header: 'x-access-token', scheme: null, headers: {} },
    });
    const app = await appOf(provider, {
      protocol: { apiHeader: 'X-Access-Token', apiScheme: '' },
    });
    await app.connect();
    const headers = { authorization: 'Bearer of-the-caller', 'x-access-token': 'of-the-caller' };
    expect((await app.fetch({ headers })).status).toBe(200);
    expect(provider.violations).toEqual([]);
  });
});

describe('a consent page whose route has parameters of its own', () => {
  it('gets these and those of the request', async () => {
    const provider = await startProvider({ isConsentRoute: true });
    const form = formFor(provider, {});
    const authorizationEndpoint = `${form.authorizationEndpoint}?lang=de`;
    const app = await DeviatingApp.create(house, provider, user, {
      ...form,
      authorizationEndpoint,
    });
    const { hash } = new URL(await house.authorizationUrl(user, app.key));
    const params = new URLSearchParams(hash.slice(hash.indexOf('?') + 1));
    expect(params.get('lang')).toBe('de');
    expect(params.get('client_id')).toBe(provider.client.clientId);
  });
});

describe('an edit of the protocol settings', () => {
  const OWN_HEADER = { apiHeader: 'X-Access-Token', apiScheme: '' };

  const flowsVersionOf = async ({ key }: DeviatingApp) =>
    (await house.booted.internals.store.apps.find(key))?.flowsVersion;

  it('ends open flows, but no connection', async () => {
    const provider = await startProvider({
      api: { header: 'x-access-token', scheme: null, headers: {} },
    });
    const app = await appOf(provider);
    await app.connect();
    expect((await app.fetch()).status).toBe(400);
    const other = app.of(await createAdminWith(house.strapi, EDITOR_ACTIONS));
    const ticket = await other.ticket();

    const path = `/apps/${app.key}/preview`;
    const preview = await house.api(house.admin, 'post', path, { data: { protocol: OWN_HEADER } });
    expect(preview.body.data).toEqual({ endedConnections: 0 });

    const { status, body } = await app.update({ protocol: OWN_HEADER });
    expect(status).toBe(200);
    expect(await flowsVersionOf(app)).toBe(body.data.configVersion);
    const completed = await other.complete(ticket);
    expect([completed.status, completed.body.error?.details.code]).toEqual([409, 'flow_invalid']);
    expect(await other.row()).toBeNull();

    expect((await app.row())?.status).toBe('active');
    expect((await app.fetch()).status).toBe(200);
    await app.getAccessToken({ forceRefresh: true });
    await other.connect();
  });

  it('that changes none of them ends no flow', async () => {
    const app = await appOf(await startProvider(), { protocol: OWN_HEADER });
    const before = await flowsVersionOf(app);
    const ticket = await app.ticket();
    const { protocol } = await app.details();
    expect((await app.update({ protocol, name: 'Same protocol' })).status).toBe(200);
    expect(await flowsVersionOf(app)).toBe(before);
    expect((await app.complete(ticket)).status).toBe(200);
  });
});

describe('protocol settings that were changed directly in the database', () => {
  const TAMPERED = { code: 'key_unavailable', reason: 'tampered' };

  it.each([
    ['without PKCE', { pkce: 'none', apiScheme: 'Token' }],
    ['without the deviation', null],
    ['with no setting', {}],
    ['with the token in another header', { apiScheme: 'Token', apiHeader: 'X-Log-Me' }],
    ['with the secret in the address', { apiScheme: 'Token', requestFormat: 'get' }],
  ])('%s are detected, and nothing is sent', async (_case, changed) => {
    const provider = await startProvider({
      api: { header: 'authorization', scheme: 'Token', headers: {} },
    });
    const app = await appOf(provider, { protocol: { apiScheme: 'Token' } });
    await app.connect();
    const ticket = await app.of(house.admin).ticket();
    const { protocol: genuine } = only(await rowsOf('app').where({ key: app.key }));
    const write = async (protocol: string | null) => {
      await rowsOf('app').where({ key: app.key }).update({ protocol });
      house.booted.internals.tokenCache.forgetApp(app.key);
    };

    await write(changed && JSON.stringify(changed));
    provider.reset();
    for (const work of [
      () => app.getAccessToken(),
      () => app.getAccessToken({ forceRefresh: true }),
      () => app.fetch(),
      () => house.tokens.connect({ app: app.key }, { returnTo: '/plugins' }),
      () => house.tokens.clientCredentials(app.key),
    ]) {
      await expect(work()).rejects.toMatchObject(TAMPERED);
    }
    expect((await app.of(house.admin).complete(ticket)).status).toBe(503);
    expect((await app.details()).state).toMatchObject({ name: 'needs_repair', fault: TAMPERED });
    expect(provider.requests).toEqual([]);

    await write(genuine);
    expect((await app.fetch()).status).toBe(200);
  });
});
