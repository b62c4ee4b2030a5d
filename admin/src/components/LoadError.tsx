import { Button, EmptyStateLayout } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';

interface LoadErrorProps {
  error: unknown;
  onRetry: () => void;
}

export const LoadError = ({ error, onRetry }: LoadErrorProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  return (
    <div role="alert">
      <EmptyStateLayout
        hasRadius
        icon={<WarningCircle width="6.4rem" height="6.4rem" fill="danger600" />}
        content={t('common.loadError', { reason: errorText(error) })}
        action={
          <Button variant="secondary" onClick={onRetry}>
            {t('common.retry')}
          </Button>
        }
      />
    </div>
  );
};
