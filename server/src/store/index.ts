import type { Core } from '@strapi/strapi';

import type { Owners } from '../owners';

import { createAppStore } from './apps';
import { createAuthorizationRequestStore } from './authorization-requests';
import { createClaims } from './claims';
import { createConnectionStore } from './connections';
import { createConnectionsInUse } from './connections-in-use';
import { createDatabaseState } from './database-state';
import { createDestinationsMac } from './destinations-mac';
import { createDeviceFlowStore } from './device-flows';
import { createFencedUpdates } from './fenced-updates';
import { createGrantedScopesStore } from './granted-scopes';
import { createGrantStore } from './grants';
import { createHeldGrantStore } from './held-grants';
import { createIdleConnections } from './idle-connections';
import { createNeighbourStore } from './neighbours';
import { createOrphanStore } from './orphans';
import { createReEncryption } from './row-re-encryption';
import { createSecrets } from './secrets';
import { createUnknownLifetimes } from './unknown-lifetimes';

interface StoreParts {
  strapi: Core.Strapi;
  owners: Pick<Owners, 'isAllowed'>;
}

export const createStore = ({ strapi, owners }: StoreParts) => {
  const secrets = createSecrets(strapi);
  const destinationsMac = createDestinationsMac(strapi, secrets);
  const apps = createAppStore(strapi, secrets, destinationsMac);
  const connections = createConnectionStore(strapi, secrets);
  const authorizationRequests = createAuthorizationRequestStore(strapi, secrets);
  return {
    database: createDatabaseState(strapi),
    secrets,
    apps,
    connections,
    grants: createGrantStore(strapi, secrets, {
      owners,
      apps,
      connections,
      authorizationRequests,
    }),
    claims: createClaims(strapi, secrets),
    deviceFlows: createDeviceFlowStore(strapi, secrets),
    fencedUpdates: createFencedUpdates(strapi),
    heldGrants: createHeldGrantStore(strapi, secrets),
    grantedScopes: createGrantedScopesStore(strapi),
    idleConnections: createIdleConnections(strapi),
    neighbours: createNeighbourStore(strapi, secrets),
    unknownLifetimes: createUnknownLifetimes(strapi),
    connectionsInUse: createConnectionsInUse(strapi, destinationsMac),
    orphans: createOrphanStore(strapi),
    reEncryption: createReEncryption(strapi, secrets),
    authorizationRequests,
  };
};

export type Store = ReturnType<typeof createStore>;
