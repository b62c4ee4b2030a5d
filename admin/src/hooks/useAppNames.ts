import type { ConnectionSummary } from '../../../server/src/contracts';
import { useListAppsQuery } from '../services/connectedApps';
import { usePermissions } from './usePermissions';

/** Names the apps of these connections; by key for people who may not list apps. */
export const useAppNames = (connections: readonly ConnectionSummary[] | undefined) => {
  const { canListApps } = usePermissions();
  const { data } = useListAppsQuery(undefined, { skip: !canListApps });
  const keys = [...new Set(connections?.map(({ appKey }) => appKey))];
  const apps = data?.data ?? keys.map((key) => ({ key, name: key }));
  return { apps, nameOfApp: (key: string) => apps.find((app) => app.key === key)?.name ?? key };
};
