import type { Core } from '@strapi/strapi';

import { createAppStore } from './apps';
import { createAuthorizationRequestStore } from './authorization-requests';
import { createConnectionStore } from './connections';
import { createConnectionsInUse } from './connections-in-use';
import { createIdleConnections } from './idle-connections';
import { createReEncryption } from './re-encryption';
import { createSecrets } from './secrets';

export const createStore = ({ strapi }: { strapi: Core.Strapi }) => {
  const secrets = createSecrets(strapi);
  return {
    secrets,
    apps: createAppStore(strapi, secrets),
    connections: createConnectionStore(strapi, secrets),
    idleConnections: createIdleConnections(strapi),
    connectionsInUse: createConnectionsInUse(strapi),
    reEncryption: createReEncryption(strapi, secrets),
    authorizationRequests: createAuthorizationRequestStore(strapi, secrets),
  };
};

export type Store = ReturnType<typeof createStore>;
