import { RequestError } from './request-error';

type RefusalName = 'ValidationError' | 'ForbiddenError';

/** A refused request that names fields, in the format of Strapi's own validation errors. */
const refusal = (name: RefusalName, fields: readonly string[], message: string) =>
  new RequestError(name, message, {
    errors: fields.map((field) => ({ path: field.split('.'), message, name })),
  });

export const FieldErrors = {
  /** A 400. `field` is a path with dots, e.g. `authorizationParams.0.key`. */
  of: (field: string, message: string) => refusal('ValidationError', [field], message),

  /** A 403 about these fields. */
  forbidden: (fields: readonly string[], message: string) =>
    refusal('ForbiddenError', fields, message),
};
