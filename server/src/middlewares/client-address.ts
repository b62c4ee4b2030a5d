import ipaddr from 'ipaddr.js';
import type { Context } from 'koa';

/** Some proxies name a port as well: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (address: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;

const parsed = (address: string) => {
  const plain = withoutPort(address.trim());
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : null;
};

const MAX_KEY_LENGTH = 45;

/** One IPv6 customer has at least a /64, the first four groups, so its addresses count as one. */
const keyOf = (address: string): string => {
  const known = parsed(address);
  if (known instanceof ipaddr.IPv6) return known.parts.slice(0, 4).join(':');
  return known?.toString() ?? address.slice(0, MAX_KEY_LENGTH);
};

/**
 * The key under which requests count together: the client's address as Strapi sees it. A header
 * names the client only if `server.proxy` says that a proxy writes it. Anybody else may write such
 * a header, from a private address too.
 */
export const clientKey = (ctx: Context): string => keyOf(ctx.ip);
