/**
 * For every response of the callback. Its address holds a code, so no cache may keep it, no page
 * may frame it, and no Referer may name it.
 */
export const CALLBACK_HEADERS = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};
