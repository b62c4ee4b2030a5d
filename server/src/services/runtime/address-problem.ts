import type { AddressProblem } from '../../contracts';
import { parseUrl } from '../../parse-url';

export type { AddressProblem } from '../../contracts';

export interface ConfiguredAddresses {
  /** As configured; may be unset. */
  serverUrl: unknown;
  /** Resolved by Strapi, if necessary with the host and port that it listens on. */
  absoluteServerUrl: string;
  absoluteAdminUrl: string;
  /** Whether this machine's own addresses are acceptable. */
  isLocalDevelopment: boolean;
}

/** "Any address of this machine": a server can listen on it, but no browser can open it. */
const UNSPECIFIED_HOSTS = ['0.0.0.0', '[::]'];

const isReachable = (address: string): boolean => {
  const url = parseUrl(address);
  return url !== null && !UNSPECIFIED_HOSTS.includes(url.hostname);
};

/** Strapi's own test: any other value is a path. */
const isAbsolute = (url: string): boolean => /^https?:\/\//i.test(url);

/** The problem that keeps browsers from returning to this Strapi; null if none is known. */
export const addressProblem = ({
  serverUrl,
  absoluteServerUrl,
  absoluteAdminUrl,
  isLocalDevelopment,
}: ConfiguredAddresses): AddressProblem | null => {
  const configured = typeof serverUrl === 'string' ? serverUrl.replace(/^[/ ]+|[/ ]+$/g, '') : '';
  if (configured !== '' && !isAbsolute(configured)) return 'server_url_relative';
  if (isLocalDevelopment) return null;
  if (!isReachable(absoluteServerUrl)) return 'server_url_unreachable';
  if (!isReachable(absoluteAdminUrl)) return 'admin_url_unreachable';
  return configured === '' ? 'server_url_missing' : null;
};

/** Strapi's listen address may be the right one, so a missing `server.url` is only a warning. */
export const isBlocking = (problem: AddressProblem): boolean => problem !== 'server_url_missing';
