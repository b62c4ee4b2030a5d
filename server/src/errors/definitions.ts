import type { ConnectionFault } from '../contracts';
import {
  ConnectedAppsError,
  isConnectedAppsError,
  TAMPERED,
  type ConnectedAppsErrorCode,
} from './connected-apps-error';
import type { ConnectionIdentity } from '../store/connections';

/**
 * The plugin's own errors, each defined once. Provider errors come from
 * `oauth/errors/translate-error`.
 */

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

/** For an administrator, because nobody else can repair the app. */
export const APP_TAMPERED_MESSAGE =
  'The addresses or the client of this app were changed directly in the database, so ' +
  'nothing is sent to them. Check each of them, enter the client secret again, and save.';

export const appTampered = (app: string) =>
  new ConnectedAppsError('key_unavailable', APP_TAMPERED_MESSAGE, { app, reason: TAMPERED });

export const appUnreadable = (app: string) =>
  new ConnectedAppsError(
    'key_unavailable',
    'The addresses of this app cannot be checked with the configured encryption keys, so nothing is ' +
      'sent to them. Restore the key that the app was saved with and restart Strapi. If it is lost, ' +
      'check each address, enter the client secret again, and save.',
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
  no_refresh_token:
    'the access token has expired and the provider issued no refresh token; Connected Apps says what this provider requires to issue one',
  rotation_lost: 'a refreshed token was lost before it could be stored',
  app_changed: "the app's client id or provider was changed",
  subject_changed: 'the provider returned tokens for a different account',
  [TAMPERED]:
    'its row was changed directly in the database, so its tokens cannot be opened for this owner',
  refused: 'the provider keeps refusing to refresh it',
};

export const needsReconnect = (
  { appKey, owner }: ConnectionIdentity,
  reason: string | null,
  cause?: unknown
) =>
  new ConnectedAppsError(
    'needs_reconnect',
    `The connection to "${appKey}" must be reconnected by its owner: ${
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
    `Users of the users-permissions plugin cannot connect to "${appKey}" yet: the flow ends in the admin panel. Connect for an admin or for the shared owner.`,
    { app: appKey, owner }
  );

export const onlyInPanel = ({ appKey, owner }: Pick<ConnectionIdentity, 'appKey' | 'owner'>) =>
  new ConnectedAppsError(
    'flow_invalid',
    `People connect to "${appKey}" by a code that only the panel shows. Send them to Connected Apps in the panel.`,
    { app: appKey, owner, reason: 'only_in_panel' }
  );

/** The plugin leaves the provider alone, because it fails for everybody or refuses the app. */
export const appUnavailable = (
  { appKey, owner }: Pick<ConnectionIdentity, 'appKey' | 'owner'>,
  code: ConnectedAppsErrorCode,
  retryAfterSeconds: number
) =>
  code === 'provider_unavailable'
    ? new ConnectedAppsError(
        code,
        `The provider of "${appKey}" does not respond properly. The next try is in ${retryAfterSeconds} s.`,
        { app: appKey, owner, retryAfterSeconds }
      )
    : new ConnectedAppsError(
        code,
        `The provider of "${appKey}" refuses this app. An administrator can see the reason in the app's settings.`,
        { app: appKey, owner, retryAfterSeconds }
      );

/** This connection waits after a failed refresh, while others of the app may be refreshed. */
export const connectionFailing = (
  identity: ConnectionIdentity,
  { blame, code, reason }: ConnectionFault,
  retryAfterSeconds: number
) => {
  const { appKey, owner } = identity;
  if (code === 'provider_unavailable' || blame === 'app') {
    return appUnavailable(identity, code, retryAfterSeconds);
  }
  return new ConnectedAppsError(
    code,
    `The provider refuses to refresh this connection to "${appKey}". The next try is in ` +
      `${retryAfterSeconds} s. The owner can press Try again or Reconnect under Connected Apps.`,
    { app: appKey, owner, reason: reason ?? undefined, retryAfterSeconds }
  );
};

export const inTransaction = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'in_transaction',
    `The token of "${appKey}" must be refreshed, which is not possible inside a database transaction. ` +
      'Ask for the token before the transaction starts.',
    { app: appKey, owner }
  );

export const serverUrlInvalid = (app: string, reason: string, message: string) =>
  new ConnectedAppsError('server_url_invalid', message, { app, reason });

export const notReady = () =>
  new ConnectedAppsError(
    'not_ready',
    'Strapi has not opened its database yet, so Connected Apps can only be used from bootstrap() on. ' +
      'Move the call from register() to bootstrap(), or to where the token is needed.'
  );

const LEASED = 'leased';

export const leasedElsewhere = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'provider_unavailable',
    `The token of "${appKey}" is being refreshed by another process.`,
    { app: appKey, owner, reason: LEASED }
  );

export const isLeasedElsewhere = (error: unknown): boolean =>
  isConnectedAppsError(error) && error.reason === LEASED;

export const shuttingDown = ({ appKey, owner }: ConnectionIdentity) =>
  new ConnectedAppsError(
    'provider_unavailable',
    `The token of "${appKey}" is no longer refreshed, because this Strapi is shutting down.`,
    { app: appKey, owner, reason: 'shutting_down' }
  );
