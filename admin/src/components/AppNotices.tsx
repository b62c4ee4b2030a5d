import type { GetApp, Health } from '../../../server/src/contracts';
import type { ConnectControl } from '../hooks/useConnect';
import { useTranslate } from '../hooks/useTranslate';
import { canTryAgain, tellsAppState } from '../utils/connectionStateText';
import { AppState } from './AppState';
import { ConnectAttemptNotice } from './ConnectAttemptNotice';
import { ConnectionState } from './ConnectionState';
import { HealthBanner } from './HealthBanner';
import { Notice } from './Notice';
import { TryRefreshButton } from './RefreshButton';

interface AppNoticesProps {
  app: GetApp.Response['data'];
  control: ConnectControl;
  health: Health;
  canUpdate: boolean;
  canChangeDestinations: boolean;
  canConnect: boolean;
}

/** The notices above an app's form: everything about the app that needs attention. */
export const AppNotices = ({
  app,
  control,
  health,
  canUpdate,
  canChangeDestinations,
  canConnect,
}: AppNoticesProps) => {
  const t = useTranslate();
  const { name, state, myConnection: connection, scopeGaps } = app;
  return (
    <>
      <HealthBanner health={health} canRepair />
      {!canUpdate && <Notice variant="info" title={t('form.readOnly')} />}
      {canUpdate && !canChangeDestinations && (
        <Notice variant="info" title={t('form.destinations.readOnly')}>
          {t('form.destinations.readOnly.help')}
        </Notice>
      )}
      {!tellsAppState(connection, state) && <AppState state={state} as="notice" canConfigure />}
      {connection && (
        <ConnectionState
          connection={connection}
          as="notice"
          canConfigure
          actions={
            canConnect &&
            canTryAgain(connection) && <TryRefreshButton connection={connection} name={name} />
          }
        />
      )}
      {scopeGaps.connections > 0 && (
        <Notice variant="warning" title={t('app.scopeGaps', { count: scopeGaps.connections })}>
          {t('app.scopeGaps.help', { scopes: scopeGaps.scopes.join(', ') })}
        </Notice>
      )}
      <ConnectAttemptNotice name={name} control={control} canConfigure={canUpdate} />
    </>
  );
};
