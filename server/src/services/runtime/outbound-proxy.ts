import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../../config';
import { PLUGIN_ID } from '../../constants';
import type { Log } from './log';

/**
 * The proxy for requests: the plugin's own setting, or else the one that Strapi's `fetch` uses.
 * Null: no proxy. Its address may hold a password.
 */
export const outboundProxy = ({ config }: Pick<Core.Strapi, 'config'>): string | null => {
  const { outboundProxy: own } = config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  if (own !== undefined) return own;
  const ofStrapi: unknown = config.get('server.proxy.fetch') || config.get('server.proxy.global');
  return typeof ofStrapi === 'string' && ofStrapi !== '' ? ofStrapi : null;
};

/** Logs at boot which proxy is used, without its password. */
export const logProxy = (log: Log, proxy: string | null): void => {
  if (proxy === null) return;
  log.info(`${PLUGIN_ID}: requests to providers go through the proxy ${new URL(proxy).origin}`);
};
