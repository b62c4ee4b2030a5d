import type { Core } from '@strapi/strapi';

import bootstrap from './bootstrap';
import { compose, internalsOf } from './composition';
import config from './config';
import contentTypes from './content-types';
import controllers from './controllers';
import destroy from './destroy';
import middlewares from './middlewares';
import policies from './policies';
import register from './register';
import routes from './routes';

export type * from './public';
export { isConnectedAppsError } from './errors/connected-apps-error';
export { toHttpError } from './errors/http-errors';

/** `tokens` is the public service; `internals` is for the plugin itself. */
const services = {
  tokens: ({ strapi }: { strapi: Core.Strapi }) => internalsOf(strapi).tokens,
  internals: compose,
};

// Typed as loosely as Strapi allows: an exact type would pull in the types of our libraries.
const plugin: object = {
  register,
  bootstrap,
  destroy,
  config,
  contentTypes,
  controllers,
  middlewares,
  policies,
  routes,
  services,
};

export default plugin;
