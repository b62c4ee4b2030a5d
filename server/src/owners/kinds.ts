/** The kinds of owner. `index.ts` has a definition of each. */
export const OWNER_KINDS = ['admin', 'user', 'shared'] as const;

export type OwnerKind = (typeof OWNER_KINDS)[number];

/**
 * The owner of a connection: an admin-panel user or a users-permissions user (`id` is the user's
 * `documentId`), or the Strapi instance itself.
 */
export type Owner =
  { kind: 'admin'; id: string } | { kind: 'user'; id: string } | { kind: 'shared' };
