/** The kinds of owner a connection can have. A new kind is one file here and one entry in `index.ts`. */
export const OWNER_KINDS = ['admin', 'user', 'shared'] as const;

export type OwnerKind = (typeof OWNER_KINDS)[number];

/**
 * Whose grant a connection is: an admin-panel user, a users-permissions user (`id` is the
 * `documentId`), or the Strapi instance itself.
 */
export type Owner =
  { kind: 'admin'; id: string } | { kind: 'user'; id: string } | { kind: 'shared' };
