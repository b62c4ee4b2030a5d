import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import type { Discover, GetProviders } from '../contracts';
import { parseDiscovery } from './validation/discovery';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { addresses, health, policies, providerClients } = internalsOf(strapi);
  const { presets, formRules } = providerClients;

  return {
    async list(ctx: Context) {
      ctx.body = {
        data: {
          providers: presets,
          clientAuthMethods: [...formRules.clientAuthMethods],
          reservedAuthorizationParams: [...formRules.reservedAuthorizationParams],
          reservedTokenParams: [...formRules.reservedTokenParams],
          redirectUriBase: addresses.redirectUriBase(),
          javascriptOrigin: addresses.javascriptOrigin(),
          addressProblem: addresses.problem(),
          refreshDefaults: policies.defaults,
          health: await health.read(),
        },
      } satisfies GetProviders.Response;
    },

    async discover(ctx: Context) {
      const { url } = parseDiscovery(ctx.request.body);
      const data = await providerClients.discover(url);
      ctx.body = { data } satisfies Discover.Response;
    },
  };
};
