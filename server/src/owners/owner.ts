import type { Owner, OwnerKind } from './kinds';

const SHARED_ID = 'shared';

/** The owner as two columns. Both always have a value, so that a unique index can cover them. */
export const ownerColumns = (owner: Owner): { ownerKind: OwnerKind; ownerId: string } => ({
  ownerKind: owner.kind,
  ownerId: owner.kind === 'shared' ? SHARED_ID : owner.id,
});

export const ownerFromColumns = (ownerKind: OwnerKind, ownerId: string): Owner =>
  ownerKind === 'shared' ? { kind: 'shared' } : { kind: ownerKind, id: ownerId };

export const isSameOwner = (a: Owner, b: Owner): boolean =>
  a.kind === b.kind && ownerColumns(a).ownerId === ownerColumns(b).ownerId;
