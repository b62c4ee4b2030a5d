import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../../config';
import { PLUGIN_ID } from '../../constants';

export interface Surroundings {
  /** The setting; null: not set. */
  localDevelopment: boolean | null;
  /** Strapi's environment: `development` if `NODE_ENV` is empty. */
  environment: unknown;
  /** Whether Strapi restarts when a file changes: `strapi develop`. */
  autoReload: unknown;
}

/**
 * Whether Strapi, the browsers and the providers may all be on one machine, so that its own
 * addresses, and plain http to them, are acceptable. If that is unknown, Strapi counts as public.
 */
export const isOneMachine = ({
  localDevelopment,
  environment,
  autoReload,
}: Surroundings): boolean => {
  if (localDevelopment !== null) return localDevelopment;
  if (environment === 'test') return true;
  // A public server that was started without `NODE_ENV` is in "development" too.
  return environment === 'development' && autoReload === true;
};

/** The single check behind every rule that is laxer on a developer's machine. */
export const isLocalDevelopment = ({ config }: Pick<Core.Strapi, 'config'>): boolean =>
  isOneMachine({
    localDevelopment: config.get<PluginConfig>(`plugin::${PLUGIN_ID}`).localDevelopment,
    environment: config.get('environment'),
    autoReload: config.get('autoReload'),
  });
