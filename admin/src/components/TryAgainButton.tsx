import { useState } from 'react';
import { Button } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';
import { useStartConnectMutation } from '../services/connectedApps';
import { isWebAddress } from '../utils/consentTab';
import { recallAttempt } from '../utils/lastAttempt';

const OWN_ATTEMPT = { owner: 'me', returnTo: PLUGIN_PATH } as const;

interface TryAgainButtonProps {
  appKey: string;
}

/** Starts over in this tab, which was opened for the connection. */
export const TryAgainButton = ({ appKey }: TryAgainButtonProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [startConnect] = useStartConnectMutation();
  const [isLeaving, setLeaving] = useState(false);

  const startOver = async () => {
    setLeaving(true);
    const { owner, returnTo } = recallAttempt(appKey) ?? OWN_ATTEMPT;
    const answer = await startConnect({ key: appKey, owner, returnTo });
    if (!('error' in answer) && isWebAddress(answer.data.authorizationUrl)) {
      window.location.assign(answer.data.authorizationUrl);
      return;
    }
    setLeaving(false);
    const message = 'error' in answer ? errorText(answer.error) : t('connect.badAddress');
    toggleNotification({ type: 'danger', message });
  };

  return (
    <Button loading={isLeaving} onClick={startOver}>
      {t('complete.tryAgain')}
    </Button>
  );
};
