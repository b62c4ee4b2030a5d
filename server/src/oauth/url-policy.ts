import { isIP } from 'node:net';

import ipaddr from 'ipaddr.js';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { AddressPolicy } from './address-policy';
import { embeddedIPv4 } from './embedded-ipv4';
import { parseUrl } from '../parse-url';

export type UrlRefusal =
  'invalid_url' | 'not_https' | 'userinfo' | 'fragment' | 'forbidden_host' | 'forbidden_address';

export const urlNotAllowed = (reason: UrlRefusal, message: string): ConnectedAppsError =>
  new ConnectedAppsError('url_not_allowed', message, { reason });

/** The host of a URL in the form that resolvers expect: IPv6 without brackets. */
export const hostnameOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Names for this machine, whatever a resolver says (RFC 6761 §6.3). */
export const isLocalhostName = (hostname: string): boolean => /^(?:.+\.)?localhost$/.test(hostname);

/** Whether the host's name or literal address means this machine. */
export const isLoopbackHost = (url: URL): boolean => {
  const host = hostnameOf(url);
  return isLocalhostName(host) || host === '::1' || /^127(?:\.\d+){3}$/.test(host);
};

const parse = (text: string): URL => {
  const url = parseUrl(text);
  if (url) return url;
  throw urlNotAllowed(
    'invalid_url',
    'This is not a complete address. Enter one such as https://accounts.example.com.'
  );
};

const assertScheme = (url: URL, policy: AddressPolicy): void => {
  if (url.protocol === 'https:') return;
  const isLocalHttp = url.protocol === 'http:' && policy.allowsLoopback && isLoopbackHost(url);
  if (isLocalHttp) return;
  throw urlNotAllowed(
    'not_https',
    'The address must begin with https://, so that nobody can read secrets in transit.'
  );
};

const assertNoExtras = (url: URL): void => {
  if (url.username || url.password) {
    throw urlNotAllowed(
      'userinfo',
      'The address must not contain a user name or password. Remove it.'
    );
  }
  if (url.hash) {
    throw urlNotAllowed('fragment', 'The address must not contain a fragment (#). Remove it.');
  }
};

const trailingDot = (host: string): ConnectedAppsError =>
  urlNotAllowed(
    'forbidden_host',
    `"${host}" ends with a dot, which no certificate contains. Enter it without the dot.`
  );

const localhostNotAllowed = (host: string): ConnectedAppsError =>
  urlNotAllowed(
    'forbidden_host',
    `"${host}" is this server itself, where requests are allowed in local development only. If the ` +
      'provider really runs there, add its address, e.g. "127.0.0.1/32", to `allowedAddressRanges` in ' +
      "the plugin configuration. On a developer's machine, set `localDevelopment` to true there."
  );

const assertHost = (url: URL, policy: AddressPolicy): void => {
  const host = hostnameOf(url);
  if (host.endsWith('.')) throw trailingDot(host);
  const isAllowed = isIP(host)
    ? policy.isAllowed(host)
    : !isLocalhostName(host) || policy.allowsLocalhost;
  if (isAllowed) return;
  throw isLoopbackHost(url) ? localhostNotAllowed(host) : addressNotAllowed(host);
};

/**
 * What to add to allow an address. If it embeds an IPv4 address, the range of the IPv6 address has
 * no effect.
 */
const rangeToAdd = (host: string): string => {
  const embedded = isIP(host) ? embeddedIPv4(ipaddr.process(host)) : null;
  return embedded
    ? `the range of the IPv4 address within it (${embedded.join(', ')})`
    : 'its range';
};

/** The refusal of a host that is, or resolves to, an address that is not allowed. */
export const addressNotAllowed = (host: string): ConnectedAppsError =>
  urlNotAllowed(
    'forbidden_address',
    `"${host}" is in a private or reserved network, where requests are not allowed. If it is the ` +
      `right address, add ${rangeToAdd(host)} to \`allowedAddressRanges\` in the plugin configuration.`
  );

/**
 * Checks what an address shows without resolving its name. When a connection is made, the connector
 * checks every address of the name.
 */
export const createUrlCheck =
  (policy: AddressPolicy) =>
  (text: string): URL => {
    const url = parse(text);
    assertScheme(url, policy);
    assertNoExtras(url);
    assertHost(url, policy);
    return url;
  };
