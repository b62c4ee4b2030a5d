import { parseUrl } from '../parse-url';

/** Origin and path of an address: a query may hold secrets. Null if it is not an address. */
export const withoutQuery = (address: string, base?: string): string | null => {
  const url = parseUrl(address, base);
  return url === null || url.origin === 'null' ? null : `${url.origin}${url.pathname}`;
};
