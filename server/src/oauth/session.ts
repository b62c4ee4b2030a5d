import * as client from 'openid-client';
import type { Configuration, CustomFetch, ExportedJWKSCache, ServerMetadata } from 'openid-client';

import { ConnectedAppsError } from '../errors';
import { readJsonObject } from './answer-body';
import { withoutSecrets } from './causes';
import { clientAuthentication } from './client-authentication';
import { isEntraTemplate } from './issuers';
import { retryAfterSeconds } from './retry-after';
import type { ClientSettings, ProtocolContext } from './types';

/** What happens around one request to an endpoint of the provider. */
export interface Exchange {
  /** Turns the endpoint's response into one that openid-client understands, or throws. */
  receive(response: Response): Promise<Response>;
  /** Changes the form before it is sent. */
  prepare?(form: URLSearchParams): void;
  signal?: AbortSignal;
}

/** A provider's protocol with its signing keys, kept from one request to the next. */
export interface Session {
  readonly settings: ClientSettings;
  now(): number;
  /** An issuer and its keys are known, so that id_tokens can be verified. */
  readonly verifiesIdTokens: boolean;
  run<T>(exchange: Exchange, request: (configuration: Configuration) => Promise<T>): Promise<T>;
}

/**
 * Signatures by the provider's published keys. `none` proves nothing, and HS256 would make a
 * secret of the client's the provider's key.
 */
const SIGNING_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const acceptedAlgorithms = (advertised: string[]): string[] =>
  advertised.length === 0
    ? SIGNING_ALGORITHMS
    : SIGNING_ALGORITHMS.filter((algorithm) => advertised.includes(algorithm));

/** RFC 8414 §2. `iss` of the callback is checked by ourselves, so it is not announced here. */
const serverMetadata = ({ appKey, issuer, endpoints, capabilities }: ClientSettings) => {
  const metadata: ServerMetadata = {
    // A plain OAuth 2.0 provider has no issuer; openid-client wants a name.
    issuer: issuer ?? `urn:connected-app:${appKey}`,
    authorization_endpoint: endpoints.authorizationEndpoint ?? undefined,
    token_endpoint: endpoints.tokenEndpoint ?? undefined,
    revocation_endpoint: endpoints.revocationEndpoint ?? undefined,
    userinfo_endpoint: endpoints.userinfoEndpoint ?? undefined,
    jwks_uri: endpoints.jwksUri ?? undefined,
    id_token_signing_alg_values_supported: acceptedAlgorithms(
      capabilities.idTokenSigningAlgValuesSupported
    ),
    userinfo_signing_alg_values_supported: SIGNING_ALGORITHMS,
  };
  return metadata;
};

/**
 * openid-client resolves Microsoft's issuer template only in configurations of its own discovery,
 * so it discovers here what is known already.
 */
const discoverEntra = (
  metadata: ServerMetadata,
  settings: ClientSettings
): Promise<Configuration> => {
  const server = new URL('/common/v2.0', metadata.issuer);
  const authentication = clientAuthentication(settings);
  return client.discovery(server, settings.clientId, undefined, authentication, {
    [client.customFetch]: async () => Response.json(metadata),
  });
};

const createConfiguration = async (settings: ClientSettings): Promise<Configuration> => {
  const metadata = serverMetadata(settings);
  const configuration = isEntraTemplate(settings.issuer)
    ? await discoverEntra(metadata, settings)
    : new client.Configuration(
        metadata,
        settings.clientId,
        undefined,
        clientAuthentication(settings)
      );
  // Which addresses are allowed, and how long an answer may take, is the guarded fetch's to say.
  client.allowInsecureRequests(configuration);
  configuration.timeout = 0;
  client.enableNonRepudiationChecks(configuration);
  return configuration;
};

/** Distinct from other faults: a refresh must not lose its tokens by it. */
export const JWKS_UNAVAILABLE = 'jwks_unavailable';

const jwksUnavailable = (cause: unknown, retryAfter?: number): ConnectedAppsError =>
  new ConnectedAppsError(
    'provider_unavailable',
    "The provider's signing keys (JWKS URI) could not be read, so its id_token could not be " +
      `verified. Try again later. (${JWKS_UNAVAILABLE})`,
    { reason: JWKS_UNAVAILABLE, retryAfterSeconds: retryAfter, cause: withoutSecrets(cause) }
  );

const receiveJwks = async (request: Promise<Response>): Promise<Response> => {
  const response = await request.catch((error: unknown) => {
    throw jwksUnavailable(error);
  });
  const body = response.status === 200 ? await readJsonObject(response) : null;
  if (body && Array.isArray(body.keys)) return Response.json(body);
  const cause = new Error(`the JWKS URI answered with status ${response.status} and no keys`);
  throw jwksUnavailable(cause, retryAfterSeconds(response.headers));
};

const fetchThrough = (
  { fetch }: ProtocolContext,
  { endpoints: { jwksUri } }: ClientSettings,
  { receive, prepare, signal }: Exchange
): CustomFetch => {
  const jwksHref = jwksUri !== null && URL.canParse(jwksUri) ? new URL(jwksUri).href : null;
  return async (url, options) => {
    const { body, headers, method } = options;
    if (body instanceof URLSearchParams) prepare?.(body);
    const request = fetch(url, { body: body as RequestInit['body'], headers, method, signal });
    const isJwks = method === 'GET' && url === jwksHref;
    return isJwks ? receiveJwks(request) : receive(await request);
  };
};

/** Keeps what outlives a request: the settings and the provider's signing keys. */
export const createSession = (settings: ClientSettings, context: ProtocolContext): Session => {
  let jwksCache: ExportedJWKSCache | undefined;
  return {
    settings,
    now: context.now,
    verifiesIdTokens: settings.issuer !== null && settings.endpoints.jwksUri !== null,
    async run(exchange, request) {
      const configuration = await createConfiguration(settings);
      configuration[client.customFetch] = fetchThrough(context, settings, exchange);
      if (jwksCache) client.setJwksCache(configuration, jwksCache);
      try {
        return await request(configuration);
      } finally {
        jwksCache = client.getJwksCache(configuration) ?? jwksCache;
      }
    },
  };
};
