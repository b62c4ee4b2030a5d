import * as client from 'openid-client';
import type { Configuration, ServerMetadata } from 'openid-client';

import { clientAuthentication } from './client-authentication';
import { isEntraTemplate } from './issuers';
import type { ClientSettings } from './types';

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

/** Longer than any id_token is kept. */
const ANY_AGE_SECONDS = 100 * 365 * 24 * 3_600;

export interface VerificationOptions {
  acceptsExpiredIdToken?: boolean;
}

const clientMetadata = ({ acceptsExpiredIdToken = false }: VerificationOptions) =>
  acceptsExpiredIdToken ? { [client.clockTolerance]: ANY_AGE_SECONDS } : undefined;

/**
 * openid-client resolves Microsoft's issuer template only in configurations of its own discovery,
 * so it discovers here what is known already.
 */
const discoverEntra = (
  metadata: ServerMetadata,
  settings: ClientSettings,
  options: VerificationOptions
): Promise<Configuration> => {
  const server = new URL('/common/v2.0', metadata.issuer);
  const authentication = clientAuthentication(settings);
  return client.discovery(server, settings.clientId, clientMetadata(options), authentication, {
    [client.customFetch]: async () => Response.json(metadata),
  });
};

/**
 * The settings as openid-client takes them. Cheap: made for each request, with a `fetch` of its own.
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`) when a client secret is missing
 */
export const createConfiguration = async (
  settings: ClientSettings,
  options: VerificationOptions = {}
): Promise<Configuration> => {
  const metadata = serverMetadata(settings);
  const configuration = isEntraTemplate(settings.issuer)
    ? await discoverEntra(metadata, settings, options)
    : new client.Configuration(
        metadata,
        settings.clientId,
        clientMetadata(options),
        clientAuthentication(settings)
      );
  // Which addresses are allowed, and how long an answer may take, is the guarded fetch's to say.
  client.allowInsecureRequests(configuration);
  configuration.timeout = 0;
  client.enableNonRepudiationChecks(configuration);
  return configuration;
};
