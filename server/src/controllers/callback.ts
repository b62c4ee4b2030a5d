import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { CALLBACK_HEADERS } from '../middlewares/callback-headers';
import type { CallbackOutcome } from '../services/authorization';
import { getService } from '../services/registry';

/** An answer of a provider is far shorter; what is longer is no answer. */
const MAX_PARAMS_LENGTH = 16 * 1024;

const paramsOfForm = (body: unknown): URLSearchParams => {
  const params = new URLSearchParams();
  if (typeof body !== 'object' || body === null) return params;
  for (const [name, value] of Object.entries(body)) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (typeof single === 'string') params.append(name, single);
    }
  }
  return params;
};

/** As received: a parameter that comes twice stays twice, and is refused later (RFC 6749 §3.1). */
const paramsOf = (ctx: Context): URLSearchParams => {
  const params =
    ctx.method === 'POST' ? paramsOfForm(ctx.request.body) : new URLSearchParams(ctx.querystring);
  return params.toString().length > MAX_PARAMS_LENGTH ? new URLSearchParams() : params;
};

/** Only for the panel's own script to read: a fragment reaches no server and no Referer. */
const fragmentOf = (outcome: CallbackOutcome): string =>
  'ticket' in outcome
    ? new URLSearchParams({ ticket: outcome.ticket }).toString()
    : new URLSearchParams({
        error: outcome.error,
        ...(outcome.app === null ? {} : { app: outcome.app }),
      }).toString();

export default ({ strapi }: { strapi: Core.Strapi }) => ({
  async receive(ctx: Context) {
    const params = paramsOf(ctx);
    // The access log prints `ctx.url` after the answer: the code must not be in it.
    ctx.url = ctx.path;
    const outcome = await getService(strapi, 'authorization').receive(ctx.params.key, params);
    ctx.set({
      ...CALLBACK_HEADERS,
      // Always a fragment of our own: a redirect without one inherits that of the address before it.
      Location: `${getService(strapi, 'addresses').completionPage()}#${fragmentOf(outcome)}`,
    });
    ctx.status = 303;
    ctx.body = '';
  },
});
