import type { Core } from '@strapi/strapi';

import { ownerDefinitions } from '../../owners';
import type { Owner, OwnerKind } from '../../owners/kinds';
import { findUsersWhere, type UserRow, type UserUid } from '../../store/users';
import type { Connections } from './connections';
import type { TokenCache } from '../tokens/token-cache';

type LifecycleSubscriber = Parameters<Core.Strapi['db']['lifecycles']['subscribe']>[0];
type LifecycleEvent = { params: { where?: object }; state: Record<string, unknown> };

/** Where the affected rows wait until the database has deleted or updated them. */
const STATE_KEY = 'connectedAppsOwners';

interface OwnerLifecycleParts {
  strapi: Core.Strapi;
  connections: Pick<Connections, 'deleteAllOf'>;
  tokenCache: Pick<TokenCache, 'forgetOwner'>;
}

/** Deleted users lose their connections; deactivated ones lose the use of them at once. */
export const createOwnerLifecycle = ({ strapi, connections, tokenCache }: OwnerLifecycleParts) => {
  const remember = async (uid: UserUid, { params, state }: LifecycleEvent) => {
    state[STATE_KEY] = await findUsersWhere(strapi, uid, params.where ?? {});
  };

  const remembered = (kind: OwnerKind, { state }: LifecycleEvent): Owner[] => {
    const users = state[STATE_KEY];
    if (!Array.isArray(users)) return [];
    return users.map(({ documentId }: UserRow) => ({ kind, id: documentId }) as Owner);
  };

  /** Revokes in the background: a user's deletion must not wait for the provider. */
  const endConnections = async (kind: OwnerKind, event: LifecycleEvent) => {
    for (const owner of remembered(kind, event)) {
      await connections.deleteAllOf(owner);
    }
  };

  const forgetTokens = async (kind: OwnerKind, event: LifecycleEvent) => {
    for (const owner of remembered(kind, event)) {
      tokenCache.forgetOwner(owner);
    }
  };

  const subscriberFor = (kind: OwnerKind, uid: UserUid): LifecycleSubscriber => {
    const before = (event: unknown) => remember(uid, event as LifecycleEvent);
    const afterDelete = (event: unknown) => endConnections(kind, event as LifecycleEvent);
    const afterUpdate = (event: unknown) => forgetTokens(kind, event as LifecycleEvent);
    return {
      models: [uid],
      beforeDelete: before,
      beforeDeleteMany: before,
      beforeUpdate: before,
      beforeUpdateMany: before,
      afterDelete,
      afterDeleteMany: afterDelete,
      afterUpdate,
      afterUpdateMany: afterUpdate,
    };
  };

  return {
    subscribe(): void {
      for (const { kind, userUid, canConnect } of Object.values(ownerDefinitions)) {
        // Where nobody can have a connection, a query before each update of a user finds nothing.
        if (userUid === null || !canConnect || !strapi.db.metadata.has(userUid)) continue;
        strapi.db.lifecycles.subscribe(subscriberFor(kind, userUid));
      }
    },
  };
};

export type OwnerLifecycle = ReturnType<typeof createOwnerLifecycle>;
