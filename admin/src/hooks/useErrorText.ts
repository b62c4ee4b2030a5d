import { useCallback } from 'react';

import { readApiError } from '../utils/apiError';
import { useFormatApiError } from '../utils/strapi';
import { useTranslate } from './useTranslate';

/** The text for an API error: the server's own words, if the server responded at all. */
export const useErrorText = (): ((error: unknown) => string) => {
  const t = useTranslate();
  const format = useFormatApiError();
  return useCallback(
    (error) => {
      const { status, message } = readApiError(error);
      return status === undefined ? t('common.networkError') : format({ message });
    },
    [format, t]
  );
};
