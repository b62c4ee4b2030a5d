import { useCallback } from 'react';
import { useIntl } from 'react-intl';

/** Formats an ISO 8601 date for people: the time only if it is today, otherwise with the date. */
export const useFormatMoment = (): ((iso: string) => string) => {
  const { formatDate } = useIntl();
  return useCallback(
    (iso) => {
      const isToday =
        formatDate(iso, { dateStyle: 'short' }) === formatDate(Date.now(), { dateStyle: 'short' });
      return formatDate(iso, {
        dateStyle: isToday ? undefined : 'medium',
        timeStyle: 'short',
      });
    },
    [formatDate]
  );
};
