export const KEY_MAX_LENGTH = 64;

/** A key from a name: `Größe & Maß` becomes `grosse-mass`. */
export const toKey = (name: string): string =>
  name
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, KEY_MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
