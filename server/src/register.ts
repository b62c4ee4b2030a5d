import type { Core } from '@strapi/strapi';

import { hideFromGraphQL } from './graphql';
import { stretchKeysAhead } from './store/secrets';

const register = ({ strapi }: { strapi: Core.Strapi }): void => {
  hideFromGraphQL(strapi);
  stretchKeysAhead(strapi).catch(() => {
    // The first use of the key stretches it again and throws the same error.
  });
};

export default register;
