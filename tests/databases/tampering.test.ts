import { UID } from '../../server/src/constants';
import { DESTINATION_NAMES, type Destination } from '../../server/src/destinations';
import type { Connection } from '../../server/src/store/connections';
import type { AppFields } from '../../server/src/store/apps';
import { appFields } from '../support/strapi/app-fields';
import { databases } from '../support/databases/databases';
import { grantToStore } from '../support/strapi/grant-to-store';
import { strapiOn } from '../support/strapi/strapi-on-database';

const APPS = 'connected_apps';
const CONNECTIONS = 'connected_apps_connections';

const APP = appFields({
  key: 'mail',
  name: 'Mail',
  discoveryUrl: 'https://login.example.com/.well-known/openid-configuration',
  issuer: 'https://login.example.com',
  authorizationEndpoint: 'https://login.example.com/authorize?a=ü&b="1"',
  tokenEndpoint: 'https://login.example.com/token',
  clientId: 'client  ',
  // In no order, and with members that are not there.
  capabilities: {
    idTokenSigningAlgValuesSupported: ['RS256', 'ES256'],
    offlineAccessSupported: undefined,
    codeChallengeMethodsSupported: [],
    authorizationResponseIssParameterSupported: true,
  },
  apiOrigins: ['https://b.example.com', 'https://a.example.com'],
});

const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const EVIL: Record<Destination, string> = {
  discoveryUrl: 'https://evil.example.com',
  issuer: 'https://evil.example.com',
  authorizationEndpoint: 'https://evil.example.com/authorize',
  deviceAuthorizationEndpoint: 'https://evil.example.com/device',
  tokenEndpoint: 'https://evil.example.com/token',
  jwksUri: 'https://evil.example.com/keys',
  revocationEndpoint: 'https://evil.example.com/revoke',
  introspectionEndpoint: 'https://evil.example.com/introspect',
  secondTokenEndpoint: 'https://evil.example.com/second-token',
  refreshEndpoint: 'https://evil.example.com/refresh',
  pushedAuthorizationRequestEndpoint: 'https://evil.example.com/par',
  userinfoEndpoint: 'https://evil.example.com/userinfo',
  clientId: 'evil',
  clientAuthMethod: 'client_secret_post',
  capabilities: JSON.stringify({
    ...APP.capabilities,
    authorizationResponseIssParameterSupported: false,
  }),
  apiOrigins: '["https://evil.example.com"]',
  protocol: '{"requestFormat":"query"}',
  variables: '[{"name":"host","source":"app","from":"evil"}]',
};

const GRANT = grantToStore({
  expiresAt: new Date(Date.now() + 3_600_000),
  scopesGranted: [],
  scopesRequested: [],
});

const ADA = { kind: 'admin', id: 'ada' } as const;
const IDENTITY = { appKey: 'mail', owner: ADA, account: 'default' };

describe.each(databases)('$name: a change that bypasses the plugin', (kind) => {
  const on = strapiOn(kind);

  beforeEach(async () => {
    await on.database.knex(APPS).delete();
    await on.database.knex(CONNECTIONS).delete();
    await on.booted.internals.store.apps.create(APP);
  });

  const store = () => on.booted.internals.store;

  const mailApp = async () => {
    const app = await store().apps.find('mail');
    if (!app) throw new Error('the app is gone');
    return app;
  };

  const inUse = async () => {
    await store().grants.save(IDENTITY, () => GRANT);
    const found = await store().connectionsInUse.find(IDENTITY, null);
    if (!found) throw new Error('the connection is gone');
    return found;
  };

  /** As the app itself and the query behind a token see it. */
  const checks = async () => [
    (await mailApp()).destinationsCheck,
    (await inUse()).destinationsCheck,
  ];

  const tamper = (data: object) => on.database.knex(APPS).update(data);

  it('S15 is not seen in what the plugin itself writes, edits included', async () => {
    expect(await checks()).toEqual(['intact', 'intact']);
    expect((await inUse()).apiOrigins).toEqual(APP.apiOrigins);
    const edits: Partial<AppFields>[] = [
      { capabilities: { ...APP.capabilities, offlineAccessSupported: true } },
      { apiOrigins: [] },
      { issuer: null, clientId: '' },
    ];
    for (const fields of edits) {
      const app = await mailApp();
      const changes = { ...fields, configVersion: app.configVersion + 1, changedBy: null };
      const edit = { changes, secret: { now: new Date() }, vouches: true };
      expect(await store().apps.update(app, edit)).toBe(true);
      expect(await checks()).toEqual(['intact', 'intact']);
    }
  });

  it('S15 is not seen in JSON that a tool rewrites with its members in another order', async () => {
    const { capabilities } = APP;
    const entries = Object.entries({ ...capabilities, offlineAccessSupported: null }).reverse();
    await tamper({ capabilities: JSON.stringify(Object.fromEntries(entries), null, 2) });
    expect(await checks()).toEqual(['intact', 'intact']);
  });

  it.each(DESTINATION_NAMES)(
    'S15 to %s is detected, whether it sets another value or none',
    async (name) => {
      const [row] = await on.database.knex(APPS);
      const before = row[column(name)];
      const isJson = name === 'capabilities' || name === 'apiOrigins';
      const original = isJson && typeof before === 'object' ? JSON.stringify(before) : before;
      await tamper({ [column(name)]: EVIL[name] });
      expect(await checks()).toEqual(['tampered', 'tampered']);
      expect((await inUse()).apiOrigins).toEqual([]);
      if (before !== null && name !== 'clientAuthMethod') {
        await tamper({ [column(name)]: null });
        expect(await checks()).toEqual(['tampered', 'tampered']);
      }
      await tamper({ [column(name)]: original });
      expect(await checks()).toEqual(['intact', 'intact']);
    }
  );

  it('S15 is not hidden by a MAC that is missing, made up or of another app', async () => {
    await store().apps.create({ ...APP, key: 'other', name: 'Other' });
    const { destinationsMac } = await on.booted.strapi.db
      .query(UID.app)
      .findOne({ where: { key: 'other' } });
    const madeUp = destinationsMac.replace(/[^.]+$/, 'A'.repeat(43));
    for (const mac of [null, '', 'junk', madeUp, destinationsMac]) {
      await on.database.knex(APPS).where({ key: 'mail' }).update({ destinations_mac: mac });
      expect(await checks()).toEqual(['tampered', 'tampered']);
    }
    // Nor does it go with the row: the key is covered.
    await on.database.knex(APPS).where({ key: 'mail' }).delete();
    await on.database.knex(APPS).where({ key: 'other' }).update({ key: 'mail' });
    expect(await checks()).toEqual(['tampered', 'tampered']);
  });

  it('S15 cannot be checked by a MAC of a missing key, and nothing is sent either', async () => {
    await tamper({ destinations_mac: `ca1.gone.${'A'.repeat(43)}` });
    expect(await checks()).toEqual(['unreadable', 'unreadable']);
    expect((await inUse()).apiOrigins).toEqual([]);
  });

  const outcome = (open: () => string | null) => {
    try {
      return open();
    } catch (error) {
      return (error as { reason?: string }).reason;
    }
  };

  it.each([
    ['app_key', 'other'],
    ['owner_kind', 'user'],
    ['owner_id', 'mallory'],
    ['account', 'second'],
    ['uid', 'another'],
  ])('S15 keeps a connection with another %s from opening', async (name, value) => {
    const { uid } = await inUse();
    const opened = (row: Connection | null) => [
      outcome(() => row && store().connections.openAccessToken(row)),
      outcome(() => row && store().connections.openRefreshToken(row)),
    ];
    const found = async () => {
      const [row] = await on.database.knex(CONNECTIONS).select('uid');
      return store().connections.findByUid(row.uid);
    };
    const [row] = await on.database.knex(CONNECTIONS);
    expect(opened(await found())).toEqual(['access', 'refresh']);
    await on.database.knex(CONNECTIONS).update({ [name]: value });
    expect(opened(await found())).toEqual(['tampered', 'tampered']);
    await on.database.knex(CONNECTIONS).update({ [name]: row[name] });
    expect((await found())?.uid).toBe(uid);
    expect(opened(await found())).toEqual(['access', 'refresh']);
  });
});
