import type { AppVariable } from '../../contracts';
import { alternativesOf, placeholdersIn } from '../../variables';
import type { VariableUse } from './app-variables';
import { parseUrl } from '../../parse-url';

const MAX_LENGTH = 1_000;

/** RFC 3986 §2.3: characters that mean nothing in an address. A label of a host has no others. */
const PART = /^[A-Za-z0-9](?:[A-Za-z0-9._~-]{0,251}[A-Za-z0-9])?$/;

/** Only an admin may choose a port, in a value that the app fixes. */
const PORT = /:\d{1,5}$/;

/** `*` never stands for these. Split with them, so that they are compared, too. */
const SEPARATOR = /([^a-z0-9_~-])/;
const SEPARATOR_OF_PATTERN = /([^a-z0-9_~*-])/;

const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u;

/**
 * Whether the pieces follow each other in a label, with at least one character between two of them.
 * Takes time in proportion to the label, unlike a regular expression with several wildcards.
 */
const isLabelOf = (label: string, [first = '', ...others]: string[]): boolean => {
  const last = others.pop();
  if (last === undefined) return label === first;
  if (!label.startsWith(first)) return false;
  let end = first.length;
  for (const piece of others) {
    const at = label.indexOf(piece, end + 1);
    if (at < 0) return false;
    end = at + piece.length;
  }
  return label.length - last.length > end && label.endsWith(last);
};

/** `*` matches one part of a host name or path, so that no value adds a further one. */
const matches = (value: string, pattern: string): boolean => {
  const labels = value.toLowerCase().split(SEPARATOR);
  const expected = pattern.toLowerCase().split(SEPARATOR_OF_PATTERN);
  return (
    labels.length === expected.length &&
    expected.every((piece, index) => isLabelOf(String(labels[index]), piece.split('*')))
  );
};

const fitsPattern = (value: string, { pattern }: AppVariable): boolean =>
  pattern === '' || alternativesOf(pattern).some((one) => matches(value, one));

/** The origin that a text names; null if it names more or less than an origin. */
const originOf = (text: string): URL | null => {
  return /^https?:\/\/[^/?#@\\]+\/?$/i.test(text) ? parseUrl(text) : null;
};

const exampleOf = ({ example, pattern }: AppVariable, prefix = ''): string => {
  const [first] = alternativesOf(pattern);
  const shown = example || (first && prefix + first);
  return shown ? ` such as ${shown}` : '';
};

export type ValueCheck =
  | { value: string; problem: null }
  /** Tells people what to enter. */
  | { value: null; problem: string };

const refused = (problem: string): ValueCheck => ({ value: null, problem });

const checkOrigin = (
  variable: AppVariable,
  text: string,
  assertUrlAllowed: (url: string) => unknown
): ValueCheck => {
  const origin = originOf(text);
  if (!origin || !fitsPattern(origin.host, variable)) {
    return refused(
      `Enter the address of a server${exampleOf(variable, 'https://')}, without a path.`
    );
  }
  try {
    assertUrlAllowed(origin.origin);
    return { value: origin.origin, problem: null };
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
};

/**
 * Checks a value before it becomes part of an address or is stored. A part cannot hold a slash, a
 * colon, an @ or a #, so it never changes scheme, host or path beyond its own place.
 */
export const checkValue = (
  variable: AppVariable,
  use: VariableUse,
  given: string,
  assertUrlAllowed: (url: string) => unknown
): ValueCheck => {
  const text = given.trim();
  if (use === 'origin') return checkOrigin(variable, text, assertUrlAllowed);
  if (use === 'part') {
    const host = variable.source === 'app' ? text.replace(PORT, '') : text;
    const fits =
      PART.test(host) &&
      !text.includes('..') &&
      // Not every label that begins with `xn--` is one (RFC 3492).
      parseUrl(`https://${text}.example`) !== null &&
      fitsPattern(text, variable);
    return fits
      ? { value: text, problem: null }
      : refused(
          `Enter only letters, digits, dots and hyphens${exampleOf(variable)}: this is part of an address.`
        );
  }
  // A placeholder would be replaced in the next step, e.g. by the client secret.
  return text.length <= MAX_LENGTH && PRINTABLE.test(text) && placeholdersIn(text).length === 0
    ? { value: text, problem: null }
    : refused(`Enter one line of at most ${MAX_LENGTH} characters, without {…}.`);
};
