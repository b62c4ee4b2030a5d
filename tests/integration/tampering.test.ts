import path from 'node:path';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { UID } from '../../server/src/constants';
import type { AppDetails, AppUpdate } from '../../server/src/contracts';
import { DESTINATION_NAMES } from '../../server/src/destinations';
import { ENDPOINTS } from '../../server/src/endpoints';
import { createAdminWith, EDITOR_ACTIONS } from '../support/strapi/admins';
import { sendJson, startHttpServer, type HttpServer } from '../support/network/http-server';
import { House, ownerOf } from '../support/strapi/house';
import { temporaryDatabase } from '../support/strapi/strapi';

jest.setTimeout(120_000);

const TAMPERED = { code: 'key_unavailable', reason: 'tampered' };

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it works',
    ({ code, reason }) => ({ code, reason })
  );

describe('somebody who writes to the database without the key', () => {
  let house: House;
  let evil: HttpServer;
  let database: string;
  let logFile: string;

  beforeAll(async () => {
    database = temporaryDatabase();
    logFile = path.join(path.dirname(database), 'strapi.log');
    const pluginConfig = { backgroundRefresh: { enabled: false } };
    house = await House.open({ database, logFile, pluginConfig });
    evil = await startHttpServer((_request, response) =>
      sendJson(response, { access_token: 'evil', refresh_token: 'evil', token_type: 'Bearer' })
    );
  });

  afterAll(async () => {
    await evil?.close();
    await house?.close();
    rmSync(path.dirname(database), { recursive: true, force: true });
  });

  const rows = (name: keyof typeof UID) => house.strapi.db.query(UID[name]);

  /** The log is written with a delay. */
  const timesLogged = async (text: string): Promise<number> => {
    for (;;) {
      const times = readFileSync(logFile, 'utf8').split(text).length - 1;
      if (times > 0) return times;
      await sleep(50);
    }
  };

  const forget = (appKey: string) => house.booted.internals.tokenCache.forgetApp(appKey);

  const detailsOf = async (key: string) =>
    (await house.api<AppDetails>(house.admin, 'get', `/apps/${key}`)).body.data;

  const save = (key: string, data: Partial<AppUpdate>, who = house.admin) =>
    house.api<AppDetails>(who, 'put', `/apps/${key}`, { data });

  /** Whatever sends something to a destination of the app. */
  const everyWay = async (key: string, uid: string) => {
    const ref = { app: key, owner: ownerOf(house.admin) };
    forget(key);
    const outcomes = [
      await outcomeOf(house.tokens.getAccessToken(ref)),
      await outcomeOf(house.tokens.getAccessToken(ref, { forceRefresh: true })),
      await outcomeOf(house.tokens.fetch(ref, `${evil.origin}/api`)),
      await outcomeOf(house.tokens.connect({ app: key }, { returnTo: '/plugins' })),
      await outcomeOf(house.tokens.clientCredentials(key)),
    ];
    house.travel(30 * 24 * 60 * 60);
    const background = await house.booted.internals.backgroundRefresh.run();
    jest.restoreAllMocks();
    const byHand = await house.api(house.admin, 'post', `/connections/${uid}/refresh`);
    const page = await house.api(house.admin, 'post', `/apps/${key}/connect`, {});
    return { outcomes, background, statuses: [byHand.status, page.status] };
  };

  const FIELDS = [...ENDPOINTS, 'issuer', 'apiOrigins'] as const;

  it.each(FIELDS)('S15 points the %s of an app to their own server, in vain', async (name) => {
    const app = await house.createApp({ name: `Mail ${name}`, scopes: ['mail.read'] });
    const { uid } = await house.connect(house.admin, app.key);
    const ticket = await house.ticket(house.editor, app.key);
    const data = { [name]: name === 'apiOrigins' ? [evil.origin] : `${evil.origin}/${name}` };
    await rows('app').updateMany({ where: { key: app.key }, data });

    const { outcomes, background, statuses } = await everyWay(app.key, uid);
    expect(outcomes).toEqual(outcomes.map(() => TAMPERED));
    expect(background).toEqual({ refreshed: 0, failed: 0 });
    expect(statuses).toEqual([503, 503]);
    expect((await house.complete(house.editor, ticket)).status).toBe(503);
    expect((await house.api(house.admin, 'delete', `/connections/${uid}`)).body.data).toEqual({
      revokedAtProvider: false,
    });
    expect(evil.connections()).toBe(0);

    expect(await timesLogged(`"${app.key}" were changed`)).toBe(1);
  });

  it('S15 leaves an app that says so, and that only its secret, entered again, repairs', async () => {
    const app = await house.createApp({ name: 'Repaired Mail' });
    const { uid } = await house.connect(house.admin, app.key);
    const where = { key: app.key };
    await rows('app').updateMany({ where, data: { tokenEndpoint: `${evil.origin}/token` } });

    const tampered = await detailsOf(app.key);
    expect(tampered.state).toMatchObject({ name: 'needs_repair', turn: 'admin', fault: TAMPERED });
    const [mine] = (await house.connectionsOf(house.admin)).filter((one) => one.uid === uid);
    expect(mine?.state).toMatchObject({ name: 'failing', turn: 'admin', fault: TAMPERED });

    // Other edits go on, and vouch for nothing.
    const destinations = Object.fromEntries(
      DESTINATION_NAMES.map((name) => [name, tampered[name]])
    );
    const { configVersion } = tampered;
    const renamed = await save(app.key, { ...destinations, name: 'Renamed Mail', configVersion });
    expect([renamed.status, renamed.body.data.state.name]).toEqual([200, 'needs_repair']);

    const version = { configVersion: configVersion + 1 };
    const clientSecret = 'typed again';
    const { tokenEndpoint } = app;
    // One address put right says nothing about the others, and the secret does not come along.
    const refused = [
      await save(app.key, { ...version, apiOrigins: [] }),
      await save(app.key, { ...version, ...destinations, tokenEndpoint }),
      await save(app.key, { ...version, clientSecret }),
      await save(app.key, { ...version, clientSecret, tokenEndpoint }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    const configurer = await createAdminWith(house.strapi, [
      ...EDITOR_ACTIONS,
      'plugin::connected-apps.apps.read',
      'plugin::connected-apps.apps.update',
    ]);
    const whole = { ...version, ...destinations, tokenEndpoint, clientSecret };
    expect((await save(app.key, whole, configurer)).status).toBe(403);
    expect((await detailsOf(app.key)).state.name).toBe('needs_repair');

    const { issuer, register } = house.provider;
    expect(issuer).toBe(app.issuer);
    const client = await register(app.redirectUri);
    const repaired = await save(app.key, { ...whole, ...client });
    expect([repaired.status, repaired.body.data.state.name]).toEqual([200, 'ready']);
    const ended = (await house.connectionsOf(house.admin)).find((one) => one.uid === uid);
    expect(ended).toMatchObject({ status: 'needs_reconnect', statusReason: 'app_changed' });
    await house.connect(house.admin, app.key);
    const ref = { app: app.key, owner: ownerOf(house.admin) };
    expect(await house.tokens.getAccessToken(ref, { forceRefresh: true })).toEqual(
      expect.any(String)
    );
    expect(evil.connections()).toBe(0);
  });

  it("S15 takes another's connection over, but gets no token from it", async () => {
    const app = await house.createApp({ name: 'Moved Mail' });
    const mallory = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    const { uid } = await house.connect(house.admin, app.key);
    await house.provider.resetRequests();
    const data = { ownerId: mallory.documentId };
    await rows('connection').updateMany({ where: { uid }, data });
    forget(app.key);

    const ref = { app: app.key, owner: ownerOf(mallory) };
    expect(await outcomeOf(house.tokens.getAccessToken(ref))).toEqual(TAMPERED);
    expect(await timesLogged(`accessToken of ${uid}`)).toBe(1);
    const victim = { app: app.key, owner: ownerOf(house.admin) };
    expect(await outcomeOf(house.tokens.getAccessToken(victim))).toMatchObject({
      code: 'not_connected',
    });
    const ended = { code: 'needs_reconnect', reason: 'tampered' };
    const byHand = await house.api(mallory, 'post', `/connections/${uid}/refresh`);
    expect([byHand.status, byHand.body.error?.details]).toEqual([
      409,
      expect.objectContaining(ended),
    ]);
    expect(await outcomeOf(house.tokens.getAccessToken(ref))).toEqual(ended);
    expect(await house.connectionsOf(mallory)).toMatchObject([
      { status: 'needs_reconnect', statusReason: 'tampered' },
    ]);
    expect(await house.provider.requestsTo('/token')).toBe(0);

    // Their own consent gives them their own tokens.
    await house.connect(mallory, app.key);
    expect(await outcomeOf(house.tokens.getAccessToken(ref))).toBe('it works');
  });

  it.each([
    ['ownerId', 'another owner'],
    ['startedBy', 'another starter'],
    ['account', 'another account'],
  ])('S15 gives an open flow %s, and connects nobody with it', async (name) => {
    const app = await house.createApp({ name: `Flow ${name}` });
    const ticket = await house.ticket(house.editor, app.key);
    const value = name === 'account' ? 'second' : house.admin.documentId;
    await rows('authorizationRequest').updateMany({
      where: { appKey: app.key },
      data: { [name]: value },
    });
    const completer = name === 'startedBy' ? house.admin : house.editor;
    const { status, body } = await house.complete(completer, ticket);
    expect([status, body.error?.details]).toEqual([503, expect.objectContaining(TAMPERED)]);
    expect(await rows('connection').count({ where: { appKey: app.key } })).toBe(0);
  });
});
