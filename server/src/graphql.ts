import type { Core } from '@strapi/strapi';

import { UID } from './constants';

/** By default, the GraphQL plugin creates a type for every content type. This prevents that. */
export const hideFromGraphQL = (strapi: Core.Strapi): void => {
  const extension = strapi.plugin('graphql')?.service('extension');
  for (const uid of Object.values(UID)) extension?.shadowCRUD(uid).disable();
};
