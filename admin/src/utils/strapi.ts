import { useAPIErrorHandler } from '@strapi/strapi/admin';

/** The one place that uses names which Strapi marks as unstable. */
export const useFormatApiError = (): ((error: { name?: string; message?: string }) => string) =>
  useAPIErrorHandler()._unstableFormatAPIError;
