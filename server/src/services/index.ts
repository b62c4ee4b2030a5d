import { createStore } from '../store';
import { createAddresses } from './addresses';
import { createApps } from './apps';
import { createAudit } from './audit';
import { createAuthorization } from './authorization';
import { createBackgroundRefresh } from './background-refresh';
import { createCircuitBreaker } from './circuit-breaker';
import { createClientCredentials } from './client-credentials';
import { createClock } from './clock';
import { createConnections } from './connections';
import { createEvents } from './events';
import { createHealth } from './health';
import { createOwnerLifecycle } from './owner-lifecycle';
import { createProviderClients } from './provider-clients';
import { createRateLimits } from './rate-limits';
import { createReEncryption } from './re-encryption';
import { createRefresh } from './refresh';
import { createRefreshAnswers } from './refresh-answers';
import { createRefreshPolicies } from './refresh-policies';
import { createRevocations } from './revocations';
import { createTokenCache } from './token-cache';
import { createTokens } from './tokens';

/** `tokens` is the plugin's public service; the others are its own. */
const services = {
  addresses: createAddresses,
  apps: createApps,
  audit: createAudit,
  authorization: createAuthorization,
  'background-refresh': createBackgroundRefresh,
  'circuit-breaker': createCircuitBreaker,
  'client-credentials': createClientCredentials,
  clock: createClock,
  connections: createConnections,
  events: createEvents,
  health: createHealth,
  'owner-lifecycle': createOwnerLifecycle,
  'provider-clients': createProviderClients,
  'rate-limits': createRateLimits,
  're-encryption': createReEncryption,
  refresh: createRefresh,
  'refresh-answers': createRefreshAnswers,
  'refresh-policies': createRefreshPolicies,
  revocations: createRevocations,
  store: createStore,
  'token-cache': createTokenCache,
  tokens: createTokens,
};

export type Services = { [Name in keyof typeof services]: ReturnType<(typeof services)[Name]> };

export default services;
