import type {
  AppFault,
  Blame,
  ConnectionFault,
  ConnectionState,
  ConnectionStateName,
  Turn,
} from '../../contracts';
import { missingScopes } from '../../oauth/scopes';
import type { App } from '../../store/apps';
import { REFUSED, type Connection, type StoredFault } from '../../store/connections';
import { appState, providerHostOf, type StatedApp } from '../apps/app-state';

/** The fields of an app that determine the states of its connections. */
export type StatedAppWithScopes = StatedApp & Pick<App, 'scopes'>;

const TURN_BY_BLAME: Record<Blame, Turn> = {
  provider: 'nobody',
  app: 'admin',
  connection: 'owner',
  unknown: 'owner',
};

const isoOrNull = (date: Date | null): string | null => date?.toISOString() ?? null;

const toFault = ({ blame, code, reason, message, at }: StoredFault): ConnectionFault => ({
  blame,
  code,
  reason,
  message,
  at,
});

/** The app's fault, which keeps every connection of the app from being refreshed. */
const faultOfApp = ({ code, reason, message, at }: AppFault): ConnectionFault => ({
  blame: 'app',
  code,
  reason,
  message,
  at,
});

const scopesOf = (connection: Connection, app: StatedAppWithScopes | null) => {
  const { scopesRequested, scopesGranted, subject, sealedRefreshToken } = connection;
  const known = { hasSubject: subject !== null, hasRefreshToken: sealedRefreshToken !== null };
  const gained = (app?.scopes ?? []).filter((scope) => !scopesRequested.includes(scope));
  return {
    scopesRefused: missingScopes(scopesRequested, scopesGranted, known),
    scopesNotAsked: missingScopes(gained, scopesGranted, known),
  };
};

interface Standing {
  name: ConnectionStateName;
  since: Date | string | null;
  turn: Turn;
  fault: ConnectionFault | null;
}

const standingOf = (
  connection: Connection,
  app: StatedAppWithScopes | null,
  lacksScopes: boolean,
  isTokenValid: boolean
): Standing => {
  const { status, fault, failingSince, failureCount } = connection;
  if (status === 'needs_reconnect') {
    const since = connection.needsReconnectSince;
    return { name: 'needs_reconnect', since, turn: 'owner', fault: fault && toFault(fault) };
  }
  if (failureCount > 0 && fault) {
    const turn = TURN_BY_BLAME[fault.blame];
    return { name: 'failing', since: failingSince, turn, fault: toFault(fault) };
  }
  const state = app && appState(app);
  if (state?.name === 'needs_repair' && state.fault) {
    return { name: 'failing', since: state.since, turn: 'admin', fault: faultOfApp(state.fault) };
  }
  if (!isTokenValid) {
    const turn = connection.sealedRefreshToken === null ? 'owner' : 'nobody';
    return { name: 'expired', since: connection.expiresAt, turn, fault: null };
  }
  const since = connection.connectedAt;
  if (lacksScopes) return { name: 'limited', since, turn: 'owner', fault: null };
  return { name: 'connected', since, turn: 'nobody', fault: null };
};

/** The state of a connection, since when, what comes next, and whose turn it is. */
export const connectionState = (
  connection: Connection,
  /** Null if the app is gone. */
  app: StatedAppWithScopes | null,
  nowMs: number
): ConnectionState => {
  const { expiresAt, nextRefreshAt, status, statusReason, sealedRefreshToken } = connection;
  const scopes = scopesOf(connection, app);
  const lacksScopes = scopes.scopesRefused.length + scopes.scopesNotAsked.length > 0;
  const isTokenValid = status === 'active' && (expiresAt === null || expiresAt.getTime() > nowMs);
  const { since, ...standing } = standingOf(connection, app, lacksScopes, isTokenValid);
  return {
    ...standing,
    since: since instanceof Date ? since.toISOString() : since,
    nextAttemptAt: isoOrNull(nextRefreshAt),
    isTokenValid,
    canTryAgain: sealedRefreshToken !== null && (status === 'active' || statusReason === REFUSED),
    ...scopes,
    providerHost: app && providerHostOf(app),
  };
};
