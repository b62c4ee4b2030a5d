import { PLUGIN_ID } from '../pluginId';

/** Strapi keeps the texts of all plugins in one table, so ours start with the plugin's id. */
export const prefixTranslations = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${PLUGIN_ID}.${key}`, text]));
