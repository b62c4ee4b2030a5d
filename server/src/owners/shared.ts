import type { OwnerDefinition } from './definition';

/** The Strapi instance itself, which always exists. */
export const sharedOwner: OwnerDefinition<'shared'> = {
  kind: 'shared',
  userUid: null,
  canConnect: true,
  mayUse: () => true,
  labels: async () => new Map(),
};
