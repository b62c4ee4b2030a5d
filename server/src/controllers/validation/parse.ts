import type { z } from 'zod';

import { RequestError } from '../../errors/request-error';

/**
 * The parsed value, or a 400 in Strapi's format that names each field and never repeats its value.
 * @throws {RequestError}
 */
export const parse = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown
): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, message }) => ({
    path: path.map(String),
    message,
    name: 'ValidationError',
  }));
  const summary = fields.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  throw new RequestError('ValidationError', summary.join(' '), { errors: fields });
};
