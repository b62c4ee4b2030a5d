import type { GetApp, Health } from '../../../server/src/contracts';
import type { ConnectControl } from '../hooks/useConnect';
import { useFormatDate } from '../hooks/useFormatDate';
import { useTranslate } from '../hooks/useTranslate';
import { ConnectAttemptNotice } from './ConnectAttemptNotice';
import { reasonText } from './ConnectionState';
import { HealthBanner } from './HealthBanner';
import { Notice } from './Notice';

interface AppNoticesProps {
  app: GetApp.Response['data'];
  control: ConnectControl;
  health: Health;
  canUpdate: boolean;
}

/** Everything about this app that somebody should look at, above its form. */
export const AppNotices = ({ app, control, health, canUpdate }: AppNoticesProps) => {
  const t = useTranslate();
  const formatDate = useFormatDate();
  const { name, fault, myConnection: connection } = app;
  return (
    <>
      <HealthBanner health={health} canRepair />
      {!canUpdate && <Notice variant="info" title={t('form.readOnly')} />}
      {fault && (
        <Notice variant="danger" title={t('app.fault')}>
          {t('app.fault.configurer', { message: fault.message, when: formatDate(fault.at) })}
        </Notice>
      )}
      {connection?.status === 'needs_reconnect' && (
        <Notice variant="warning" title={t('connection.needsReconnect')}>
          {reasonText(t, connection.statusReason)} {t('connection.pressReconnect')}
        </Notice>
      )}
      <ConnectAttemptNotice name={name} control={control} canConfigure={canUpdate} />
    </>
  );
};
