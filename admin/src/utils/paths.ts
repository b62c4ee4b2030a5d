import { PLUGIN_PATH } from '../pluginId';

export const CREATE_PATH = `${PLUGIN_PATH}/create`;
export const CONNECTIONS_PATH = `${PLUGIN_PATH}/connections`;

/** Below `apps/`, so that an app may have any key, even `create`. */
export const appPath = (key: string): string => `${PLUGIN_PATH}/apps/${encodeURIComponent(key)}`;

/**
 * An address inside the panel, which its router can open. Browsers take a backslash for a slash,
 * and leave control characters out.
 */
export const isPanelPath = (path: string): boolean => /^\/(?!\/)[^\\\p{Cc}]*$/u.test(path);
