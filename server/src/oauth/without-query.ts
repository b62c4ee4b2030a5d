/** Origin and path of an address: a query may hold secrets. Null if it is not an address. */
export const withoutQuery = (address: string, base?: string): string | null => {
  if (!URL.canParse(address, base)) return null;
  const { origin, pathname } = new URL(address, base);
  return origin === 'null' ? null : `${origin}${pathname}`;
};
