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
  deleteApps: permission('plugin::connected-apps.apps.delete'),
  connect: permission('plugin::connected-apps.connections.connect'),
  connectShared: permission('plugin::connected-apps.connections.connect-shared'),
  readConnections: permission('plugin::connected-apps.connections.read'),
  manageConnections: permission('plugin::connected-apps.connections.manage'),
};

const { readApps, createApps, updateApps, connect, connectShared, readConnections } = PERMISSIONS;

/** Who sees which page: one of the permissions is enough, as it is for the API behind it. */
export const PAGE_PERMISSIONS = {
  menu: [connect, connectShared, readApps, createApps, updateApps, readConnections],
  apps: [connect, connectShared, readApps, createApps, updateApps],
  createApp: [createApps],
  app: [readApps, updateApps],
  complete: [connect, connectShared],
  connections: [readConnections],
};
