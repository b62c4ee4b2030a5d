import { ACTIONS } from '../../server/src/constants';

export interface PluginPermission {
  action: (typeof ACTIONS)[keyof typeof ACTIONS];
  subject: null;
}

const entries = Object.entries(ACTIONS).map(([name, action]) => [name, { action, subject: null }]);

export const PERMISSIONS: Record<keyof typeof ACTIONS, PluginPermission> =
  Object.fromEntries(entries);

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
