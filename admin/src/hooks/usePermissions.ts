import { useRBAC } from '@strapi/strapi/admin';

import { APP_PERMISSIONS, CONNECTION_PERMISSIONS } from '../permissions';

export interface Permissions {
  isLoading: boolean;
  /** Reads the list of apps, with the state of their own connections. */
  canListApps: boolean;
  canReadApps: boolean;
  canCreateApps: boolean;
  canUpdateApps: boolean;
  canDeleteApps: boolean;
  canConnect: boolean;
  canConnectShared: boolean;
  canReadConnections: boolean;
  canManageConnections: boolean;
}

export const usePermissions = (): Permissions => {
  const apps = useRBAC(APP_PERMISSIONS);
  const connections = useRBAC(CONNECTION_PERMISSIONS);
  const { canRead, canCreate, canUpdate, canDelete } = apps.allowedActions;
  const { canConnect, canConnectShared } = connections.allowedActions;
  return {
    isLoading: apps.isLoading || connections.isLoading,
    canListApps: canRead || canCreate || canUpdate || canConnect || canConnectShared,
    canReadApps: canRead,
    canCreateApps: canCreate,
    canUpdateApps: canUpdate,
    canDeleteApps: canDelete,
    canConnect,
    canConnectShared,
    canReadConnections: connections.allowedActions.canRead,
    canManageConnections: connections.allowedActions.canManage,
  };
};
