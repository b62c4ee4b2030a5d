import { useAPIErrorHandler } from '@strapi/strapi/admin';

/** The only module that uses names marked as unstable by Strapi. */
export const useFormatApiError = (): ((error: { name?: string; message?: string }) => string) =>
  useAPIErrorHandler()._unstableFormatAPIError;
