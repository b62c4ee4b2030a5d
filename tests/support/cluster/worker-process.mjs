// One instance of a cluster: a real Strapi with the built plugin, controlled by a test.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { createFailpoints } from './failpoints.mjs';
import { describeError, obey, tell } from './ipc.mjs';

// The build for `import` imports folders, which Node.js does not resolve.
const { createStrapi } = createRequire(import.meta.url)('@strapi/strapi');

/** Starts and completes each flow, so that none needs a confirmation. */
const ADMIN_ID = 'an-admin';

const appDir = fileURLToPath(new URL('../../fixtures/app', import.meta.url));
const { apiUrl } = JSON.parse(process.argv[2]);

const strapi = await createStrapi({ appDir, distDir: appDir, serveAdminPanel: false }).load();

const plugin = strapi.plugin('connected-apps');
const tokens = plugin.service('tokens');
const internals = plugin.service('internals');
const failpoints = createFailpoints(internals);

/** The outcome of one call: a token or a failure, and how long it took. */
const outcomeOf = async (work) => {
  const startedAt = performance.now();
  const outcome = await work().then(
    (token) => ({ token }),
    (error) => ({ failure: describeError(error) })
  );
  return { ...outcome, ms: performance.now() - startedAt };
};

const callMany = (ref, count, options) =>
  Promise.all(
    Array.from({ length: count }, () => outcomeOf(() => tokens.getAccessToken(ref, options)))
  );

// Callers that repeatedly ask for a token, and use each new one

const MIN_PAUSE_MS = 20;
const MAX_PAUSE_MS = 60;

let load = null;

const useToken = async (token) => {
  const response = await fetch(apiUrl, { headers: { authorization: `Bearer ${token}` } });
  await response.text();
  return response.status;
};

const takeTurn = async (known, ref, report) => {
  const { token, failure, ms } = await outcomeOf(() => tokens.getAccessToken(ref));
  report.calls += 1;
  report.longestMs = Math.max(report.longestMs, ms);
  if (failure) return void report.failures.push(failure);
  if (token === known) return token;
  const status = await useToken(token);
  report.uses += 1;
  report.tokens.add(token);
  if (status !== 200) report.failures.push({ message: `the API answered ${status}` });
  return token;
};

const runCaller = async (ref, run) => {
  let known;
  while (!run.isOver) {
    known = await takeTurn(known, ref, run.report);
    await sleep(MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS));
  }
};

const startLoad = (ref, callers) => {
  const report = { calls: 0, uses: 0, longestMs: 0, failures: [], tokens: new Set() };
  const run = { isOver: false, report };
  const ended = Promise.all(Array.from({ length: callers }, () => runCaller(ref, run)));
  load = { run, ended };
};

const stopLoad = async () => {
  const { run, ended } = load;
  run.isOver = true;
  await ended;
  return { ...run.report, tokens: [...run.report.tokens] };
};

/** Asks every `everyMs` until the first failure; returns the failure and when it came. */
const askUntilFailure = async (ref, everyMs, forMs) => {
  const startedAt = performance.now();
  let served = 0;
  while (performance.now() - startedAt < forMs) {
    const { failure } = await outcomeOf(() => tokens.getAccessToken(ref));
    if (failure) return { failure, served, afterMs: performance.now() - startedAt };
    served += 1;
    await sleep(everyMs);
  }
  return { failure: null, served, afterMs: forMs };
};

/** Asks inside a transaction of the caller, which then commits or rolls back. */
const callInTransaction = async (ref, { options, rollsBack = false }) => {
  const rollback = new Error('rolled back on purpose');
  let outcome;
  await strapi.db
    .transaction(async () => {
      outcome = await outcomeOf(() => tokens.getAccessToken(ref, options));
      if (rollsBack) throw rollback;
    })
    .catch((error) => {
      if (error !== rollback) throw error;
    });
  return outcome;
};

/** A transaction that has read the current database, and asks on demand. */
let openTransaction = null;

const openSnapshot = () =>
  new Promise((opened, failed) => {
    let ask;
    const asked = new Promise((resolve) => (ask = resolve));
    const ended = strapi.db.transaction(async () => {
      await strapi.db.query('admin::role').findMany();
      opened();
      const ref = await asked;
      return outcomeOf(() => tokens.getAccessToken(ref));
    });
    ended.catch(failed);
    openTransaction = { ask, ended };
  });

const askInSnapshot = (ref) => {
  openTransaction.ask(ref);
  return openTransaction.ended;
};

obey({
  // What an administrator does
  health: () => internals.health.read(),
  discover: (url) => internals.providerClients.discover(url),
  createApp: (input) => internals.apps.create(input),
  updateApp: async (key, input) => {
    const { configVersion } = await internals.apps.get(key);
    return internals.apps.update(key, { configVersion, ...input });
  },
  deleteApp: (key) => internals.apps.delete(key),

  // What a user does
  startFlow: async ({ app, account }) => {
    const owner = { kind: 'shared' };
    const flow = { appKey: app, owner, account, startedBy: ADMIN_ID };
    return (await internals.authorization.connectByPage(flow, { type: 'system' })).href;
  },
  receive: (app, query) => internals.authorization.receive(app, new URLSearchParams(query)),
  complete: async (ticket) => {
    const actor = { type: 'system' };
    const completer = { adminId: ADMIN_ID, actor, mayConnect: true, mayConnectShared: true };
    const outcome = await internals.authorization.complete(ticket, completer);
    if (outcome.state !== 'confirm') return outcome;
    return internals.authorization.complete(ticket, completer, true);
  },

  // What other plugins do
  call: callMany,
  startLoad,
  stopLoad,
  askUntilFailure,
  callInTransaction,
  openSnapshot,
  askInSnapshot,
  status: (ref) => tokens.status(ref),
  disconnect: (ref) => tokens.disconnect(ref),

  // Background jobs
  renewAhead: () => internals.backgroundRefresh.run(),
  reEncrypt: () => internals.reEncryption.run(),

  // What tests do
  setClock(offsetMs) {
    internals.clock.now = () => Date.now() + offsetMs;
  },
  forgetApp: (key) => internals.tokenCache.forgetApp(key),
  arm: failpoints.arm,
  goOn: failpoints.goOn,
  async stop() {
    await strapi.destroy();
    setImmediate(() => process.exit());
  },
});

tell('ready');
