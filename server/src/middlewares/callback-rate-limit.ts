import type { Core } from '@strapi/strapi';
import type { Context, Next } from 'koa';

import { internalsOf } from '../composition';
import { CALLBACK_HEADERS } from './callback-headers';
import { clientKey } from './client-address';

const TEXTS = {
  en: {
    title: 'Too many requests',
    reason:
      'Too many responses from providers have arrived from your network address within a minute.',
    reloads: (seconds: number) =>
      `Nothing is lost. This page tries again automatically in ${seconds} seconds.`,
    reload: (seconds: number) => `Nothing is lost. Reload this page in ${seconds} seconds.`,
  },
  de: {
    title: 'Zu viele Anfragen',
    reason:
      'Von Ihrer Netzwerkadresse sind binnen einer Minute zu viele Antworten von Anbietern gekommen.',
    reloads: (seconds: number) =>
      `Es ist nichts verloren: Diese Seite versucht es in ${seconds} Sekunden von selbst noch einmal.`,
    reload: (seconds: number) =>
      `Es ist nichts verloren: Laden Sie diese Seite in ${seconds} Sekunden neu.`,
  },
};

/** The flow stays open and the address holds the response, so a reload continues the flow. */
const page = (language: keyof typeof TEXTS, seconds: number, reloadsItself: boolean): string => {
  const text = TEXTS[language];
  const next = reloadsItself ? text.reloads(seconds) : text.reload(seconds);
  const refresh = reloadsItself ? `<meta http-equiv="refresh" content="${seconds}">` : '';
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width">${refresh}<title>${text.title}</title></head>` +
    `<body><main><h1>${text.title}</h1><p>${text.reason}</p><p>${next}</p></main></body></html>`
  );
};

/** Limits the responses that one network address sends. The reader is a person with a browser. */
const callbackRateLimit = (_config: unknown, { strapi }: { strapi: Core.Strapi }) => {
  const { rateLimits } = internalsOf(strapi);

  return async (ctx: Context, next: Next) => {
    const retryAfterSeconds = rateLimits.take('callback', clientKey(ctx));
    if (retryAfterSeconds === 0) return next();
    // The access log prints `ctx.url` after the response, so the code must not be in it.
    ctx.url = ctx.path;
    const language = ctx.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en';
    ctx.set({ ...CALLBACK_HEADERS, 'Retry-After': String(retryAfterSeconds) });
    ctx.status = 429;
    ctx.type = 'html';
    // A page that came from a POST would reload without its form.
    ctx.body = page(language, retryAfterSeconds, ctx.method === 'GET');
  };
};

export default callbackRateLimit;
