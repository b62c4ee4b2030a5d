import { useEffect, useState } from 'react';

import { useAuth } from '@strapi/strapi/admin';

import { PAGE_PERMISSIONS, PERMISSIONS, type PluginPermission } from '../permissions';

export interface Permissions {
  isLoading: boolean;
  /** May read the list of apps, with the state of the user's own connections. */
  canListApps: boolean;
  canReadApps: boolean;
  canCreateApps: boolean;
  canUpdateApps: boolean;
  canDeleteApps: boolean;
  canChangeDestinations: boolean;
  canConnect: boolean;
  canConnectShared: boolean;
  canReadConnections: boolean;
  canManageConnections: boolean;
}

/** Null until known. */
const useAllowedActions = (): ReadonlySet<string> | null => {
  const isLoading = useAuth('usePermissions', (auth) => auth.isLoading);
  const check = useAuth('usePermissions', (auth) => auth.checkUserHasPermissions);
  const [allowed, setAllowed] = useState<ReadonlySet<string> | null>(null);

  // Not `useRBAC`, which checks only once: if the user's permissions arrive after the page, it
  // keeps denying everything.
  useEffect(() => {
    if (isLoading) return undefined;
    let isCurrent = true;
    const take = (granted: readonly { action: string }[]) => {
      if (isCurrent) setAllowed(new Set(granted.map(({ action }) => action)));
    };
    check(Object.values(PERMISSIONS)).then(take, () => take([]));
    return () => {
      isCurrent = false;
    };
  }, [check, isLoading]);

  return allowed;
};

export const usePermissions = (): Permissions => {
  const allowed = useAllowedActions();
  const can = ({ action }: PluginPermission): boolean => allowed?.has(action) ?? false;
  return {
    isLoading: allowed === null,
    canListApps: PAGE_PERMISSIONS.apps.some(can),
    canReadApps: can(PERMISSIONS.readApps),
    canCreateApps: can(PERMISSIONS.createApps) && can(PERMISSIONS.changeDestinations),
    canUpdateApps: can(PERMISSIONS.updateApps),
    canDeleteApps: can(PERMISSIONS.deleteApps),
    canChangeDestinations: can(PERMISSIONS.changeDestinations),
    canConnect: can(PERMISSIONS.connect),
    canConnectShared: can(PERMISSIONS.connectShared),
    canReadConnections: can(PERMISSIONS.readConnections),
    canManageConnections: can(PERMISSIONS.manageConnections),
  };
};
