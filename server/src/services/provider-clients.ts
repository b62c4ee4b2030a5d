import { AsyncResource } from 'node:async_hooks';

import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import { CLIENT_AUTH_METHODS, type ClientAuthMethod } from '../oauth/client-auth-methods';
import { createOAuthClient, type OAuthClient } from '../oauth/client';
import { discover } from '../oauth/discovery';
import { createGuardedFetch } from '../oauth/http';
import { createRolloverClient } from '../oauth/secret-rollover';
import { RESERVED_AUTHORIZATION_PARAMS, RESERVED_TOKEN_PARAMS } from '../oauth/reserved-params';
import { providerPresets } from '../providers';
import type { App } from '../store/apps';
import { getService } from './registry';

/** What the form of an app is checked against; it derives from the registries. */
export interface FormRules {
  providerIds: readonly string[];
  clientAuthMethods: readonly ClientAuthMethod[];
  reservedAuthorizationParams: readonly string[];
  reservedTokenParams: readonly string[];
  /** @throws {ConnectedAppsError} `url_not_allowed` */
  assertUrlAllowed(url: string): unknown;
}

interface CachedClient {
  /** Changes with every edit of the app, its secret included. */
  revision: string;
  client: OAuthClient;
}

const revisionOf = (app: App) => `${app.configVersion} ${app.updatedAt.getTime()}`;

/**
 * What goes out to providers: the guarded fetch, and one OAuth client for each app as it stands
 * (a client holds the provider's signing keys, so it is kept).
 */
export const createProviderClients = ({ strapi }: { strapi: Core.Strapi }) => {
  const { allowedAddressRanges } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const network = createGuardedFetch({
    allowLoopback: process.env.NODE_ENV !== 'production',
    allowedRanges: allowedAddressRanges,
  });
  const clients = new Map<string, CachedClient>();
  const context = { fetch: network.fetch, now: () => getService(strapi, 'clock').now() };
  /** By app key: previous secrets that are being forgotten. */
  const forgetting = new Map<string, Promise<void>>();
  /** What is written beside a request must not be rolled back with the transaction of a caller. */
  const outsideOfTransactions = new AsyncResource(`${PLUGIN_ID}.provider-clients`);

  const forgetPrevious = (app: App, workingSecret: string): void => {
    if (forgetting.has(app.key)) return;
    const { apps } = getService(strapi, 'store');
    const forgotten = outsideOfTransactions
      .runInAsyncScope(() => apps.forgetPreviousSecret(app, workingSecret))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        strapi.log.warn(`${PLUGIN_ID}: the former secret of ${app.key} is kept: ${reason}`);
      })
      .finally(() => forgetting.delete(app.key));
    forgetting.set(app.key, forgotten);
  };

  const create = async (app: App): Promise<OAuthClient> => {
    const { current, previous } = await getService(strapi, 'store').apps.readClientSecrets(app);
    const client = createWith(app, current);
    // Without authentication (`none`) no answer says anything of a secret.
    if (current === null || previous === null || app.clientAuthMethod === 'none') return client;
    return createRolloverClient(client, createWith(app, previous), () =>
      forgetPrevious(app, current)
    );
  };

  const createWith = (app: App, clientSecret: string | null): OAuthClient => {
    const { key, issuer, clientId, clientAuthMethod, capabilities, ...rest } = app;
    const { authorizationParams, tokenParams, ...endpoints } = rest;
    return createOAuthClient(
      {
        appKey: key,
        issuer,
        endpoints,
        clientId,
        clientSecret,
        clientAuthMethod,
        authorizationParams,
        tokenParams,
        capabilities,
      },
      context
    );
  };

  return {
    /** @throws {ConnectedAppsError} `key_unavailable` when the client secret cannot be read */
    async clientFor(app: App): Promise<OAuthClient> {
      const revision = revisionOf(app);
      const cached = clients.get(app.key);
      if (cached?.revision === revision) return cached.client;
      const client = await create(app);
      clients.set(app.key, { revision, client });
      return client;
    },

    discover: (url: string) => discover(url, network),

    apiFetch: network.apiFetch,

    presets: providerPresets,

    formRules: {
      providerIds: providerPresets.map(({ id }) => id),
      clientAuthMethods: CLIENT_AUTH_METHODS,
      reservedAuthorizationParams: RESERVED_AUTHORIZATION_PARAMS,
      reservedTokenParams: RESERVED_TOKEN_PARAMS,
      assertUrlAllowed: network.assertUrlAllowed,
    } satisfies FormRules,

    async close(): Promise<void> {
      await Promise.all(forgetting.values());
      await network.close();
    },
  };
};

export type ProviderClients = ReturnType<typeof createProviderClients>;
