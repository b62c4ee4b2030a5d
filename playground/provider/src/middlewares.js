// @ts-check
import { errorPage, EXPIRED } from './pages/errors.js';

/** @typedef {(ctx: any, next: () => Promise<void>) => Promise<void>} Middleware */

/** @type {Middleware} */
export async function securityHeaders(ctx, next) {
  ctx.set({
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  await next();
}

/** @type {Middleware} */
export async function errorPages(ctx, next) {
  try {
    await next();
  } catch (/** @type {any} */ error) {
    if (!error.expose) ctx.app.emit('error', error, ctx);
    ctx.status = error.status ?? 500;
    ctx.body = errorPage(describe(error));
  }
  if (ctx.status === 404 && !ctx.body) {
    ctx.status = 404;
    ctx.body = errorPage({ title: 'Page not found', text: `There is nothing at ${ctx.path}.` });
  }
}

/** @param {any} error */
function describe(error) {
  if (error.name === 'SessionNotFound') return EXPIRED;
  if (error.expose) return { title: 'Something went wrong', text: error.message };
  return { title: 'Something went wrong', text: 'The log of Demo Mail says more.' };
}

/**
 * Refuses forms that another site made the browser send.
 *
 * @param {string} issuer
 * @returns {Middleware}
 */
export function sameOriginForms(issuer) {
  return async (ctx, next) => {
    const origin = ctx.get('Origin');
    if (ctx.method === 'POST' && origin && origin !== issuer) {
      ctx.throw(403, 'This form was sent by another site.');
    }
    await next();
  };
}
