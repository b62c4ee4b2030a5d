import { useState } from 'react';
import { Button } from '@strapi/design-system';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { DisconnectDialog } from './DisconnectDialog';

interface DisconnectButtonProps {
  connection: ConnectionSummary;
  name: string;
}

export const DisconnectButton = ({ connection, name }: DisconnectButtonProps) => {
  const t = useTranslate();
  const [isAsking, setAsking] = useState(false);
  const account = connection.accountLabel;
  return (
    <>
      <Button
        variant="danger-light"
        aria-label={t('disconnect.label', { name })}
        onClick={() => setAsking(true)}
      >
        {t('disconnect.button')}
      </Button>
      {isAsking && (
        <DisconnectDialog
          onClose={() => setAsking(false)}
          uid={connection.uid}
          name={name}
          title={t('disconnect.title', { name })}
          body={account ? t('disconnect.body', { account }) : t('disconnect.body.noAccount')}
        />
      )}
    </>
  );
};
