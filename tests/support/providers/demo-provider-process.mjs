// Runs the playground's Demo Mail in its own process, controlled by messages from the tests.
import { createDemoProvider } from '../../../playground/provider/src/index.js';

const options = JSON.parse(process.argv[2]);

/** Requests by path since the last reset. */
let requests = {};
/** By path: what the next requests get instead of the provider's response. */
const faults = new Map();
/** By path: what lets go of the requests that a fault holds. */
const held = new Map();

const hold = (path, goOn) => held.set(path, [...(held.get(path) ?? []), goOn]);

const release = (path) => {
  for (const goOn of held.get(path) ?? []) goOn();
  held.delete(path);
};

const respondWithFault = (fault, response) => {
  if (fault.reset) return response.destroy();
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers });
  response.end(fault.body ?? '');
};

const wrap = (listener) => (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  requests[pathname] = (requests[pathname] ?? 0) + 1;
  const fault = faults.get(pathname);
  if (fault?.hold) return hold(pathname, () => listener(request, response));
  if (fault) return respondWithFault(fault, response);
  return listener(request, response);
};

const provider = await createDemoProvider({ dataFile: ':memory:', ...options, wrap });

const commands = {
  register: (input) => provider.clients.register(input),
  update: (clientId, input) => provider.clients.update(clientId, input),
  withdraw: (accountId) => provider.grants.revokeForAccount(accountId),
  requests: () => requests,
  resetRequests: () => {
    requests = {};
  },
  setFault: (path, fault) => {
    if (fault) faults.set(path, fault);
    else faults.delete(path);
    release(path);
  },
};

process.on('message', async ({ id, command, args }) => {
  try {
    process.send({ id, result: await commands[command](...args) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.on('disconnect', () => process.exit());

await provider.start();
process.send({ ready: true, issuer: provider.issuer });
