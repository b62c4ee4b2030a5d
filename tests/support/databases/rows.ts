import type { App } from '../../../server/src/store/apps';
import type { AuthorizationRequest } from '../../../server/src/store/authorization-requests';
import type { Connection } from '../../../server/src/store/connections';
import { appFields } from '../strapi/app-fields';

const MADE_AT = new Date(Date.UTC(2026, 0, 1));

/** An app as the store returns it, for tests without a database. */
export const appRow = (changes: Partial<App> = {}): App => ({
  ...appFields({ key: 'mail', name: 'Mail' }),
  discoveryUrl: null,
  backgroundRefresh: { enabled: true, activeDays: null, idleIntervalDays: null },
  variables: [],
  defaultLifetimeSeconds: null,
  uid: 'app',
  hasClientSecret: false,
  hasAssertionKey: false,
  previousClientSecretSince: null,
  secretRefusedSince: null,
  sealedSecrets: {
    clientSecret: null,
    previousClientSecret: null,
    assertionKey: null,
    clientKeys: null,
  },
  configVersion: 1,
  flowsVersion: 1,
  changedBy: null,
  fault: null,
  destinationsCheck: 'intact',
  createdAt: MADE_AT,
  updatedAt: MADE_AT,
  ...changes,
});

/** A working connection to it. */
export const connectionRow = (changes: Partial<Connection> = {}): Connection => ({
  uid: 'connection',
  appKey: 'mail',
  owner: { kind: 'admin', id: 'jane' },
  account: 'default',
  sealedAccessToken: 'sealed access token',
  sealedRefreshToken: 'sealed refresh token',
  tokenType: 'Bearer',
  expiresAt: null,
  scopesRequested: [],
  scopesGranted: [],
  subject: null,
  variableValues: null,
  accountLabel: null,
  status: 'active',
  statusReason: null,
  tokenVersion: 1,
  leaseOwner: null,
  leaseUntil: null,
  nextRefreshAt: null,
  failureCount: 0,
  failingSince: null,
  fault: null,
  lastErrorCode: null,
  strikes: 0,
  needsReconnectSince: null,
  connectedAt: MADE_AT,
  lastRefreshedAt: null,
  lastUsedAt: null,
  orphanedSince: null,
  ...changes,
});

/** A flow for that connection that has just been started. */
export const requestRow = (changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
  uid: 'flow',
  stateHash: 'hash of the state',
  ticketHash: null,
  status: 'pending',
  appKey: 'mail',
  appUid: 'app',
  configVersion: 1,
  owner: { kind: 'admin', id: 'jane' },
  account: 'default',
  startedBy: 'jane',
  completedBy: null,
  connectionUid: null,
  redirectUri: 'https://cms.example.com/api/connected-apps/callback/mail',
  scopes: [],
  returnTo: null,
  variableValues: null,
  sealedCodeVerifier: 'sealed code verifier',
  sealedNonce: null,
  sealedReceivedParams: null,
  sealedHeldGrant: null,
  sealedDeviceCode: null,
  pollIntervalSeconds: null,
  nextPollAt: null,
  expiresAt: MADE_AT,
  ...changes,
});
