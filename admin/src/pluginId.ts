export const PLUGIN_ID = 'connected-apps';

/** The path inside the panel at which the menu link mounts the plugin. */
export const PLUGIN_PATH = `/plugins/${PLUGIN_ID}`;
