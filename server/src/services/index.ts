import { createStore } from '../store';
import { createAddresses } from './addresses';
import { createApps } from './apps';
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
import { createRefresh } from './refresh';
import { createRefreshAnswers } from './refresh-answers';
import { createRevocations } from './revocations';
import { createTokenCache } from './token-cache';
import { createTokens } from './tokens';

/** `tokens` is the plugin's public service; the others are its own. */
const services = {
  addresses: createAddresses,
  apps: createApps,
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
  refresh: createRefresh,
  'refresh-answers': createRefreshAnswers,
  revocations: createRevocations,
  store: createStore,
  'token-cache': createTokenCache,
  tokens: createTokens,
};

export type Services = { [Name in keyof typeof services]: ReturnType<(typeof services)[Name]> };

export default services;
