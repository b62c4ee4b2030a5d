import type { DiscoveredConfiguration } from '../contracts';
import type { ConnectedAppsError } from '../errors/connected-apps-error';
import { isConnectedAppsError } from '../errors/connected-apps-error';
import { readJsonObject } from './parsed-body';
import {
  invalidUrl,
  issuerMismatch,
  notHttps,
  rejected,
  statusFault,
  unreachable,
} from './errors/discovery-errors';
import { readMetadata, type MetadataSource } from './discovery-metadata';
import type { GuardedNetwork } from './http';
import { isKnownIssuerException } from './issuers';
import type { JsonObject } from './errors/provider-fault';
import { isLoopbackHost } from './url-policy';
import { isIssuerOf, metadataUrls } from './well-known';
import { parseUrl } from '../parse-url';

/** How discovery sends requests, and which addresses metadata may name. */
type DiscoveryNetwork = Pick<GuardedNetwork, 'fetch' | 'assertUrlAllowed'>;

/** After one of these faults, the configuration may still be at the next candidate address. */
const REASONS_TO_TRY_ON = ['not_found', 'not_json', 'no_endpoints', 'redirect'];

const webUrl = (text: string): URL => {
  const url = parseUrl(text.trim());
  if (url === null) throw invalidUrl();
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url));
  if (!isWeb) throw notHttps();
  return url;
};

const readDocument = async (
  response: Response,
  url: URL,
  assertUrlAllowed: DiscoveryNetwork['assertUrlAllowed']
): Promise<JsonObject> => {
  if (response.status !== 200) throw statusFault(response, url, assertUrlAllowed);
  const metadata = await readJsonObject(response);
  if (metadata) return metadata;
  throw rejected(
    'not_json',
    `${url.href} returns a web page or other text, not an OpenID configuration. Check the address.`
  );
};

/** RFC 8414 §3.3: metadata that names another issuer may be a mix-up and must not be used. */
const issuerOf = ({ issuer }: JsonObject, { url, assertUrlAllowed }: MetadataSource): string => {
  if (typeof issuer !== 'string' || parseUrl(issuer) === null) {
    throw rejected('no_issuer', `The configuration at ${url.href} does not name its issuer.`);
  }
  if (isIssuerOf(url, issuer) || isKnownIssuerException(url, issuer)) return issuer;
  throw issuerMismatch(issuer, url, assertUrlAllowed);
};

const discoverAt = async (
  url: URL,
  { fetch, assertUrlAllowed }: DiscoveryNetwork
): Promise<DiscoveredConfiguration> => {
  const response = await fetch(url, { headers: { accept: 'application/json' } }).catch(
    (error: unknown) => {
      throw unreachable(error, url);
    }
  );
  const source = { url, assertUrlAllowed };
  const metadata = await readDocument(response, url, assertUrlAllowed);
  const configuration = readMetadata(metadata, source);
  return { issuer: issuerOf(metadata, source), ...configuration };
};

const mayBeElsewhere = (error: unknown): error is ConnectedAppsError =>
  isConnectedAppsError(error) && REASONS_TO_TRY_ON.includes(error.reason ?? '');

/**
 * Reads a provider's configuration (OpenID Connect Discovery §4, RFC 8414 §3) from an issuer or
 * from the full address of its metadata. Stores nothing.
 * @param url an issuer such as `https://accounts.example.com`, or an address with `/.well-known/`
 * @throws {ConnectedAppsError} each with a message for the person who typed the address:
 *   `url_not_allowed` (`invalid_url`, `not_https`, `forbidden_address`…), `provider_unavailable`
 *   (`unreachable`, `http_503`, `response_too_large`…), `provider_rejected` (`not_found`,
 *   `redirect`, `not_json`, `no_endpoints`, `no_issuer`, `issuer_mismatch`, `invalid_endpoint`…)
 */
export const discover = async (
  url: string,
  network: DiscoveryNetwork
): Promise<DiscoveredConfiguration> => {
  const failures: ConnectedAppsError[] = [];
  const start = network.assertUrlAllowed(webUrl(url).href);
  for (const candidate of metadataUrls(start)) {
    try {
      return await discoverAt(candidate, network);
    } catch (error) {
      if (!mayBeElsewhere(error)) throw error;
      failures.push(error);
    }
  }
  throw failures.find(({ reason }) => reason !== 'not_found') ?? failures[0];
};
