/**
 * Whether a fragment (with its `#`) is a route of a web app. Some consent pages are such routes,
 * and read their parameters from the fragment. Any other fragment means nothing to a provider (RFC
 * 6749 §3.1).
 */
export const isRouteFragment = (hash: string): boolean => /^#!?\//.test(hash);

/** An address without such a route, as a request to a server would name it. */
export const withoutRoute = (url: string): string => {
  const at = url.indexOf('#');
  return at >= 0 && isRouteFragment(url.slice(at)) ? url.slice(0, at) : url;
};
