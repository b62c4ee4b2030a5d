import type { AppVariable } from '../../../server/src/contracts';
import { filledIn, fixedValues } from '../../../server/src/variables';

export const parseUrl = (text: string): URL | null => {
  try {
    return new URL(text);
  } catch {
    return null;
  }
};

/** The address with the values that the app fixes, as far as they are entered. */
export const withFixedValues = (address: string, variables: readonly AppVariable[]): string => {
  const trimmed = variables.map((variable) => ({ ...variable, from: variable.from.trim() }));
  return filledIn(address, fixedValues(trimmed.filter(({ from }) => from !== '')));
};
