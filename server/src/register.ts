import type { Core } from '@strapi/strapi';

import { hideFromGraphQL } from './graphql';

const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  hideFromGraphQL(strapi);
};

export default register;
