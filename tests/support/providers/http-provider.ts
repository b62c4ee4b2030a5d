import {
  createHash,
  createHmac,
  createSign,
  generateKeyPairSync,
  sign as signRaw,
  type KeyObject,
} from 'node:crypto';

import {
  createOAuthClient,
  type ClientSettings,
  type OAuthClient,
} from '../../../server/src/oauth/client';
import { STANDARD_PROTOCOL } from '../../../server/src/protocol-settings';
import { createGuardedFetch } from '../../../server/src/oauth/http';
import { forEachEndpoint } from '../../../server/src/endpoints';
import { sendJson, startHttpServer, type Handler, type SeenRequest } from '../network/http-server';

export const CLIENT_ID = 'client-1_of.many';
export const CLIENT_SECRET = 'S3cret:/with %odd+signs';
export const REDIRECT_URI = 'https://cms.example.com/api/connected-apps/callback/demo';

export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export const rsaKey = (kid = 'rsa-1', alg = 'RS256', modulusLength = 2_048): SigningKey => ({
  kid,
  alg,
  ...generateKeyPairSync('rsa', { modulusLength }),
});

export const ecKey = (kid = 'ec-1'): SigningKey => ({
  kid,
  alg: 'ES256',
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
});

export const edKey = (kid = 'ed-1'): SigningKey => ({
  kid,
  alg: 'EdDSA',
  ...generateKeyPairSync('ed25519'),
});

export const jwkOf = ({ kid, alg, publicKey }: SigningKey): Record<string, unknown> => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  alg,
  use: 'sig',
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const signature = (input: string, { alg, privateKey }: SigningKey): string => {
  if (alg === 'EdDSA') return signRaw(null, Buffer.from(input), privateKey).toString('base64url');
  const signer = createSign('sha256').update(input);
  return signer.sign({ key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
};

export const signJwt = (
  claims: Record<string, unknown>,
  key: SigningKey,
  header: Record<string, unknown> = {}
): string => {
  const input = `${encode({ alg: key.alg, kid: key.kid, ...header })}.${encode(claims)}`;
  return `${input}.${signature(input, key)}`;
};

export const unsignedJwt = (claims: Record<string, unknown>, alg: unknown = 'none'): string =>
  `${encode({ alg })}.${encode(claims)}.`;

export const hmacJwt = (
  claims: Record<string, unknown>,
  secret: string | Buffer,
  header: Record<string, unknown> = {}
): string => {
  const input = `${encode({ alg: 'HS256', ...header })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};

export const leftHalf = (value: string, hash = 'sha256'): string => {
  const digest = createHash(hash).update(value).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};

export const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

export interface TestProvider {
  origin: string;
  key: SigningKey;
  requests: SeenRequest[];
  /** Replace one to make the provider misbehave. */
  handlers: Record<
    '/par' | '/token' | '/second' | '/device' | '/jwks' | '/userinfo' | '/revoke' | '/introspect',
    Handler
  >;
  /** Requests to one path. */
  requestsTo(path: string): SeenRequest[];
  answer(body: unknown, options?: { status?: number; headers?: Record<string, string> }): void;
  respondRaw(status: number, contentType: string, body: string): void;
  idToken(claims?: Record<string, unknown>, key?: SigningKey): string;
  settings(overrides?: Partial<ClientSettings>): ClientSettings;
  client(overrides?: Partial<ClientSettings>): OAuthClient;
  close(): Promise<void>;
}

let sharedKey: SigningKey | undefined;

/** A key takes time to generate: few tests need one, and two providers may share it. */
const providerKey = (): SigningKey => {
  sharedKey ??= rsaKey();
  return sharedKey;
};

/** RFC 9126 §2.2. */
const PUSHED = { request_uri: 'urn:ietf:params:oauth:request_uri:request-1', expires_in: 60 };

/** A provider on loopback that behaves correctly until a test changes a handler. */
export const startProvider = async (
  options: { now?: () => number; timeoutMs?: number } = {}
): Promise<TestProvider> => {
  const network = createGuardedFetch({
    allowLoopback: true,
    allowedRanges: [],
    timeoutMs: options.timeoutMs ?? 2_000,
  });
  const handlers: TestProvider['handlers'] = {
    '/par': (_request, response) => sendJson(response, PUSHED, { status: 201 }),
    '/token': (_request, response) =>
      sendJson(response, { access_token: 'at-1', token_type: 'Bearer', expires_in: 3600 }),
    '/second': (_request, response) => void response.writeHead(404).end(),
    '/device': (_request, response) =>
      sendJson(response, {
        device_code: 'device-code-1',
        user_code: 'WDJB-MJHT',
        verification_uri: `${server.origin}/activate`,
        expires_in: 1_800,
      }),
    '/jwks': (_request, response) => sendJson(response, { keys: [jwkOf(providerKey())] }),
    '/userinfo': (_request, response) =>
      sendJson(response, { sub: 'user-1', email: 'a@b.example' }),
    '/revoke': (_request, response) => void response.writeHead(200).end(),
    '/introspect': (_request, response) => void response.writeHead(404).end(),
  };
  const server = await startHttpServer((request, response) => {
    const path = request.path.split('?')[0] as keyof typeof handlers;
    const handler = handlers[path];
    return handler ? handler(request, response) : void response.writeHead(404).end();
  });
  const { origin } = server;

  const settings = (overrides: Partial<ClientSettings> = {}): ClientSettings => ({
    appKey: 'demo',
    issuer: origin,
    endpoints: {
      ...forEachEndpoint(() => null),
      authorizationEndpoint: `${origin}/authorize`,
      deviceAuthorizationEndpoint: `${origin}/device`,
      tokenEndpoint: `${origin}/token`,
      revocationEndpoint: `${origin}/revoke`,
      userinfoEndpoint: `${origin}/userinfo`,
      jwksUri: `${origin}/jwks`,
    },
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    clientAuthMethod: 'client_secret_basic',
    authorizationParams: [],
    tokenParams: [],
    protocol: STANDARD_PROTOCOL,
    keptPlaces: [],
    capabilities: {
      authorizationResponseIssParameterSupported: false,
      codeChallengeMethodsSupported: ['S256'],
      idTokenSigningAlgValuesSupported: ['RS256', 'ES256', 'EdDSA', 'HS256', 'none'],
    },
    defaultLifetimeSeconds: null,
    ...overrides,
  });

  return {
    origin,
    get key() {
      return providerKey();
    },
    requests: server.requests,
    handlers,
    settings,
    requestsTo: (path) => server.requests.filter((request) => request.path === path),
    answer: (body, sendOptions) => {
      handlers['/token'] = (_request, response) => sendJson(response, body, sendOptions);
    },
    respondRaw: (status, contentType, body) => {
      handlers['/token'] = (_request, response) =>
        void response.writeHead(status, { 'content-type': contentType }).end(body);
    },
    idToken: (claims = {}, signingKey = providerKey()) =>
      signJwt(
        {
          iss: origin,
          aud: CLIENT_ID,
          sub: 'user-1',
          exp: nowSeconds() + 600,
          iat: nowSeconds(),
          nonce: 'nonce-1',
          ...claims,
        },
        signingKey
      ),
    client: (overrides) =>
      createOAuthClient(settings(overrides), {
        fetch: network.fetch,
        now: options.now ?? Date.now,
      }),
    close: async () => {
      await server.close();
      await network.stop();
    },
  };
};

/** The input for an exchange of the provider's response, with a test's changes. */
export const exchangeInput = (
  overrides: Partial<Parameters<OAuthClient['exchangeCode']>[0]> = {}
): Parameters<OAuthClient['exchangeCode']>[0] => ({
  redirectUri: REDIRECT_URI,
  params: new URLSearchParams({ code: 'code-1', state: 'state-1' }),
  state: 'state-1',
  codeVerifier: 'v'.repeat(43),
  nonce: null,
  scopesRequested: ['mail.read', 'mail.send'],
  ...overrides,
});

export const refreshInput = (
  overrides: Partial<Parameters<OAuthClient['refresh']>[0]> = {}
): Parameters<OAuthClient['refresh']>[0] => ({
  refreshToken: 'rt-1',
  accessToken: () => 'at-1',
  scopesRequested: ['mail.read', 'mail.send'],
  scopesGranted: ['mail.read'],
  subject: null,
  ...overrides,
});
