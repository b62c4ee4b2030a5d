import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import { CALLBACK_HEADERS } from '../middlewares/callback-headers';
import type { CallbackOutcome } from '../services/authorization';

/** A provider's response is far shorter, so longer parameters are discarded. */
const MAX_PARAMS_LENGTH = 16 * 1024;

/** The form parser gives more than twenty values of one name as an object. */
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

/** As received: a repeated parameter stays repeated, and is refused later (RFC 6749 §3.1). */
const paramsOf = (ctx: Context): URLSearchParams => {
  const params = ctx.method === 'POST' ? paramsOfForm(ctx) : new URLSearchParams(ctx.querystring);
  return params.toString().length > MAX_PARAMS_LENGTH ? new URLSearchParams() : params;
};

/** Only the panel's own script can read it: a fragment reaches no server and no Referer. */
const fragmentOf = (outcome: CallbackOutcome): string =>
  new URLSearchParams(
    Object.entries(outcome).filter((entry): entry is [string, string] => entry[1] !== null)
  ).toString();

const SPECULATION_HEADERS = ['Sec-Purpose', 'Purpose', 'X-Purpose', 'X-Moz'] as const;

/** Whether a browser loads the page in advance or for a preview, so that nobody reads it. */
const isSpeculative = (ctx: Context): boolean =>
  SPECULATION_HEADERS.some((name) => /\b(?:prefetch|prerender|preview)\b/i.test(ctx.get(name)));

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { addresses, authorization } = internalsOf(strapi);

  return {
    async receive(ctx: Context) {
      const params = paramsOf(ctx);
      // The access log prints `ctx.url` after the response, so the code must not be in it.
      ctx.url = ctx.path;
      ctx.set(CALLBACK_HEADERS);
      ctx.body = '';
      // Link checkers send HEAD. The router treats it as GET, but it must change nothing.
      if (ctx.method === 'HEAD') {
        ctx.status = 405;
        ctx.set('Allow', 'GET, POST');
        return;
      }
      if (isSpeculative(ctx)) {
        // RFC 8470 §5.2: not now. A browser does not reuse such a response for the visit itself.
        ctx.status = 425;
        ctx.set('Vary', SPECULATION_HEADERS.join(', '));
        return;
      }
      const outcome = await authorization.receive(ctx.params.key, params);
      ctx.status = 303;
      ctx.set({
        // Always sets a fragment: a redirect without one inherits that of the former address.
        Location: `${addresses.completionPage()}#${fragmentOf(outcome)}`,
      });
    },
  };
};
