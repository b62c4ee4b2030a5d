import { useCallback } from 'react';
import { useIntl } from 'react-intl';

/** An ISO 8601 date in the reader's language and time zone. */
export const useFormatDate = (): ((iso: string) => string) => {
  const { formatDate } = useIntl();
  return useCallback(
    (iso) => formatDate(iso, { dateStyle: 'medium', timeStyle: 'short' }),
    [formatDate]
  );
};
