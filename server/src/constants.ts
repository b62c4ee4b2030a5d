export const PLUGIN_ID = 'connected-apps';

export const UID = {
  app: 'plugin::connected-apps.connected-app',
  connection: 'plugin::connected-apps.connection',
  authorizationRequest: 'plugin::connected-apps.authorization-request',
} as const;

/** The longest time in days that a setting of the background refresh may name. */
export const MAX_REFRESH_DAYS = 3_650;

/** The longest lifetime, in seconds, that an app may assume for a token: ten years. */
export const MAX_DEFAULT_LIFETIME_SECONDS = 315_360_000;

/** RBAC actions, shown under Settings → Roles → Plugins → Connected Apps. */
export const ACTIONS = {
  readApps: 'plugin::connected-apps.apps.read',
  createApps: 'plugin::connected-apps.apps.create',
  updateApps: 'plugin::connected-apps.apps.update',
  changeDestinations: 'plugin::connected-apps.apps.destinations',
  deleteApps: 'plugin::connected-apps.apps.delete',
  connect: 'plugin::connected-apps.connections.connect',
  connectShared: 'plugin::connected-apps.connections.connect-shared',
  readConnections: 'plugin::connected-apps.connections.read',
  manageConnections: 'plugin::connected-apps.connections.manage',
} as const;
