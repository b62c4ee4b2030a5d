import { useState } from 'react';
import { Button } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';
import { useStartConnectMutation } from '../services/connectedApps';
import { readApiError } from '../utils/apiError';
import { isWebAddress } from '../utils/consentTab';
import { recallAttempt, type LastAttempt } from '../utils/lastAttempt';

const ownAttempt = (appKey: string): LastAttempt => ({
  appKey,
  owner: 'me',
  returnTo: PLUGIN_PATH,
});

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

  const messageOf = (answer: Awaited<ReturnType<typeof startConnect>>): string => {
    if (!('error' in answer)) {
      return t(answer.data.kind === 'device' ? 'connect.device.elsewhere' : 'connect.badAddress');
    }
    const isAsked = readApiError(answer.error).fields.some(({ path: [root] }) => root === 'values');
    return isAsked ? t('connect.values.unknown') : errorText(answer.error);
  };

  const startOver = async () => {
    setLeaving(true);
    const { owner, returnTo, values } = recallAttempt(appKey) ?? ownAttempt(appKey);
    const answer = await startConnect({ key: appKey, owner, returnTo, values });
    const next = 'error' in answer ? null : answer.data;
    if (next?.kind === 'redirect' && isWebAddress(next.authorizationUrl)) {
      window.location.assign(next.authorizationUrl);
      return;
    }
    setLeaving(false);
    toggleNotification({ type: 'danger', message: messageOf(answer) });
  };

  return (
    <Button loading={isLeaving} onClick={startOver}>
      {t('complete.tryAgain')}
    </Button>
  );
};
