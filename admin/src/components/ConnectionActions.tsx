import { useState } from 'react';
import { Flex, IconButton } from '@strapi/design-system';
import { ArrowClockwise, Trash } from '@strapi/icons';
import { useNotification } from '@strapi/strapi/admin';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { useRefreshConnectionMutation } from '../services/connectedApps';
import { DisconnectDialog } from './DisconnectDialog';

interface ConnectionActionsProps {
  connection: ConnectionSummary;
  appName: string;
  owner: string;
}

const RefreshButton = ({ connection, appName: app, owner }: ConnectionActionsProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [refreshConnection, { isLoading }] = useRefreshConnectionMutation();

  const refresh = async () => {
    const answer = await refreshConnection(connection.uid);
    const failed = 'error' in answer;
    toggleNotification({
      type: failed ? 'danger' : 'success',
      message: failed ? errorText(answer.error) : t('connections.refreshed', { owner, app }),
    });
  };

  return (
    <IconButton
      variant="tertiary"
      label={t('connections.refresh.label', { owner, app })}
      disabled={isLoading || !connection.hasRefreshToken}
      onClick={refresh}
    >
      <ArrowClockwise />
    </IconButton>
  );
};

/** What may be done with somebody else's connection. */
export const ConnectionActions = (props: ConnectionActionsProps) => {
  const t = useTranslate();
  const [isAsking, setAsking] = useState(false);
  const { connection, appName: app, owner } = props;
  return (
    <Flex gap={2}>
      <RefreshButton {...props} />
      <IconButton
        variant="danger-light"
        label={t('connections.disconnect.label', { owner, app })}
        onClick={() => setAsking(true)}
      >
        <Trash />
      </IconButton>
      {isAsking && (
        <DisconnectDialog
          onClose={() => setAsking(false)}
          uid={connection.uid}
          name={app}
          title={t('connections.disconnect.title', { owner, app })}
          body={t('connections.disconnect.body', { owner, app })}
        />
      )}
    </Flex>
  );
};
