import type { AppFault, AppState, AppStateName } from '../../contracts';
import { TAMPERED } from '../../errors/connected-apps-error';
import { NEEDED_ENDPOINTS, type NeededEndpoint } from '../../endpoints';
import type { App } from '../../store/apps';
import { APP_TAMPERED_MESSAGE } from '../../errors/definitions';
import { parseUrl } from '../../parse-url';

/** The fault's reason if the app still works: the provider accepts the former client secret. */
const SECRET_REFUSED = 'secret_refused';

/** The fields of an app that determine its state. */
export type StatedApp = Pick<
  App,
  | 'enabled'
  | NeededEndpoint
  | 'protocol'
  | 'clientId'
  | 'hasAssertionKey'
  | 'fault'
  | 'secretRefusedSince'
  | 'destinationsCheck'
  | 'updatedAt'
>;

/** What an app needs besides its endpoints. */
const hasKeyIfNeeded = ({ protocol, hasAssertionKey }: StatedApp): boolean =>
  protocol.grantType !== 'jwt_bearer' || hasAssertionKey;

const isComplete = (app: StatedApp): boolean =>
  Boolean(app.clientId) &&
  NEEDED_ENDPOINTS[app.protocol.grantType].every((name) => app[name]) &&
  hasKeyIfNeeded(app);

const isTampered = ({ destinationsCheck }: StatedApp) => destinationsCheck === 'tampered';

/** The tampering happened at an unknown time after the last edit, so `at` is that edit. */
const tampering = ({ updatedAt }: StatedApp): AppFault => ({
  code: 'key_unavailable',
  reason: TAMPERED,
  message: APP_TAMPERED_MESSAGE,
  at: updatedAt.toISOString(),
  nextAttemptAt: null,
});

/** A fault that keeps the app from working takes precedence over a refused secret. */
const faultOf = (app: StatedApp): AppFault | null => {
  if (isTampered(app)) return tampering(app);
  const { fault, secretRefusedSince: since } = app;
  if (fault || since === null) return fault;
  const at = since.toISOString();
  return {
    code: 'provider_rejected',
    reason: SECRET_REFUSED,
    message:
      `The provider refused the new client secret at ${at}; the former one still works. Enter the ` +
      "new one again, exactly as the provider's console shows it.",
    at,
    nextAttemptAt: null,
  };
};

const nameOf = (app: StatedApp): AppStateName => {
  if (!app.enabled) return 'disabled';
  if (isTampered(app)) return 'needs_repair';
  if (!isComplete(app)) return 'incomplete';
  if (app.fault?.code === 'provider_unavailable') return 'provider_unavailable';
  if (app.fault) return 'needs_repair';
  return app.secretRefusedSince ? 'secret_refused' : 'ready';
};

/** Whether somebody can connect. A fault does not matter: it may be gone after the consent. */
export const isConnectable = (app: StatedApp): boolean => app.enabled && isComplete(app);

export const providerHostOf = ({ tokenEndpoint }: Pick<App, 'tokenEndpoint'>): string | null =>
  parseUrl(tokenEndpoint ?? '')?.host ?? null;

/** The state of an app, since when, and whose turn it is. */
export const appState = (app: StatedApp): AppState => {
  const name = nameOf(app);
  const fault = name === 'disabled' || name === 'incomplete' ? null : faultOf(app);
  return {
    name,
    since: isTampered(app) ? null : (fault?.at ?? null),
    turn: name === 'ready' || name === 'provider_unavailable' ? 'nobody' : 'admin',
    fault,
    providerHost: providerHostOf(app),
  };
};
