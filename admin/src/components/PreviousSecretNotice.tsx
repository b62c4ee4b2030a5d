import { Button } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';

import type { AppDetails } from '../../../server/src/contracts';
import { useErrorText } from '../hooks/useErrorText';
import { useFormatDate } from '../hooks/useFormatDate';
import { useTranslate } from '../hooks/useTranslate';
import { useUpdateAppMutation } from '../services/connectedApps';
import { Notice } from './Notice';

interface PreviousSecretNoticeProps {
  app: Pick<AppDetails, 'key' | 'configVersion' | 'previousClientSecretSince'>;
  canForget: boolean;
}

/**
 * The plugin forgets a replaced client secret on its own. A user who knows that the secret must not
 * be used can remove it here.
 */
export const PreviousSecretNotice = ({ app, canForget }: PreviousSecretNoticeProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const formatDate = useFormatDate();
  const { toggleNotification } = useNotification();
  const [updateApp, { isLoading }] = useUpdateAppMutation();
  const { key, configVersion, previousClientSecretSince: since } = app;
  if (since === null) return null;

  const forget = async () => {
    try {
      const changes = { configVersion, forgetPreviousClientSecret: true };
      await updateApp({ key, changes }).unwrap();
      toggleNotification({ type: 'success', message: t('form.previousSecret.forgotten') });
    } catch (error) {
      toggleNotification({ type: 'danger', message: errorText(error) });
    }
  };

  return (
    <Notice
      variant="info"
      title={t('form.previousSecret', { when: formatDate(since) })}
      actions={
        canForget && (
          <Button variant="secondary" loading={isLoading} onClick={forget}>
            {t('form.previousSecret.forget')}
          </Button>
        )
      }
    >
      {t('form.previousSecret.help')}
    </Notice>
  );
};
