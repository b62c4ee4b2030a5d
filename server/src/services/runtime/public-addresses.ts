import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../../constants';
import { addressProblem, isBlocking, type AddressProblem } from './address-problem';
import { serverUrlInvalid } from '../../errors/definitions';
import { isLocalDevelopment } from './local-development';
import type { Log } from './log';

const withoutTrailingSlash = (url: string) => url.replace(/\/+$/, '');

/** Instructions for an administrator, by problem. */
const MESSAGES: Record<AddressProblem, string> = {
  server_url_missing:
    '`url` in config/server is not set, so the Redirect URIs are built from the address that Strapi listens on. ' +
    'Set it to the address at which browsers reach this Strapi, e.g. https://cms.example.com, restart Strapi, ' +
    'and register the new Redirect URIs at the providers.',
  server_url_relative:
    '`url` in config/server is not a complete address, so the Redirect URIs lead nowhere and nobody can connect. ' +
    'Set it to the address at which browsers reach this Strapi, with https:// in front and the path, e.g. ' +
    'https://example.com/cms, restart Strapi, and register the new Redirect URIs at the providers.',
  server_url_unreachable:
    'The Redirect URIs are built from an address that no browser can open, so nobody can connect. Set `url` in ' +
    'config/server to the address at which browsers reach this Strapi, e.g. https://cms.example.com, restart ' +
    'Strapi, and register the new Redirect URIs at the providers.',
  admin_url_unreachable:
    '`url` in config/admin is an address that no browser can open, so nobody can connect: providers send people ' +
    'back there. Set it to the address of the panel, e.g. https://cms.example.com/admin, and restart Strapi.',
};

interface AddressParts {
  /** Read on each call. */
  config: Core.Strapi['config'];
  log: Log;
}

/**
 * The addresses under which the outside world reaches this Strapi. They derive from `server.url`
 * and `admin.url`, never from a request's Host header, so they stay correct behind a proxy.
 */
export const createAddresses = ({ config, log }: AddressParts) => {
  const publicUrl = () => withoutTrailingSlash(config.get<string>('server.absoluteUrl'));
  const panelUrl = () => withoutTrailingSlash(config.get<string>('admin.absoluteUrl'));
  const apiPrefix = () => config.get<string>('api.rest.prefix', '/api');
  const apiBase = () => `${publicUrl()}${apiPrefix()}/${PLUGIN_ID}`;
  const redirectUriBase = () => `${apiBase()}/callback/`;

  const problem = (): AddressProblem | null =>
    addressProblem({
      serverUrl: config.get('server.url', ''),
      absoluteServerUrl: publicUrl(),
      absoluteAdminUrl: panelUrl(),
      isLocalDevelopment: isLocalDevelopment({ config }),
    });

  return {
    redirectUriBase,
    redirectUri: (appKey: string) => `${redirectUriBase()}${appKey}`,
    /** The public keys of an app. */
    jwksUrl: (appKey: string, setId: string) => `${apiBase()}/jwks/${appKey}/${setId}`,
    javascriptOrigin: () => new URL(publicUrl()).origin,
    panelUrl,
    completionPage: () => `${panelUrl()}/plugins/${PLUGIN_ID}/complete`,

    /** The problem with these addresses; null if there is none. */
    problem,

    /** Logs the problem, if any, as one line at boot. */
    warnOfProblem(): void {
      const found = problem();
      if (found) log.warn(`${PLUGIN_ID}: ${MESSAGES[found]}`);
    },

    /** @throws {ConnectedAppsError} `server_url_invalid` if no browser can return here */
    assertReachable(appKey: string): void {
      const found = problem();
      if (found && isBlocking(found)) throw serverUrlInvalid(appKey, found, MESSAGES[found]);
    },
  };
};

export type Addresses = ReturnType<typeof createAddresses>;
