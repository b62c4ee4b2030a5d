import { useState } from 'react';
import { Flex, IconButton } from '@strapi/design-system';
import { Trash } from '@strapi/icons';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { DisconnectDialog } from './DisconnectDialog';
import { RefreshButton } from './RefreshButton';

interface ConnectionActionsProps {
  connection: ConnectionSummary;
  appName: string;
  owner: string;
}

/** The actions for somebody else's connection. */
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
