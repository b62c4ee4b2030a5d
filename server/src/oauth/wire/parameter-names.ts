import type { KeyValue } from '../../contracts';

/**
 * Gives parameters the names that a provider uses instead of the standard ones. An empty name
 * leaves the parameter out. Keeps the order.
 */
export const withProviderNames = (
  params: Iterable<[string, string]>,
  names: readonly KeyValue[]
): [string, string][] => {
  const named = new Map(names.map(({ key, value }) => [key, value]));
  return [...params]
    .map(([name, value]): [string, string] => [named.get(name) ?? name, value])
    .filter(([name]) => name !== '');
};
