import { Button, IconButton } from '@strapi/design-system';
import { ArrowClockwise } from '@strapi/icons';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useRefresh } from '../hooks/useRefresh';
import { useTranslate } from '../hooks/useTranslate';

interface RefreshButtonProps {
  connection: ConnectionSummary;
  appName: string;
  owner: string;
}

/** Refreshes somebody else's connection now. */
export const RefreshButton = ({ connection, appName: app, owner }: RefreshButtonProps) => {
  const t = useTranslate();
  const { refresh, isLoading } = useRefresh(connection, t('connections.refreshed', { owner, app }));
  return (
    <IconButton
      variant="tertiary"
      label={t('connections.refresh.label', { owner, app })}
      disabled={isLoading || !connection.state.canTryAgain}
      onClick={refresh}
    >
      <ArrowClockwise />
    </IconButton>
  );
};

interface TryRefreshButtonProps {
  connection: ConnectionSummary;
  /** The app's name. */
  name: string;
}

/** Tries the stored refresh token of the user's own connection again. */
export const TryRefreshButton = ({ connection, name }: TryRefreshButtonProps) => {
  const t = useTranslate();
  const { refresh, isLoading } = useRefresh(connection, t('connection.tryAgain.done', { name }));
  return (
    <Button
      variant="secondary"
      aria-label={t('connection.tryAgain.label', { name })}
      loading={isLoading}
      onClick={refresh}
    >
      {t('connection.tryAgain')}
    </Button>
  );
};
