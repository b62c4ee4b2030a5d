import { Button } from '@strapi/design-system';
import { useNotification } from '@strapi/strapi/admin';

import type { AppDetails } from '../../../server/src/contracts';
import { useErrorText } from '../hooks/useErrorText';
import { useFormatDate } from '../hooks/useFormatDate';
import { useTranslate } from '../hooks/useTranslate';
import { useUpdateAppMutation } from '../services/connectedApps';
import { Notice } from './Notice';

interface PreviousSecretNoticeProps {
  app: Pick<AppDetails, 'key' | 'previousClientSecretSince'>;
  canForget: boolean;
}

/** A replaced client secret goes by itself; whoever knows that it must not be used sends it away. */
export const PreviousSecretNotice = ({ app, canForget }: PreviousSecretNoticeProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const formatDate = useFormatDate();
  const { toggleNotification } = useNotification();
  const [updateApp, { isLoading }] = useUpdateAppMutation();
  const { key, previousClientSecretSince: since } = app;
  if (since === null) return null;

  const forget = async () => {
    try {
      await updateApp({ key, changes: { forgetPreviousClientSecret: true } }).unwrap();
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
