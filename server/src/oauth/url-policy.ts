import { isIP } from 'node:net';

import { ConnectedAppsError } from '../errors';
import type { AddressPolicy } from './addresses';

export type UrlRefusal =
  'invalid_url' | 'not_https' | 'userinfo' | 'fragment' | 'forbidden_host' | 'forbidden_address';

export const urlNotAllowed = (reason: UrlRefusal, message: string): ConnectedAppsError =>
  new ConnectedAppsError('url_not_allowed', message, { reason });

/** The host of a URL as a resolver wants it: IPv6 without brackets. */
export const hostnameOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** Whether the host's name or literal address says that it is this very machine. */
export const isLoopbackHost = (url: URL): boolean => {
  const host = hostnameOf(url);
  return /^(?:.+\.)?localhost$/.test(host) || host === '::1' || /^127(?:\.\d+){3}$/.test(host);
};

const parse = (text: string): URL => {
  if (URL.canParse(text)) return new URL(text);
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
    'The address must begin with https://, so that nobody on the way can read secrets.'
  );
};

const assertNoExtras = (url: URL): void => {
  if (url.username || url.password) {
    throw urlNotAllowed('userinfo', 'The address must not hold a user name or password.');
  }
  if (url.hash) {
    throw urlNotAllowed('fragment', 'The address must not have a part after #.');
  }
};

const assertHost = (url: URL, policy: AddressPolicy): void => {
  const host = hostnameOf(url);
  if (host.endsWith('.') || (isLoopbackHost(url) && !policy.allowsLoopback)) {
    throw urlNotAllowed('forbidden_host', `Requests to "${host}" are not allowed.`);
  }
  if (isIP(host) && !policy.isAllowed(host)) throw addressNotAllowed(host);
};

/** The refusal of a host that is, or resolves to, an address outside of what is allowed. */
export const addressNotAllowed = (host: string): ConnectedAppsError =>
  urlNotAllowed(
    'forbidden_address',
    `"${host}" is in a private or reserved network, where requests are not allowed. If it is the ` +
      'right address, add its range to `allowedAddressRanges` in the plugin configuration.'
  );

/**
 * What can be said of an address without resolving its name. Names are checked again, with every
 * address behind them, when a connection is made.
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
