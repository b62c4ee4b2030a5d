import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import type { Discover, GetProviders } from '../contracts';
import { getService } from '../services/registry';
import { parseDiscovery } from './validation/discovery';

export default ({ strapi }: { strapi: Core.Strapi }) => ({
  async list(ctx: Context) {
    const addresses = getService(strapi, 'addresses');
    const { presets, formRules } = getService(strapi, 'provider-clients');
    ctx.body = {
      data: {
        providers: presets,
        clientAuthMethods: [...formRules.clientAuthMethods],
        reservedAuthorizationParams: [...formRules.reservedAuthorizationParams],
        reservedTokenParams: [...formRules.reservedTokenParams],
        redirectUriBase: addresses.redirectUriBase(),
        javascriptOrigin: addresses.javascriptOrigin(),
        refreshDefaults: getService(strapi, 'refresh-policies').defaults,
        health: await getService(strapi, 'health').read(),
      },
    } satisfies GetProviders.Response;
  },

  async discover(ctx: Context) {
    const { url } = parseDiscovery(ctx.request.body);
    const data = await getService(strapi, 'provider-clients').discover(url);
    ctx.body = { data } satisfies Discover.Response;
  },
});
