export const PLUGIN_ID = 'connected-apps';

/** Where the menu link mounts the plugin, inside the panel. */
export const PLUGIN_PATH = `/plugins/${PLUGIN_ID}`;
