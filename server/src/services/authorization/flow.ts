import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../../constants';
import { ConnectedAppsError, isConnectedAppsError } from '../../errors';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import { appDisabled } from '../failures';
import { getService } from '../registry';

export const flowInvalid = (message: string, app?: string) =>
  new ConnectedAppsError('flow_invalid', message, { app });

export const flowExpired = (app: string) =>
  new ConnectedAppsError('flow_expired', 'This took too long and has expired. Connect again.', {
    app,
  });

/** @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected` (incomplete) */
export const connectableApp = async (strapi: Core.Strapi, key: string): Promise<App> => {
  const app = await getService(strapi, 'apps').get(key);
  if (!app.enabled) throw appDisabled(key);
  if (getService(strapi, 'apps').isReady(app)) return app;
  throw new ConnectedAppsError(
    'provider_rejected',
    `The app "${app.name}" is not set up yet: it needs an authorization URI, a token URI and a client id.`,
    { app: key, reason: 'incomplete' }
  );
};

/** The app, as it was when the flow started. */
export const unchangedApp = async (
  strapi: Core.Strapi,
  { appKey, configVersion }: AuthorizationRequest
): Promise<App> => {
  const app = await connectableApp(strapi, appKey);
  if (app.configVersion === configVersion) return app;
  throw flowInvalid('The app was changed meanwhile. Connect again.', appKey);
};

export const logEnd = (strapi: Core.Strapi, appKey: string, error: unknown) => {
  const reason = isConnectedAppsError(error) ? `${error.code}: ${error.message}` : String(error);
  strapi.log.info(`${PLUGIN_ID}: connecting ${appKey} ended: ${reason}`);
};
