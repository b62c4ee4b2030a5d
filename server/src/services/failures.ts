import { ConnectedAppsError, isConnectedAppsError } from '../errors';
import type { ConnectionIdentity } from '../store/connections';

/** The plugin's own errors, said once. Those that a provider causes come from `oauth/errors`. */

export const appNotFound = (app: string) =>
  new ConnectedAppsError(
    'app_not_found',
    `There is no connected app with the key "${app}". Check the key, or ask an administrator to create the app.`,
    { app }
  );

export const appDisabled = (app: string) =>
  new ConnectedAppsError(
    'app_disabled',
    `The connected app "${app}" is switched off. An administrator can switch it on in its settings.`,
    { app }
  );

export const notConnected = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'not_connected',
    `Not connected to "${appKey}" yet. Connect it under Connected Apps.`,
    { app: appKey, owner }
  );

const RECONNECT_EXPLANATIONS: Record<string, string> = {
  invalid_grant:
    'the provider no longer accepts the stored grant (it was withdrawn, or it expired)',
  no_refresh_token: 'the access token has expired and the provider gave no refresh token',
  rotation_lost: 'a renewed token was lost before it could be stored',
  app_changed: "the app's client id or provider was changed",
  subject_changed: 'the provider answered for another account',
};

export const needsReconnect = (
  { appKey, owner }: ConnectionIdentity,
  reason: string | null,
  cause?: unknown
) =>
  new ConnectedAppsError(
    'needs_reconnect',
    `The connection to "${appKey}" must be renewed by its owner: ${
      RECONNECT_EXPLANATIONS[reason ?? ''] ?? 'the provider no longer accepts it'
    }. Press Reconnect under Connected Apps.`,
    { app: appKey, owner, reason: reason ?? undefined, cause }
  );

export const ownerNotAllowed = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'owner_not_allowed',
    `The owner of this connection to "${appKey}" is deactivated or no longer exists, so its tokens are not used.`,
    { app: appKey, owner }
  );

export const cannotConnectInPanel = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'owner_not_allowed',
    `Users of the users-permissions plugin cannot connect to "${appKey}" yet: connecting ends in the admin panel. Connect for an admin or for the shared owner.`,
    { app: appKey, owner }
  );

export const appUnavailable = (
  { appKey, owner }: ConnectionIdentity,
  lastErrorCode: string | null,
  retryAfterSeconds: number
) =>
  lastErrorCode === 'provider_rejected' || lastErrorCode === 'key_unavailable'
    ? new ConnectedAppsError(
        lastErrorCode,
        `The provider of "${appKey}" refuses this app. An administrator finds the reason in the app's settings.`,
        { app: appKey, owner, retryAfterSeconds }
      )
    : new ConnectedAppsError(
        'provider_unavailable',
        `The provider of "${appKey}" did not answer properly; it is asked again in ${retryAfterSeconds} s.`,
        { app: appKey, owner, retryAfterSeconds }
      );

export const inTransaction = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'in_transaction',
    `The token of "${appKey}" must be renewed, which cannot be done inside a database transaction. ` +
      'Ask for the token before the transaction starts.',
    { app: appKey, owner }
  );

const LEASED = 'leased';

export const leasedElsewhere = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'provider_unavailable',
    `The token of "${appKey}" is being renewed by another process.`,
    { app: appKey, owner, reason: LEASED }
  );

export const isLeasedElsewhere = (error: unknown): boolean =>
  isConnectedAppsError(error) && error.reason === LEASED;

export const shuttingDown = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'provider_unavailable',
    `The token of "${appKey}" is not renewed any more, because this Strapi is shutting down.`,
    { app: appKey, owner, reason: 'shutting_down' }
  );
