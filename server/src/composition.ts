import type { Core } from '@strapi/strapi';

import type { PluginConfig } from './config';
import { PLUGIN_ID } from './constants';
import { createJobs, type Stoppable } from './jobs';
import { createOwners } from './owners';
import { createAddresses } from './services/runtime/public-addresses';
import { createAppFaults } from './services/apps/app-faults';
import { createAppKeys } from './services/apps/app-keys';
import { createApps } from './services/apps/apps';
import { createAudit } from './services/runtime/audit';
import { createAuthorization } from './services/authorization';
import { createHeld } from './services/authorization/held';
import { createStoreGrant } from './services/authorization/store-grant';
import { createBackgroundRefresh } from './services/refresh/background-refresh';
import { createCircuitBreaker } from './services/refresh/circuit-breaker';
import { createClaims } from './services/refresh/claims';
import { createClientCredentials } from './services/tokens/client-credentials';
import { createClock } from './services/runtime/clock';
import { createConnections } from './services/connections/connections';
import { createEvents } from './services/runtime/events';
import { createGroupedSaves } from './services/refresh/grouped-saves';
import { createHealth } from './services/runtime/health';
import { createOrphanSweep } from './services/connections/orphan-sweep';
import { createOutboundNetwork } from './services/runtime/outbound-network';
import { createOwnerLifecycle } from './services/connections/owner-lifecycle';
import { createProviderClients } from './services/apps/provider-clients';
import { createRateLimits } from './services/runtime/rate-limits';
import { createReEncryption } from './services/runtime/re-encryption';
import { createRefresh } from './services/refresh/refresh';
import { createRefreshResponses } from './services/refresh/refresh-responses';
import { createRefreshFailures } from './services/refresh/refresh-failures';
import { createRefreshPolicies } from './services/refresh/refresh-policies';
import { createRevocations } from './services/connections/revocations';
import { createScopeGaps } from './services/connections/scope-gaps';
import { createTokenCache } from './services/tokens/token-cache';
import { createTokenExchange } from './services/tokens/token-exchange';
import { createTokens } from './services/tokens/tokens';
import { createStore } from './store';

/** Adapters to Strapi and to the network. */
const composeAdapters = (strapi: Core.Strapi) => {
  const { config, eventHub, log } = strapi;
  const owners = createOwners(strapi);
  return {
    log,
    settings: config.get<PluginConfig>(`plugin::${PLUGIN_ID}`),
    clock: createClock(),
    owners,
    store: createStore({ strapi, owners }),
    addresses: createAddresses({ config, log }),
    events: createEvents({ eventHub, log }),
    audit: createAudit({ eventHub, log }),
    network: createOutboundNetwork({ config, log }),
  };
};

type Adapters = ReturnType<typeof composeAdapters>;

/** Parts that keep state in the memory of this process. */
const composeMemory = (below: Adapters) => {
  const { settings, clock, log, store, owners } = below;
  return {
    ...below,
    policies: createRefreshPolicies(settings.backgroundRefresh),
    tokenCache: createTokenCache(settings),
    rateLimits: createRateLimits({ clock, config: settings.rateLimits }),
    breaker: createCircuitBreaker({ clock }),
    groupedSaves: createGroupedSaves({ store }),
    claims: createClaims({ clock, store, owners }),
    appFaults: createAppFaults({ clock, log, store }),
  };
};

type Memory = ReturnType<typeof composeMemory>;

/** Parts that send requests to providers. */
const composeProvider = (below: Memory) => {
  const { clock, log, settings, store, network, breaker } = below;
  const providerClients = createProviderClients({ clock, log, store, network, settings });
  return {
    ...below,
    providerClients,
    clientCredentials: createClientCredentials({ clock, breaker, providerClients }),
    tokenExchange: createTokenExchange({ clock, providerClients }),
    revocations: createRevocations({ clock, log, providerClients }),
  };
};

type Provider = ReturnType<typeof composeProvider>;

/** Parts that refresh tokens. */
const composeRefresh = (below: Provider) => {
  const { clock, log, store, owners, claims, breaker, events, appFaults } = below;
  const { groupedSaves, policies, revocations, providerClients } = below;
  const responses = createRefreshResponses({
    clock,
    log,
    store,
    groupedSaves,
    policies,
    revocations,
    appFaults,
    events,
  });
  const failures = createRefreshFailures({
    clock,
    log,
    store,
    owners,
    breaker,
    appFaults,
    responses,
    events,
  });
  const refresh = createRefresh({
    clock,
    store,
    owners,
    claims,
    breaker,
    providerClients,
    responses,
    failures,
  });
  return { ...below, refresh };
};

type Refreshing = ReturnType<typeof composeRefresh>;

/** What people work with: apps, connections, and the flow that creates a connection. */
const composeConnecting = (below: Refreshing) => {
  const { clock, log, store, owners, addresses, audit, events } = below;
  const { appFaults, breaker, policies, providerClients, refresh, revocations, tokenCache } = below;
  const connections = createConnections({
    clock,
    store,
    owners,
    presets: providerClients.presets,
    tokenCache,
    refresh,
    revocations,
    audit,
    events,
  });
  const storeGrant = createStoreGrant({ store, connections, revocations });
  const held = createHeld({ clock, log, store, owners, storeGrant });
  const appKeys = createAppKeys({ clock, store, addresses, audit });
  const apps = createApps({
    clock,
    store,
    owners,
    addresses,
    providerClients,
    appKeys,
    policies,
    tokenCache,
    breaker,
    connections,
    held,
    audit,
    events,
  });
  const authorization = createAuthorization({
    clock,
    log,
    store,
    owners,
    addresses,
    apps,
    appFaults,
    connections,
    providerClients,
    tokenCache,
    storeGrant,
    held,
    audit,
    events,
  });
  return { ...below, connections, appKeys, apps, authorization };
};

type Connecting = ReturnType<typeof composeConnecting>;

/** Entry points for other plugins, for the panel, and for Strapi when it changes users. */
const composeDoors = (below: Connecting, strapi: Core.Strapi) => {
  const { clock, log, settings, store, owners, tokenCache, refresh } = below;
  const { providerClients, clientCredentials, tokenExchange, authorization, connections } = below;
  return {
    ...below,
    health: createHealth({ clock, store, deleteOrphans: settings.deleteOrphans }),
    scopeGaps: createScopeGaps({ store }),
    ownerLifecycle: createOwnerLifecycle({ strapi, connections, tokenCache }),
    tokens: createTokens({
      clock,
      log,
      store,
      owners,
      cache: tokenCache,
      refresh,
      providerClients,
      clientCredentials,
      tokenExchange,
      authorization,
      connections,
    }),
  };
};

type Doors = ReturnType<typeof composeDoors>;

/** Background work. */
const composeJobs = (below: Doors) => {
  const { clock, log, settings, store, owners, tokenCache, breaker, claims } = below;
  const { authorization, connections, refresh, revocations } = below;
  const orphanSweep = createOrphanSweep({
    clock,
    log,
    store,
    owners,
    connections,
    revocations,
    tokenCache,
    deleteOrphans: settings.deleteOrphans,
  });
  const backgroundRefresh = createBackgroundRefresh({
    clock,
    log,
    store,
    breaker,
    claims,
    refresh,
    config: settings.backgroundRefresh,
  });
  const reEncryption = createReEncryption({ log, store });
  const jobs = createJobs({
    config: settings,
    authorization,
    revocations,
    orphanSweep,
    backgroundRefresh,
    reEncryption,
  });
  return { ...below, orphanSweep, backgroundRefresh, reEncryption, jobs };
};

/**
 * Creates every part once, in the order of the levels, and passes each part its dependencies.
 * Nothing here queries the database, because it may not be open yet.
 */
export const compose = ({ strapi }: { strapi: Core.Strapi }) => {
  const adapters = composeAdapters(strapi);
  const connecting = composeConnecting(composeRefresh(composeProvider(composeMemory(adapters))));
  const parts = composeJobs(composeDoors(connecting, strapi));
  const { network, providerClients, revocations, refresh, jobs } = parts;
  /** In the order of creation. */
  const stoppable: Stoppable[] = [network, providerClients, revocations, refresh, ...jobs];
  return { ...parts, stoppable };
};

/** The parts of one Strapi instance, for the plugin's controllers, middlewares and lifecycle. */
export type Internals = ReturnType<typeof compose>;

/**
 * The parts of this Strapi instance. Strapi creates them once, when they are first requested. It
 * requests them itself for its routes: after every `register`, which may change the configuration,
 * and outside of any request or transaction, because some parts keep the context in which they are
 * created.
 */
export const internalsOf = (strapi: Core.Strapi): Internals =>
  strapi.plugin(PLUGIN_ID).service('internals');
