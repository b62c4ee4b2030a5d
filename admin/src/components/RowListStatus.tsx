import { Typography } from '@strapi/design-system';

import { useTranslate } from '../hooks/useTranslate';

interface RowListStatusProps {
  error: string | null | undefined;
  /** Whether there is nothing to show, and nothing may be added. */
  isEmpty: boolean;
}

/** What stands below the rows of a list: its error, or that it has no rows. */
export const RowListStatus = ({ error, isEmpty }: RowListStatusProps) => {
  const t = useTranslate();
  return (
    <>
      {error && (
        <Typography variant="pi" textColor="danger600" role="alert">
          {error}
        </Typography>
      )}
      {isEmpty && <Typography textColor="neutral600">{t('form.params.empty')}</Typography>}
    </>
  );
};
