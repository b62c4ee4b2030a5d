import type { Core } from '@strapi/strapi';

import { owners } from '../owners';
import type { Owner, OwnerKind } from '../owners/kinds';
import { findUsersWhere, type UserRow, type UserUid } from '../store/users';
import { getService } from './registry';

type LifecycleSubscriber = Parameters<Core.Strapi['db']['lifecycles']['subscribe']>[0];
type LifecycleEvent = { params: { where?: object }; state: Record<string, unknown> };

/** Where the rows that are about to go wait for the database's word that they have gone. */
const STATE_KEY = 'connectedAppsOwners';

/** Deleted users lose their connections; deactivated ones lose the use of them at once. */
export const createOwnerLifecycle = ({ strapi }: { strapi: Core.Strapi }) => {
  const remember = async (uid: UserUid, { params, state }: LifecycleEvent) => {
    state[STATE_KEY] = await findUsersWhere(strapi, uid, params.where ?? {});
  };

  const remembered = (kind: OwnerKind, { state }: LifecycleEvent): Owner[] => {
    const users = state[STATE_KEY];
    if (!Array.isArray(users)) return [];
    return users.map(({ documentId }: UserRow) => ({ kind, id: documentId }) as Owner);
  };

  /** The grants are revoked at the provider in the background: a user's deletion must not wait for it. */
  const endConnections = async (kind: OwnerKind, event: LifecycleEvent) => {
    for (const owner of remembered(kind, event)) {
      await getService(strapi, 'connections').deleteAllOf(owner);
    }
  };

  const forgetTokens = async (kind: OwnerKind, event: LifecycleEvent) => {
    for (const owner of remembered(kind, event)) {
      getService(strapi, 'token-cache').forgetOwner(owner);
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
      for (const { kind, userUid } of Object.values(owners)) {
        if (userUid === null || !strapi.db.metadata.has(userUid)) continue;
        strapi.db.lifecycles.subscribe(subscriberFor(kind, userUid));
      }
    },
  };
};

export type OwnerLifecycle = ReturnType<typeof createOwnerLifecycle>;
