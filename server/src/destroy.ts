import type { Core } from '@strapi/strapi';

import { getService } from './services/registry';

const destroy = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  await getService(strapi, 're-encryption').stop();
  await getService(strapi, 'background-refresh').stop();
  await getService(strapi, 'refresh').drain();
  await getService(strapi, 'revocations').stop();
  await getService(strapi, 'provider-clients').close();
};

export default destroy;
