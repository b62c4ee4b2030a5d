import type {
  AppFault,
  AppState,
  AppSummary,
  ConnectionFault,
  ConnectionState,
  ConnectionSummary,
  DiscoveredConfiguration,
  GetApp,
  GetProviders,
  Health,
  ProtocolDeviations,
  ProviderPreset,
} from '../../../server/src/contracts';
import { forEachEndpoint } from '../../../server/src/endpoints';
import { withStandard } from '../../../server/src/protocol-settings';

export const HEALTHY: Health = {
  encryption: 'ready',
  message: null,
  unreadableSecrets: 0,
  unreadableConnections: 0,
  sealedWithFormerKeys: 0,
  isKeyCheckRenewed: false,
  orphanedConnections: 0,
  deletesOrphans: true,
  areCertificatesUnchecked: false,
};

export const appState = (changes: Partial<AppState> = {}): AppState => ({
  name: 'ready',
  since: null,
  turn: 'nobody',
  fault: null,
  providerHost: 'idp.example.com',
  ...changes,
});

export const appFault = (changes: Partial<AppFault> = {}): AppFault => ({
  code: 'provider_rejected',
  reason: 'invalid_client',
  message: 'Enter the secret again. (invalid_client)',
  at: '2026-01-01T10:00:00.000Z',
  nextAttemptAt: null,
  ...changes,
});

export const NEEDS_REPAIR = appState({
  name: 'needs_repair',
  since: '2026-01-01T10:00:00.000Z',
  turn: 'admin',
  fault: appFault(),
});

export const connectionFault = (changes: Partial<ConnectionFault> = {}): ConnectionFault => ({
  blame: 'provider',
  code: 'provider_unavailable',
  reason: 'timeout',
  message: 'The provider did not respond in time. (timeout)',
  at: '2026-01-01T11:00:00.000Z',
  ...changes,
});

export const connectionState = (changes: Partial<ConnectionState> = {}): ConnectionState => ({
  name: 'connected',
  since: '2026-01-01T10:00:00.000Z',
  turn: 'nobody',
  fault: null,
  nextAttemptAt: null,
  isTokenValid: true,
  canTryAgain: true,
  scopesRefused: [],
  scopesNotAsked: [],
  providerHost: 'idp.example.com',
  ...changes,
});

/** A connection that only a new consent of its owner can restore. */
export const lostConnection = (
  statusReason: string | null,
  changes: Partial<ConnectionSummary> = {}
): ConnectionSummary =>
  aConnection({
    status: 'needs_reconnect',
    statusReason,
    state: connectionState({
      name: 'needs_reconnect',
      turn: 'owner',
      isTokenValid: false,
      canTryAgain: false,
    }),
    ...changes,
  });

export const aConnection = (changes: Partial<ConnectionSummary> = {}): ConnectionSummary => ({
  uid: 'connection-1',
  appKey: 'demo-mail',
  owner: { kind: 'admin', id: 'admin-1', label: 'Jane Doe' },
  account: 'default',
  status: 'active',
  statusReason: null,
  accountLabel: 'jane@example.com',
  values: {},
  scopesRequested: ['openid', 'inbox'],
  scopesGranted: ['openid', 'inbox'],
  hasRefreshToken: true,
  refreshTokenAdvice: null,
  expiresAt: '2026-01-02T10:00:00.000Z',
  connectedAt: '2026-01-01T10:00:00.000Z',
  lastRefreshedAt: null,
  lastUsedAt: null,
  state: connectionState(),
  ...changes,
});

export const anApp = (changes: Partial<AppSummary> = {}): AppSummary => ({
  key: 'demo-mail',
  name: 'Demo Mail',
  provider: 'custom',
  scopes: ['openid', 'inbox'],
  grantType: 'authorization_code',
  state: appState(),
  asked: [],
  authorizationEndpoint: 'https://idp.example.com/auth',
  myConnection: null,
  ...changes,
});

export { aVariable } from '../strapi/app-fields';

const NO_ENDPOINTS = forEachEndpoint(() => null);

const NO_CAPABILITIES = {
  authorizationResponseIssParameterSupported: false,
  codeChallengeMethodsSupported: [],
  idTokenSigningAlgValuesSupported: [],
};

type Details = GetApp.Response['data'];

/** As in a request, `protocol` names only what differs from the standard. */
export type AppChanges = Partial<Omit<Details, 'protocol'>> & { protocol?: ProtocolDeviations };

export const appDetails = ({ protocol, ...changes }: AppChanges = {}): Details => ({
  ...NO_ENDPOINTS,
  key: 'demo-mail',
  name: 'Demo Mail',
  provider: 'custom',
  discoveryUrl: 'https://idp.example.com/.well-known/openid-configuration',
  issuer: 'https://idp.example.com',
  authorizationEndpoint: 'https://idp.example.com/auth',
  tokenEndpoint: 'https://idp.example.com/token',
  clientId: 'client-1',
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'inbox'],
  authorizationParams: [{ key: 'access_type', value: 'offline' }],
  tokenParams: [],
  capabilities: NO_CAPABILITIES,
  apiOrigins: [],
  enabled: true,
  backgroundRefresh: { enabled: true, activeDays: null, idleIntervalDays: null },
  defaultLifetimeSeconds: null,
  protocol: withStandard(protocol ?? null),
  variables: [],
  redirectUri: 'https://cms.example.com/api/connected-apps/callback/demo-mail',
  javascriptOrigin: 'https://cms.example.com',
  hasClientSecret: true,
  hasAssertionKey: false,
  hasPreviousClientSecret: false,
  previousClientSecretSince: null,
  keys: null,
  state: appState(),
  configVersion: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  myConnection: null,
  scopeGaps: { scopes: [], connections: 0 },
  ...changes,
});

export const aPreset = (changes: Partial<ProviderPreset> = {}): ProviderPreset => ({
  id: 'custom',
  name: 'Another provider',
  discoveryUrl: null,
  issuer: null,
  endpoints: {},
  clientAuthMethod: 'client_secret_basic',
  scopes: [],
  authorizationParams: [],
  tokenParams: [],
  apiOrigins: [],
  protocol: {},
  variables: [],
  refreshTokenNeeds: null,
  usefulScopes: [],
  hints: [],
  consoleUrl: null,
  documentationUrl: null,
  sources: [],
  checkedOn: null,
  openQuestions: [],
  ...changes,
});

export const GOOGLE = aPreset({
  id: 'google',
  name: 'Google',
  discoveryUrl: 'https://accounts.google.com/.well-known/openid-configuration',
  scopes: ['https://mail.google.com/'],
  authorizationParams: [
    { key: 'access_type', value: 'offline' },
    { key: 'prompt', value: 'consent' },
  ],
  apiOrigins: ['https://gmail.googleapis.com'],
  consoleUrl: 'https://console.cloud.google.com/apis/credentials',
});

export const providers = (
  changes: Partial<GetProviders.Response['data']> = {}
): GetProviders.Response['data'] => ({
  providers: [aPreset(), GOOGLE],
  clientAuthMethods: [
    'client_secret_basic',
    'client_secret_post',
    'client_secret_basic_unencoded',
    'client_secret_as_username',
    'client_secret_basic_and_post',
    'none',
    'private_key_jwt',
  ],
  reservedAuthorizationParams: ['state', 'client_id', 'redirect_uri'],
  reservedTokenParams: ['grant_type', 'code'],
  redirectUriBase: 'https://cms.example.com/api/connected-apps/callback/',
  javascriptOrigin: 'https://cms.example.com',
  addressProblem: null,
  refreshDefaults: { activeDays: 7, idleIntervalDays: 7 },
  health: HEALTHY,
  ...changes,
});

export const discovered = (
  changes: Partial<DiscoveredConfiguration> = {}
): DiscoveredConfiguration => ({
  ...NO_ENDPOINTS,
  issuer: 'https://idp.example.com',
  authorizationEndpoint: 'https://idp.example.com/auth',
  tokenEndpoint: 'https://idp.example.com/token',
  revocationEndpoint: 'https://idp.example.com/revoke',
  userinfoEndpoint: 'https://idp.example.com/me',
  introspectionEndpoint: 'https://idp.example.com/introspect',
  jwksUri: 'https://idp.example.com/jwks',
  leftOut: [],
  scopesSupported: ['openid', 'email', 'inbox'],
  clientAuthMethodsSupported: ['client_secret_basic', 'client_secret_post'],
  clientKeyAlgorithmsSupported: [],
  grantTypesSupported: ['authorization_code', 'refresh_token'],
  capabilities: {
    authorizationResponseIssParameterSupported: true,
    codeChallengeMethodsSupported: ['S256'],
    idTokenSigningAlgValuesSupported: ['RS256'],
  },
  ...changes,
});
