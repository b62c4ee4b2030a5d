// @ts-check
// A small and strict token endpoint in its own process: a refresh token is good for one use, and a
// second use ends its whole family (RFC 9700 §4.14.2).
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { chooseFault } from './faults.mjs';
import { serve } from './worker.mjs';

const CLIENT_ID = 'bench';
const CLIENT_SECRET = 'bench-secret';

/** Makes a token as long as a real opaque access token. */
const TOKEN_PADDING = 'x'.repeat(160);

const settings = {
  latencyMs: 0,
  expiresInSeconds: 3_600,
  /** How long the previous refresh token is still accepted, in case its response was lost. */
  graceMs: 0,
};

/** @type {import('./faults.mjs').FaultShares} */
let faults = {};

/**
 * One grant: the serial of its current refresh token.
 *
 * @typedef {{ serial: number, rotatedAtMs: number, isRevoked: boolean, refreshes: number }} Family
 * @type {Map<string, Family>}
 */
const families = new Map();

const NO_COUNTS = { tokenRequests: 0, granted: 0, reused: 0, faulty: 0, mostAtOnce: 0 };
let counts = { ...NO_COUNTS };
let underWay = 0;

const tokensOf = (/** @type {string} */ account, /** @type {Family} */ { serial }) => ({
  access_token: `at~${account}~${serial}~${Date.now() + settings.expiresInSeconds * 1_000}~${TOKEN_PADDING}`,
  refresh_token: `rt~${account}~${serial}`,
  token_type: 'Bearer',
  expires_in: settings.expiresInSeconds,
  scope: 'mail.read',
});

/** Starts a grant, or restarts the account's grant. */
const issue = (/** @type {string} */ account) => {
  const family = { serial: 1, rotatedAtMs: 0, isRevoked: false, refreshes: 0 };
  families.set(account, family);
  return tokensOf(account, family);
};

const refusal = (/** @type {number} */ status, /** @type {string} */ error) => ({
  status,
  body: { error },
});

const rotate = (/** @type {string | null} */ refreshToken) => {
  const [kind, account, serial] = (refreshToken ?? '').split('~');
  const family = families.get(account);
  if (kind !== 'rt' || !family || family.isRevoked) return refusal(400, 'invalid_grant');
  const age = family.serial - Number(serial);
  const isInGrace = age === 1 && Date.now() - family.rotatedAtMs < settings.graceMs;
  if (age !== 0 && !isInGrace) {
    family.isRevoked = true;
    counts.reused += 1;
    return refusal(400, 'invalid_grant');
  }
  if (age === 0) family.serial += 1;
  family.rotatedAtMs = Date.now();
  family.refreshes += 1;
  counts.granted += 1;
  return { status: 200, body: tokensOf(account, family) };
};

const isOurClient = (
  /** @type {import('node:http').IncomingMessage} */ { headers },
  /** @type {URLSearchParams} */ form
) => {
  const basic = Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64');
  if (headers.authorization) return headers.authorization === `Basic ${basic}`;
  return form.get('client_id') === CLIENT_ID && form.get('client_secret') === CLIENT_SECRET;
};

const respondToTokenRequest = (
  /** @type {import('node:http').IncomingMessage} */ request,
  /** @type {URLSearchParams} */ form
) => {
  if (!isOurClient(request, form)) return refusal(401, 'invalid_client');
  const grantType = form.get('grant_type');
  if (grantType === 'refresh_token') return rotate(form.get('refresh_token'));
  if (grantType === 'client_credentials') {
    const { refresh_token: _unused, ...answer } = issue('client');
    return { status: 200, body: answer };
  }
  return refusal(400, 'unsupported_grant_type');
};

const sendJson = (
  /** @type {import('node:http').ServerResponse} */ response,
  /** @type {number} */ status,
  /** @type {unknown} */ body
) => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  response.end(text);
};

const readForm = async (/** @type {import('node:http').IncomingMessage} */ request) => {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
};

const wait = (/** @type {number} */ ms) => (ms > 0 ? sleep(ms) : undefined);

const handleToken = async (
  /** @type {import('node:http').IncomingMessage} */ request,
  /** @type {import('node:http').ServerResponse} */ response
) => {
  counts.tokenRequests += 1;
  const form = await readForm(request);
  const fault = chooseFault(faults);
  if (fault) counts.faulty += 1;
  await wait(settings.latencyMs + (fault?.delayMs ?? 0));
  if (fault?.beforeResponse) return fault.beforeResponse(request, response);
  const { status, body } = respondToTokenRequest(request, form);
  if (fault?.insteadOfResponse) return fault.insteadOfResponse(request, response);
  sendJson(response, status, body);
};

const handleApi = async (
  /** @type {import('node:http').IncomingMessage} */ request,
  /** @type {import('node:http').ServerResponse} */ response
) => {
  await wait(settings.latencyMs);
  const isAuthorized = request.headers.authorization?.startsWith('Bearer at~');
  sendJson(response, isAuthorized ? 200 : 401, { messages: [] });
};

const server = createServer((request, response) => {
  underWay += 1;
  counts.mostAtOnce = Math.max(counts.mostAtOnce, underWay);
  response.on('close', () => {
    underWay -= 1;
  });
  const handle = request.url?.startsWith('/token') ? handleToken : handleApi;
  handle(request, response).catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = /** @type {import('node:net').AddressInfo} */ (server.address());

serve({
  origin: () => `http://127.0.0.1:${address.port}`,
  set: (/** @type {Partial<typeof settings>} */ changes) => void Object.assign(settings, changes),
  setFaults: (/** @type {import('./faults.mjs').FaultShares} */ shares) => {
    faults = shares;
  },
  issue: (/** @type {string[]} */ accounts) => accounts.map(issue),
  counts: () => ({
    ...counts,
    leastRefreshes: Math.min(...[...families.values()].map(({ refreshes }) => refreshes)),
    revokedFamilies: [...families.values()].filter(({ isRevoked }) => isRevoked).length,
  }),
  resetCounts: () => {
    counts = { ...NO_COUNTS };
  },
});
