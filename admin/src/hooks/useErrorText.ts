import { useCallback } from 'react';

import { readApiError } from '../utils/apiError';
import { useFormatApiError } from '../utils/strapi';
import { useTranslate } from './useTranslate';

/** What to tell people about an error of the API: the server's own words, if it answered at all. */
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
