import type { Core } from '@strapi/strapi';

import { adminOwner } from './admin';
import type { OwnerDefinition } from './definition';
import type { Owner, OwnerKind } from './kinds';
import { ownerColumns } from './owner';
import { findUser, findUsers, type UserRow } from '../store/users';
import { sharedOwner } from './shared';
import { userOwner } from './user';

export const ownerDefinitions: { [Kind in OwnerKind]: OwnerDefinition<Kind> } = {
  admin: adminOwner,
  user: userOwner,
  shared: sharedOwner,
};

const idsOfKind = (list: readonly Owner[], kind: OwnerKind): string[] => {
  const ids = list
    .filter((owner) => owner.kind === kind)
    .map((owner) => ownerColumns(owner).ownerId);
  return [...new Set(ids)];
};

/** What Strapi knows about owners. */
export const createOwners = (strapi: Core.Strapi) => ({
  /** Whether this owner exists and may currently use its connections. */
  async isAllowed(owner: Owner): Promise<boolean> {
    const { userUid, mayUse } = ownerDefinitions[owner.kind];
    if (userUid === null) return mayUse(null);
    if (!strapi.db.metadata.has(userUid)) return false;
    return mayUse(await findUser(strapi, userUid, ownerColumns(owner).ownerId));
  },

  /** The same for many owners, with one query per kind that has users. */
  async allowed(list: readonly Owner[]): Promise<(owner: Owner) => boolean> {
    const users = new Map<string, UserRow>();
    for (const { kind, userUid } of Object.values(ownerDefinitions)) {
      if (userUid === null || !strapi.db.metadata.has(userUid)) continue;
      const ids = idsOfKind(list, kind);
      const found = ids.length > 0 ? await findUsers(strapi, userUid, ids) : [];
      for (const user of found) users.set(`${kind} ${user.documentId}`, user);
    }
    return (owner) => {
      const { ownerKind, ownerId } = ownerColumns(owner);
      return ownerDefinitions[ownerKind].mayUse(users.get(`${ownerKind} ${ownerId}`) ?? null);
    };
  },

  /**
   * Tells which owners no longer exist, with one query per kind. A deactivated owner still exists.
   * If the content type of a kind is absent, for example because its plugin is disabled, nothing is
   * known about its owners, so none counts as gone.
   */
  async gone(list: readonly Owner[]): Promise<(owner: Owner) => boolean> {
    const goneByKind = new Map<OwnerKind, Set<string>>();
    for (const { kind, userUid } of Object.values(ownerDefinitions)) {
      const ids = idsOfKind(list, kind);
      if (userUid === null || ids.length === 0 || !strapi.db.metadata.has(userUid)) continue;
      const gone = new Set(ids);
      for (const { documentId } of await findUsers(strapi, userUid, ids)) gone.delete(documentId);
      goneByKind.set(kind, gone);
    }
    return (owner) => goneByKind.get(owner.kind)?.has(ownerColumns(owner).ownerId) ?? false;
  },

  /** Display names of many owners, with one query per kind. */
  async labels(list: readonly Owner[]): Promise<(owner: Owner) => string | null> {
    const byKind = new Map<OwnerKind, Map<string, string>>();
    for (const { kind, labels } of Object.values(ownerDefinitions)) {
      const ids = idsOfKind(list, kind);
      if (ids.length > 0) byKind.set(kind, await labels(strapi, ids));
    }
    return (owner) => byKind.get(owner.kind)?.get(ownerColumns(owner).ownerId) ?? null;
  },
});

export type Owners = ReturnType<typeof createOwners>;
