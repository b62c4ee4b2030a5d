import type { ACTIONS } from '../../server/src/constants';

export interface PluginPermission {
  action: (typeof ACTIONS)[keyof typeof ACTIONS];
  subject: null;
}

const permission = (action: PluginPermission['action']): PluginPermission => ({
  action,
  subject: null,
});

const readApps = permission('plugin::connected-apps.apps.read');
const createApps = permission('plugin::connected-apps.apps.create');
const updateApps = permission('plugin::connected-apps.apps.update');
const deleteApps = permission('plugin::connected-apps.apps.delete');
const connect = permission('plugin::connected-apps.connections.connect');
const connectShared = permission('plugin::connected-apps.connections.connect-shared');
const readConnections = permission('plugin::connected-apps.connections.read');
const manageConnections = permission('plugin::connected-apps.connections.manage');

/** Who sees which page: one of the permissions is enough, as it is for the API behind it. */
export const PAGE_PERMISSIONS = {
  menu: [connect, connectShared, readApps, createApps, updateApps, readConnections],
  apps: [connect, connectShared, readApps, createApps, updateApps],
  createApp: [createApps],
  app: [readApps, updateApps],
  complete: [connect, connectShared],
  connections: [readConnections],
};

export const ALL_PERMISSIONS = [
  readApps,
  createApps,
  updateApps,
  deleteApps,
  connect,
  connectShared,
  readConnections,
  manageConnections,
];
