import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { CALLBACK_HEADERS } from '../middlewares/callback-headers';
import type { CallbackOutcome } from '../services/authorization';
import { getService } from '../services/registry';

/** An answer of a provider is far shorter; what is longer is no answer. */
const MAX_PARAMS_LENGTH = 16 * 1024;

/** More than twenty values of one name come as an object. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** OAuth 2.0 Form Post Response Mode §2: form-encoded, and nothing else. */
const paramsOfForm = (ctx: Context): URLSearchParams => {
  const form: unknown = ctx.is('application/x-www-form-urlencoded') ? ctx.request.body : null;
  const entries = typeof form === 'object' && form !== null ? Object.entries(form) : [];
  return new URLSearchParams(
    entries.flatMap(([name, value]) => textsIn(value).map((text): [string, string] => [name, text]))
  );
};

/** As received: a parameter that comes twice stays twice, and is refused later (RFC 6749 §3.1). */
const paramsOf = (ctx: Context): URLSearchParams => {
  const params = ctx.method === 'POST' ? paramsOfForm(ctx) : new URLSearchParams(ctx.querystring);
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
    // Asked for by a link checker or the like, and taken for GET by the router: it must change nothing.
    if (ctx.method === 'HEAD') {
      ctx.status = 405;
      ctx.set('Allow', 'GET, POST');
      return;
    }
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
