import type { Core } from '@strapi/strapi';

import { UID } from './constants';

/** Where the GraphQL plugin is installed, it makes a type of every content type unless told otherwise. */
export const hideFromGraphQL = (strapi: Core.Strapi): void => {
  const extension = strapi.plugin('graphql')?.service('extension');
  for (const uid of Object.values(UID)) extension?.shadowCRUD(uid).disable();
};
