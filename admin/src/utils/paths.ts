import { PLUGIN_PATH } from '../pluginId';

export const CREATE_PATH = `${PLUGIN_PATH}/create`;
export const MY_CONNECTIONS_PATH = `${PLUGIN_PATH}/mine`;
export const CONNECTIONS_PATH = `${PLUGIN_PATH}/connections`;

/** The form of a new app for the service of this preset. */
export const createPath = (service: string): string =>
  `${CREATE_PATH}?provider=${encodeURIComponent(service)}`;

/** Below `apps/`, so that an app may have any key, even `create`. */
export const appPath = (key: string): string => `${PLUGIN_PATH}/apps/${encodeURIComponent(key)}`;

/**
 * Whether the panel's router can open this address inside the panel. Browsers treat a backslash as
 * a slash, and drop control characters.
 */
export const isPanelPath = (path: string): boolean => /^\/(?!\/)[^\\\p{Cc}]*$/u.test(path);
