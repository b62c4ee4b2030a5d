import { errors } from '@strapi/utils';

/** A 400 that names fields, in the format of Strapi's own validation errors. */
export const FieldErrors = {
  /** `field` is a path with dots, e.g. `authorizationParams.0.key`. */
  of: (field: string, message: string) =>
    new errors.ValidationError(message, {
      errors: [{ path: field.split('.'), message, name: 'ValidationError' }],
    }),
};
