import type { ServerResponse } from 'node:http';

import type { DemoProvider, Fault } from './demo-provider';
import { sendJson, startHttpServer, type Handler, type SeenRequest } from '../network/http-server';
import { createStrictGrants, OAuthRefusal, type SecretName } from './strict-grants';

export interface StrictProviderOptions {
  accessTokenTtlSeconds?: number;
  /** A TLS certificate makes the provider speak https. Default: http. */
  tls?: { cert: string; key: string };
  /** Address to listen on. Default: 127.0.0.1. */
  address?: string;
  maxRequestsPerSocket?: number;
  /** Its host name. Default: its address. */
  hostname?: string;
}

/**
 * A strict provider in this process, written from the RFCs: it refuses whatever they let it
 * refuse. It keeps every secret of every flow, so that a test can look for them.
 */
export interface StrictProvider extends DemoProvider {
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  connections(): number;
  /** Its origin under another name, e.g. `token.` + its own. */
  originOf(prefix: string): string;
  /** The secrets that were issued and received so far, by kind. */
  readonly secrets: Readonly<Record<SecretName, readonly string[]>>;
  /** Consents in place of the user's browser; returns the callback URL. */
  consent(authorizationUrl: string): URL;
  /** Tokens as the token endpoint issues them, for a test's handler. */
  issueTokens(): Record<string, unknown>;
  /** Replaces the handler of a path; null restores it. */
  handle(pathname: string, handler: Handler | null): void;
  /** Replaces these members in the next metadata documents. */
  changeMetadata(members: Record<string, unknown>): void;
}

const answerFault = (response: ServerResponse, { status, headers, body, reset }: Fault): void => {
  if (reset) response.destroy();
  else response.writeHead(status ?? 200, headers).end(body);
};

const pathOf = ({ path }: SeenRequest): string => path.split('?')[0];

export const startStrictProvider = async ({
  accessTokenTtlSeconds = 60,
  tls,
  address,
  hostname,
  maxRequestsPerSocket,
}: StrictProviderOptions = {}): Promise<StrictProvider> => {
  const handlers = new Map<string, Handler>();
  let changes: Record<string, unknown> = {};
  let countedFrom = 0;

  const server = await startHttpServer(
    async (request, response) => {
      const handler = handlers.get(pathOf(request)) ?? paths[pathOf(request)];
      try {
        if (handler) await handler(request, response);
        else response.writeHead(404).end();
      } catch (error) {
        if (!(error instanceof OAuthRefusal)) throw error;
        sendJson(response, { error: error.error }, { status: error.status });
      }
    },
    { host: address, tls, maxRequestsPerSocket }
  );

  const { port } = server;
  /** A provider without a host name has no subdomains. */
  const originOf = (prefix: string): string =>
    hostname ? `${tls ? 'https' : 'http'}://${prefix}${hostname}:${port}` : server.origin;
  const issuer = originOf('');
  const grants = createStrictGrants(issuer, accessTokenTtlSeconds);
  const consent = (authorizationUrl: string) => grants.authorize(authorizationUrl);

  const metadata = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${originOf('token.')}/token`,
    revocation_endpoint: `${originOf('revocation.')}/revoke`,
    userinfo_endpoint: `${originOf('userinfo.')}/userinfo`,
    jwks_uri: `${originOf('jwks.')}/jwks`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email', 'mail.read'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    id_token_signing_alg_values_supported: ['RS256'],
    ...changes,
  });

  const paths: Record<string, Handler> = {
    '/.well-known/openid-configuration': (_request, response) => sendJson(response, metadata()),
    '/authorize': (request, response) => {
      const location = consent(`${issuer}${request.path}`).href;
      response.writeHead(302, { location }).end();
    },
    '/token': (request, response) => {
      const headers = { 'cache-control': 'no-store' };
      sendJson(response, grants.answerTokenRequest(request), { headers });
    },
    '/revoke': (request, response) => {
      grants.revoke(request);
      response.writeHead(200).end();
    },
    '/jwks': (_request, response) => sendJson(response, grants.jwks),
    '/userinfo': (request, response) => {
      grants.assertBearer(request);
      sendJson(response, { sub: 'subject-1', email: 'jane@provider.test' });
    },
    '/api': (request, response) => {
      grants.assertBearer(request);
      sendJson(response, { messages: [] });
    },
  };

  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    port,
    requests: server.requests,
    connections: server.connections,
    originOf,
    secrets: grants.secrets,
    consent,
    issueTokens: () => grants.issueTokens('client-1', 'mail.read'),
    handle: (pathname, handler) =>
      void (handler ? handlers.set(pathname, handler) : handlers.delete(pathname)),
    changeMetadata: (members) => {
      changes = members;
    },
    register: async (redirectUri) => grants.register(redirectUri),
    update: async (clientId, redirectUri) => grants.moveClient(clientId, redirectUri),
    changeSecret: async (clientId, clientSecret) => grants.changeSecret(clientId, clientSecret),
    withdraw: async () => grants.withdrawAll(),
    async requestsTo(pathname) {
      return server.requests.slice(countedFrom).filter((seen) => pathOf(seen) === pathname).length;
    },
    async resetRequests() {
      countedFrom = server.requests.length;
    },
    async setFault(pathname, fault) {
      if (fault) handlers.set(pathname, (_request, response) => answerFault(response, fault));
      else handlers.delete(pathname);
    },
    stop: server.close,
  };
};
