import * as client from 'openid-client';
import type { Configuration, ServerMetadata } from 'openid-client';

import type { Endpoints } from '../contracts';
import { clientAuthentication } from './client-authentication';
import { ENDPOINT_MEMBERS, PUBLISHED_ENDPOINTS } from '../endpoints';
import { isEntraTemplate } from './issuers';
import { CLOCK_TOLERANCE_SECONDS } from './limits';
import { SIGNING_ALGORITHMS } from './signing-algorithms';
import type { ClientSettings } from './types';

const acceptedAlgorithms = (advertised: string[]): string[] =>
  advertised.length === 0
    ? [...SIGNING_ALGORITHMS]
    : SIGNING_ALGORITHMS.filter((algorithm) => advertised.includes(algorithm));

const endpointMembers = (endpoints: Endpoints): Partial<ServerMetadata> =>
  Object.fromEntries(
    PUBLISHED_ENDPOINTS.map((endpoint) => [
      ENDPOINT_MEMBERS[endpoint],
      endpoints[endpoint] ?? undefined,
    ])
  );

/** RFC 8414 §2. The plugin itself checks `iss` in the callback, so this does not announce it. */
const serverMetadata = ({ appKey, issuer, endpoints, capabilities }: ClientSettings) => {
  const metadata: ServerMetadata = {
    // A plain OAuth 2.0 provider has no issuer, but openid-client requires one.
    issuer: issuer ?? `urn:connected-app:${appKey}`,
    ...endpointMembers(endpoints),
    id_token_signing_alg_values_supported: acceptedAlgorithms(
      capabilities.idTokenSigningAlgValuesSupported
    ),
    userinfo_signing_alg_values_supported: [...SIGNING_ALGORITHMS],
  };
  return metadata;
};

/** More than the age of any id_token. */
const ANY_AGE_SECONDS = 100 * 365 * 24 * 3_600;

export interface VerificationOptions {
  acceptsExpiredIdToken?: boolean;
}

const clientMetadata = ({ acceptsExpiredIdToken = false }: VerificationOptions) => ({
  [client.clockTolerance]: acceptsExpiredIdToken ? ANY_AGE_SECONDS : CLOCK_TOLERANCE_SECONDS,
});

/**
 * openid-client resolves Microsoft's issuer template only in configurations that its own discovery
 * created. So this runs that discovery on metadata that is already known.
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
 * Converts the settings to openid-client's configuration. This is cheap: each request has its own
 * configuration, with its own `fetch`.
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`) if a client secret is missing
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
  // The guarded fetch decides which addresses are allowed and how long a response may take.
  client.allowInsecureRequests(configuration);
  configuration.timeout = 0;
  client.enableNonRepudiationChecks(configuration);
  return configuration;
};
