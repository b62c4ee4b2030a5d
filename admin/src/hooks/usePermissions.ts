import { useRBAC } from '@strapi/strapi/admin';

import { APP_PERMISSIONS, CONNECTION_PERMISSIONS } from '../permissions';

export interface Permissions {
  isLoading: boolean;
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
  return {
    isLoading: apps.isLoading || connections.isLoading,
    canReadApps: apps.allowedActions.canRead,
    canCreateApps: apps.allowedActions.canCreate,
    canUpdateApps: apps.allowedActions.canUpdate,
    canDeleteApps: apps.allowedActions.canDelete,
    canConnect: connections.allowedActions.canConnect,
    canConnectShared: connections.allowedActions.canConnectShared,
    canReadConnections: connections.allowedActions.canRead,
    canManageConnections: connections.allowedActions.canManage,
  };
};
