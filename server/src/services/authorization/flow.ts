import { PLUGIN_ID } from '../../constants';
import type { Connected, GrantType } from '../../contracts';
import { ConnectedAppsError, isConnectedAppsError } from '../../errors/connected-apps-error';
import { missingScopes } from '../../oauth/scopes';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Connection } from '../../store/connections';
import { isConnectable } from '../apps/app-state';
import { appDisabled } from '../../errors/definitions';
import type { Apps } from '../apps/apps';
import type { Connections } from '../connections/connections';
import type { Log } from '../runtime/log';

export const flowInvalid = (message: string, app?: string) =>
  new ConnectedAppsError('flow_invalid', message, { app });

export const appChanged = (app: string) =>
  flowInvalid(
    'The app was changed while you were connecting. Nothing was stored. Connect again.',
    app
  );

export const flowExpired = (app: string) =>
  new ConnectedAppsError('flow_expired', 'This took too long and has expired. Connect again.', {
    app,
  });

const NEEDED: Record<GrantType, string> = {
  authorization_code: 'an authorization URI, ',
  device_code: 'a device authorization URI, ',
  client_credentials: '',
  jwt_bearer: 'a private key, ',
};

/**
 * @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected` (incomplete)
 */
export const connectableApp = async (apps: Pick<Apps, 'get'>, key: string): Promise<App> => {
  const app = await apps.get(key);
  if (!app.enabled) throw appDisabled(key);
  if (isConnectable(app)) return app;
  throw new ConnectedAppsError(
    'provider_rejected',
    `The app "${app.name}" is not set up yet: it needs ${NEEDED[app.protocol.grantType]}a token URI and a client id.`,
    { app: key, reason: 'incomplete' }
  );
};

/** Whether the flow was started for this very app, and no edit has ended the flow since then. */
export const isUnchanged = (
  app: App,
  { appUid, configVersion }: Pick<AuthorizationRequest, 'appUid' | 'configVersion'>
): boolean => app.uid === appUid && app.flowsVersion <= configVersion;

/** The very app that the flow was started for, unless an edit has ended the flow since then. */
export const unchangedApp = async (
  apps: Pick<Apps, 'get'>,
  request: AuthorizationRequest
): Promise<App> => {
  const app = await connectableApp(apps, request.appKey);
  if (isUnchanged(app, request)) return app;
  throw appChanged(request.appKey);
};

/** The result of a flow for the person who completed it. */
export const resultOf = async (
  connections: Pick<Connections, 'summary'>,
  { scopes, returnTo }: Pick<AuthorizationRequest, 'scopes' | 'returnTo'>,
  app: App,
  connection: Connection
): Promise<Connected> => {
  const summary = await connections.summary(connection);
  return {
    ...summary,
    appName: app.name,
    returnTo,
    missingScopes: missingScopes(scopes, connection.scopesGranted, {
      hasSubject: connection.subject !== null,
      // If there is advice, another consent would not help; the advice says what would.
      hasRefreshToken: summary.hasRefreshToken || summary.refreshTokenAdvice !== null,
    }),
  };
};

export const logEnd = (log: Log, appKey: string, error: unknown) => {
  const reason = isConnectedAppsError(error) ? `${error.code}: ${error.message}` : String(error);
  log.info(`${PLUGIN_ID}: connecting ${appKey} ended: ${reason}`);
};
