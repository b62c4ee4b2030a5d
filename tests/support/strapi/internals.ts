import type { Core } from '@strapi/strapi';

import type { Internals } from '../../../server/src/composition';
import type { ConnectedApps } from '../../../server/src/public';

const plugin = (strapi: Core.Strapi) => strapi.plugin('connected-apps');

/** The plugin's parts in this Strapi, as its own controllers use them. */
export const internalsOf = (strapi: Core.Strapi): Internals => plugin(strapi).service('internals');

/** The public service, as another plugin uses it. */
export const tokensOf = (strapi: Core.Strapi): ConnectedApps => plugin(strapi).service('tokens');
