import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { Services } from './index';

/** The plugin's own services, typed; Strapi makes each one once, when it is first asked for. */
export const getService = <Name extends keyof Services>(
  strapi: Core.Strapi,
  name: Name
): Services[Name] => strapi.plugin(PLUGIN_ID).service(name);
