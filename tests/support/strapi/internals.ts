import type { Core } from '@strapi/strapi';

import type { Internals } from '../../../server/src/composition';
import type { ConnectedApps } from '../../../server/src/public';

const plugin = (strapi: Core.Strapi) => strapi.plugin('connected-apps');

/** The parts of the plugin in this Strapi, as its own controllers have them. */
export const internalsOf = (strapi: Core.Strapi): Internals => plugin(strapi).service('internals');

/** The public service, as another plugin has it. */
export const tokensOf = (strapi: Core.Strapi): ConnectedApps => plugin(strapi).service('tokens');
