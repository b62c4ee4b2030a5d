import type { ProviderPreset } from '../../../server/src/contracts';

/** The id of the preset for any other provider. */
export const CUSTOM_SERVICE = 'custom';

/** The letters and digits of a text, so that “monday com” finds “monday.com”. */
const lettersOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/** The custom service is first, then come those whose name begins with the searched text. */
const rankOf = ({ id, name }: ProviderPreset, wanted: string): number => {
  if (id === CUSTOM_SERVICE) return 0;
  return lettersOf(name).startsWith(wanted) ? 1 : 2;
};

/** The services whose name or id contains a text. */
export const findServices = (
  presets: readonly ProviderPreset[],
  search: string,
  locale: string
): ProviderPreset[] => {
  const wanted = lettersOf(search);
  return presets
    .filter(({ id, name }) => [id, name].some((text) => lettersOf(text).includes(wanted)))
    .sort(
      (one, other) =>
        rankOf(one, wanted) - rankOf(other, wanted) || one.name.localeCompare(other.name, locale)
    );
};
