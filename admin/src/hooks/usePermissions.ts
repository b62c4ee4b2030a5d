import { useEffect, useState } from 'react';

import { useAuth } from '@strapi/strapi/admin';

import { ALL_PERMISSIONS, type PluginPermission } from '../permissions';

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

/** Null until it is known. */
const useAllowedActions = (): ReadonlySet<string> | null => {
  const isLoading = useAuth('usePermissions', (auth) => auth.isLoading);
  const check = useAuth('usePermissions', (auth) => auth.checkUserHasPermissions);
  const [allowed, setAllowed] = useState<ReadonlySet<string> | null>(null);

  // Not `useRBAC`: it asks once, and stays with "nothing is allowed" when the user's permissions
  // come later than the page.
  useEffect(() => {
    if (isLoading) return undefined;
    let isCurrent = true;
    const take = (granted: readonly { action: string }[]) => {
      if (isCurrent) setAllowed(new Set(granted.map(({ action }) => action)));
    };
    check(ALL_PERMISSIONS).then(take, () => take([]));
    return () => {
      isCurrent = false;
    };
  }, [check, isLoading]);

  return allowed;
};

export const usePermissions = (): Permissions => {
  const allowed = useAllowedActions();
  const can = (action: PluginPermission['action']): boolean => allowed?.has(action) ?? false;
  const canReadApps = can('plugin::connected-apps.apps.read');
  const canCreateApps = can('plugin::connected-apps.apps.create');
  const canUpdateApps = can('plugin::connected-apps.apps.update');
  const canConnect = can('plugin::connected-apps.connections.connect');
  const canConnectShared = can('plugin::connected-apps.connections.connect-shared');
  return {
    isLoading: allowed === null,
    canListApps: canReadApps || canCreateApps || canUpdateApps || canConnect || canConnectShared,
    canReadApps,
    canCreateApps,
    canUpdateApps,
    canDeleteApps: can('plugin::connected-apps.apps.delete'),
    canConnect,
    canConnectShared,
    canReadConnections: can('plugin::connected-apps.connections.read'),
    canManageConnections: can('plugin::connected-apps.connections.manage'),
  };
};
