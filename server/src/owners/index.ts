import type { Core } from '@strapi/strapi';

import { adminOwner } from './admin';
import type { OwnerDefinition } from './definition';
import type { Owner, OwnerKind } from './kinds';
import { ownerColumns } from './owner';
import { findUser } from '../store/users';
import { sharedOwner } from './shared';
import { userOwner } from './user';

export const owners: Record<OwnerKind, OwnerDefinition> = {
  admin: adminOwner,
  user: userOwner,
  shared: sharedOwner,
};

/** Whether this owner exists and may use its connections at present. */
export const isOwnerAllowed = async (strapi: Core.Strapi, owner: Owner): Promise<boolean> => {
  const { userUid, mayUse } = owners[owner.kind];
  if (userUid === null) return mayUse(null);
  if (!strapi.db.metadata.has(userUid)) return false;
  return mayUse(await findUser(strapi, userUid, ownerColumns(owner).ownerId));
};

/** Names for people of many owners, with one query a kind. */
export const ownerLabels = async (
  strapi: Core.Strapi,
  list: readonly Owner[]
): Promise<(owner: Owner) => string | null> => {
  const byKind = new Map<OwnerKind, Map<string, string>>();
  for (const { kind, labels } of Object.values(owners)) {
    const ids = list
      .filter((owner) => owner.kind === kind)
      .map((owner) => ownerColumns(owner).ownerId);
    if (ids.length > 0) byKind.set(kind, await labels(strapi, [...new Set(ids)]));
  }
  return (owner) => byKind.get(owner.kind)?.get(ownerColumns(owner).ownerId) ?? null;
};
