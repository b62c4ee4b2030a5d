// Runs a strict `oidc-provider` for clients with keys, controlled by messages from the tests. It
// signs everybody in as one account and asks nobody for consent.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { port } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const ACCOUNT = 'jane';
const INTERACTION = /^\/interaction\//;

/** Whether each proof must carry a nonce of this server (RFC 9449 §8). */
let requiresNonce = false;
/** What the requests since the last reset proved the client and the token with. */
let requests = [];

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signingKey = { ...privateKey.export({ format: 'jwk' }), kid: 'op-1', use: 'sig' };

const provider = new Provider(issuer, {
  jwks: { keys: [signingKey] },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  scopes: ['openid', 'offline_access', 'mail.read'],
  claims: { openid: ['sub'] },
  clientAuthMethods: ['private_key_jwt', 'none'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  clockTolerance: 0,
  // Its own dispatcher reaches no address of this machine, where the keys of the clients are.
  fetch: (url, { dispatcher: _dispatcher, ...options }) => fetch(url, options),
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true, allowedPolicy: async () => true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    clientCredentials: { enabled: true },
    resourceIndicators: { enabled: false },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => requiresNonce },
  },
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
});

provider.use(async (ctx, next) => {
  await next();
  requests.push({
    method: ctx.method,
    path: ctx.path,
    status: ctx.status,
    assertion: ctx.oidc?.params?.client_assertion ?? null,
    authorization: ctx.get('authorization') || null,
    proof: ctx.get('dpop') || null,
  });
});

const interact = async (request, response) => {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: ACCOUNT, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const result = { login: { accountId: ACCOUNT }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
};

const listener = provider.callback();
const server = createServer((request, response) =>
  INTERACTION.test(request.url) ? interact(request, response) : listener(request, response)
);

const commands = {
  async register({ clientId, ...metadata }) {
    const client = { client_id: clientId, ...metadata };
    await provider.Client.validate(client);
    await provider.Client.adapter.upsert(clientId, client);
  },
  requests: () => requests,
  resetRequests: () => {
    requests = [];
  },
  requireNonce: (isRequired) => {
    requiresNonce = isRequired;
  },
};

process.on('message', async ({ id, command, args }) => {
  try {
    process.send({ id, result: await commands[command](...args) });
  } catch (error) {
    process.send({ id, error: `${error} ${error.error_description ?? ''}` });
  }
});
process.on('disconnect', () => process.exit());

server.listen(port, '127.0.0.1', () => process.send({ ready: true, issuer }));
