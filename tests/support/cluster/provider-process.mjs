// Demo Mail in its own process. It records the requests to its token endpoint, and can be held.
import { createDemoProvider } from '../../../playground/provider/src/index.js';
import { obey, tell } from './ipc.mjs';

const TOKEN_ENDPOINT = '/token';
const REVOCATION_ENDPOINT = '/token/revocation';

/** Refresh requests in the order of their responses. */
const refreshes = [];
/** Requests of any kind to the token endpoint. */
let tokenRequests = 0;
let revocations = 0;
let isRevocationBroken = false;
let lastIssued = null;

/** Where the next token request is held: before it is handled, or before the response. */
let heldAt = null;
let waiting = [];
/** Requests to the token endpoint whose outcome is not yet decided. */
const inWork = new Set();

const passed = (place) => {
  if (heldAt !== place) return Promise.resolve();
  heldAt = null;
  tell('held', { place });
  return new Promise((resolve) => waiting.push(resolve));
};

const holdResponse = (response) => {
  const end = response.end.bind(response);
  response.end = (...args) => {
    void passed('answer').then(() => end(...args));
    return response;
  };
};

const wrap = (listener) => (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (pathname === REVOCATION_ENDPOINT) {
    revocations += 1;
    if (isRevocationBroken) return response.writeHead(503).end();
  }
  if (pathname !== TOKEN_ENDPOINT) return listener(request, response);
  tokenRequests += 1;
  holdResponse(response);
  const work = passed('request').then(() => {
    // A request that was aborted before it was read is never handled.
    if (!request.destroyed) return listener(request, response);
  });
  inWork.add(work);
  const ended = () => inWork.delete(work);
  work.then(ended, ended);
};

const { port, ...options } = JSON.parse(process.argv[2]);
const demo = await createDemoProvider({ dataFile: ':memory:', port, ...options, wrap });

const isRefresh = (ctx) => ctx.oidc.params?.grant_type === 'refresh_token';

demo.provider.on('grant.success', (ctx) => {
  lastIssued = ctx.body.access_token;
  if (isRefresh(ctx)) refreshes.push({ at: Date.now(), failure: null });
});
demo.provider.on('grant.error', (ctx, error) => {
  const failure = error.error_detail ?? error.error_description ?? error.message;
  if (isRefresh(ctx)) refreshes.push({ at: Date.now(), failure });
});

obey({
  register: (input) => demo.clients.register(input),
  books: () => ({ refreshes, tokenRequests, revocations, lastIssued }),
  resetBooks() {
    refreshes.length = 0;
    tokenRequests = 0;
    revocations = 0;
  },
  breakRevocation(isBroken) {
    isRevocationBroken = isBroken;
  },
  hold(place) {
    heldAt = place;
  },
  async release() {
    heldAt = null;
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
    await Promise.allSettled(inWork);
  },
  stop: () => setImmediate(() => process.exit()),
});

await demo.start();
tell('ready', { issuer: demo.issuer });
