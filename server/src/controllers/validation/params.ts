import { z } from 'zod';

import { plainText } from './fields';
import { parseUrl } from '../../parse-url';

export const MAX_VALUE_LENGTH = 2_000;
export const MAX_LIST_LENGTH = 200;

/** The name of a parameter. */
export const paramName = () =>
  z
    .string('Enter a name.')
    .trim()
    .min(1, 'Enter a name.')
    .max(200, 'Enter a name of at most 200 characters.')
    .regex(/^[\x21-\x7e]+$/, 'Enter a name without spaces or non-ASCII characters.');

/** RFC 8707 §2: an absolute URI without a fragment. It may be given more than once. */
const isResource = (value: string): boolean => parseUrl(value) !== null && !value.includes('#');

/** Extra parameters, in order. Parameters that the protocol sets itself are not allowed. */
export const params = (reserved: readonly string[]) =>
  z
    .array(
      z
        .object({
          key: paramName().refine((key) => !reserved.includes(key.toLowerCase()), {
            error: ({ input }) =>
              `"${String(input)}" is set by the protocol itself and cannot be an extra parameter. Remove it.`,
          }),
          value: plainText('Enter a value.').max(MAX_VALUE_LENGTH, 'This value is too long.'),
        })
        .refine(({ key, value }) => key !== 'resource' || isResource(value), {
          path: ['value'],
          error: 'Enter the resource as a complete address without a fragment (#).',
        })
    )
    .max(MAX_LIST_LENGTH);
