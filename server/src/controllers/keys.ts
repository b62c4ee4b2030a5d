import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import type { RotateAppKey } from '../contracts';
import { JWKS_MAX_AGE_SECONDS } from '../services/apps/app-keys';
import { callerOf } from './caller';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, appKeys } = internalsOf(strapi);

  return {
    /** A JWK set (RFC 7517 §5). Nobody is signed in. */
    async published(ctx: Context) {
      const keys = await appKeys.published(ctx.params.key, ctx.params.set).catch(() => undefined);
      if (!keys) {
        ctx.status = keys === null ? 404 : 503;
        ctx.set('Cache-Control', 'no-store');
        ctx.body = '';
        return;
      }
      ctx.set('Cache-Control', `public, max-age=${JWKS_MAX_AGE_SECONDS}`);
      ctx.set('Content-Type', 'application/jwk-set+json');
      ctx.body = JSON.stringify({ keys });
    },

    async rotate(ctx: Context) {
      const { key } = ctx.params;
      await appKeys.rotate(key, callerOf(ctx).actor);
      const data = apps.details(await apps.get(key));
      ctx.body = { data } satisfies RotateAppKey.Response;
    },
  };
};
