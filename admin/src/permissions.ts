import type { ACTIONS } from '../../server/src/constants';

export interface PluginPermission {
  action: (typeof ACTIONS)[keyof typeof ACTIONS];
  subject: null;
}

const permission = (action: PluginPermission['action']): PluginPermission => ({
  action,
  subject: null,
});

export const PERMISSIONS = {
  readApps: permission('plugin::connected-apps.apps.read'),
  createApps: permission('plugin::connected-apps.apps.create'),
  updateApps: permission('plugin::connected-apps.apps.update'),
  changeDestinations: permission('plugin::connected-apps.apps.destinations'),
  deleteApps: permission('plugin::connected-apps.apps.delete'),
  connect: permission('plugin::connected-apps.connections.connect'),
  connectShared: permission('plugin::connected-apps.connections.connect-shared'),
  readConnections: permission('plugin::connected-apps.connections.read'),
  manageConnections: permission('plugin::connected-apps.connections.manage'),
};

const { readApps, createApps, updateApps, changeDestinations } = PERMISSIONS;
const { connect, connectShared, readConnections } = PERMISSIONS;

/**
 * The permissions for each page. One of them is enough, as in the API behind the page. A user's own
 * connections need none, so that a role that has lost its permissions can still disconnect.
 */
export const PAGE_PERMISSIONS = {
  menu: [],
  apps: [connect, connectShared, readApps, createApps, updateApps],
  createApp: [createApps],
  /** Needed in addition to `createApp`, because a new app has new destinations. */
  newDestinations: [changeDestinations],
  app: [readApps, updateApps],
  complete: [connect, connectShared],
  connections: [readConnections],
};
