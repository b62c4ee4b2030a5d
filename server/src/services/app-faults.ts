import type { Core } from '@strapi/strapi';

import { isConnectedAppsError, type ConnectedAppsErrorCode } from '../errors';
import type { App } from '../store/apps';
import { getService } from './registry';

/** What an administrator can repair, and nobody else. */
const FAULTS_OF_APPS: readonly ConnectedAppsErrorCode[] = [
  'provider_rejected',
  'key_unavailable',
  'url_not_allowed',
];

/** Shows a fault of the app on the app; one that is not the app's is left to its own place. */
export const recordAppFault = async (
  strapi: Core.Strapi,
  app: App,
  error: unknown
): Promise<void> => {
  if (!isConnectedAppsError(error) || !FAULTS_OF_APPS.includes(error.code)) return;
  // A key that is missing or wrong is the fault of no single app: the health banner says so.
  const { secrets } = getService(strapi, 'store');
  if (error.code === 'key_unavailable' && secrets.currentKeyId() === null) return;
  const { code, message } = error;
  const at = new Date(getService(strapi, 'clock').now()).toISOString();
  await getService(strapi, 'store').apps.setFault(app.key, { code, message, at });
};
