import type { Core } from '@strapi/strapi';

import { internalsOf } from './composition';

const destroy = async ({ strapi }: { strapi: Core.Strapi }): Promise<void> => {
  // Parts that were created later use parts that were created before them.
  for (const part of [...internalsOf(strapi).stoppable].reverse()) await part.stop();
};

export default destroy;
