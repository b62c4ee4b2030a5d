import { useId, useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';
import { useLocation, useParams } from 'react-router-dom';

import type { GetApp, GetProviders } from '../../../server/src/contracts';
import { AppForm, type FormStatus } from '../components/AppForm';
import { AppNotices } from '../components/AppNotices';
import { BackToApps } from '../components/BackToApps';
import { ConflictNotice } from '../components/ConflictNotice';
import { ConnectButton } from '../components/ConnectButton';
import { ConnectDialog } from '../components/ConnectDialog';
import { DeviceDialog } from '../components/DeviceDialog';
import { ConnectionState } from '../components/ConnectionState';
import { DisconnectButton } from '../components/DisconnectButton';
import { EndingDialog } from '../components/EndingDialog';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { NotFound } from '../components/NotFound';
import { PageMessage } from '../components/PageMessage';
import { useConnect, type ConnectControl } from '../hooks/useConnect';
import { useFocusAfter } from '../hooks/useFocusAfter';
import { usePermissions, type Permissions } from '../hooks/usePermissions';
import { useRefetchOnReturn } from '../hooks/useRefetchOnReturn';
import { useSaveApp } from '../hooks/useSaveApp';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { PLUGIN_PATH } from '../pluginId';
import { useGetAppQuery, useGetProvidersQuery } from '../services/connectedApps';
import { readApiError } from '../utils/apiError';
import { toFormValues } from '../utils/appForm';
import { askedVariables } from '../utils/askedVariables';
import { connectHint } from '../utils/connectHint';
import { appPath } from '../utils/paths';

type App = GetApp.Response['data'];

interface EditHeaderProps extends FormStatus {
  app: App;
  control: ConnectControl;
  permissions: Permissions;
  isJustCreated: boolean;
}

const EditHeader = ({
  app,
  control,
  permissions,
  isJustCreated,
  modified,
  isSubmitting,
}: EditHeaderProps) => {
  const t = useTranslate();
  const hintId = useId();
  const { name, myConnection: connection } = app;
  const saveButton = useFocusAfter<HTMLButtonElement>(isSubmitting);
  const hint = permissions.canConnect ? connectHint(app, modified) : 'connect.hint.permission';
  return (
    <Layouts.Header
      title={name}
      navigationAction={isJustCreated ? <BackToApps /> : <BackButton fallback={PLUGIN_PATH} />}
      subtitle={
        <Flex gap={4} wrap="wrap">
          <ConnectionState connection={connection} as="title" canConfigure />
          {hint && (
            <Typography id={hintId} textColor="neutral600">
              {t(hint)}
            </Typography>
          )}
        </Flex>
      }
      primaryAction={
        <Flex gap={2} wrap="wrap">
          {connection && <DisconnectButton connection={connection} name={name} />}
          {permissions.canConnect && (
            <ConnectButton
              isNamed
              connection={connection}
              control={control}
              name={name}
              disabled={hint !== null}
              describedBy={hint ? hintId : undefined}
            />
          )}
          {permissions.canUpdateApps && (
            <Button
              ref={saveButton}
              type="submit"
              startIcon={<Check />}
              disabled={!modified}
              loading={isSubmitting}
            >
              {t('common.save')}
            </Button>
          )}
        </Flex>
      }
    />
  );
};

interface EditFormProps {
  app: App;
  /** The app as it is stored now. */
  readAgain: () => Promise<App>;
  providers: GetProviders.Response['data'];
  permissions: Permissions;
}

const EditForm = ({ app, readAgain, providers, permissions }: EditFormProps) => {
  const t = useTranslate();
  const { state } = useLocation();
  const isJustCreated = Boolean(state?.isJustCreated);
  // Keeps the values that were read first, so that a refetch does not overwrite typed input.
  const [initialValues] = useState(() => toFormValues(app));
  const { save, question, conflict } = useSaveApp(app, readAgain);
  const control = useConnect({
    key: app.key,
    name: app.name,
    grantType: app.protocol.grantType,
    returnTo: appPath(app.key),
    connection: app.myConnection,
    ...askedVariables(app),
  });
  const { canUpdateApps, canChangeDestinations, canConnect } = permissions;

  return (
    <>
      {question && <EndingDialog {...question} />}
      {control.question && <ConnectDialog {...control.question} />}
      {control.device && (
        <DeviceDialog
          key={control.device.device.flow}
          {...control.device}
          canConfigure={canUpdateApps}
        />
      )}
      <Page.Title>{`${app.name} | ${t('plugin.name')}`}</Page.Title>
      <AppForm
        app={app}
        initialValues={initialValues}
        providers={providers}
        disabled={!canUpdateApps}
        canChangeDestinations={canChangeDestinations}
        isJustCreated={isJustCreated}
        onSave={save}
        renderHeader={(status) => (
          <EditHeader
            app={app}
            control={control}
            permissions={permissions}
            isJustCreated={isJustCreated}
            {...status}
          />
        )}
        notices={
          <>
            {conflict && <ConflictNotice {...conflict} />}
            <AppNotices
              app={app}
              control={control}
              health={providers.health}
              canUpdate={canUpdateApps}
              canChangeDestinations={canChangeDestinations}
              canConnect={canConnect}
            />
          </>
        }
      />
    </>
  );
};

interface AppContentProps {
  appKey: string;
}

const AppContent = ({ appKey }: AppContentProps) => {
  const t = useTranslate();
  const app = useGetAppQuery(appKey);
  const providers = useGetProvidersQuery();
  const permissions = usePermissions();
  useRefetchOnReturn(app.refetch);

  if (app.isLoading || providers.isLoading || permissions.isLoading) {
    return <Loading />;
  }
  if (app.data && providers.data) {
    return (
      <EditForm
        app={app.data}
        readAgain={() => app.refetch().unwrap()}
        providers={providers.data}
        permissions={permissions}
      />
    );
  }
  if (readApiError(app.error).status === 404) {
    return (
      <PageMessage title={t('apps.title')}>
        <NotFound text={t('form.notFound', { key: appKey })} />
      </PageMessage>
    );
  }
  return (
    <PageMessage title={t('apps.title')}>
      <LoadError
        error={app.error ?? providers.error}
        onRetry={() => {
          void app.refetch();
          void providers.refetch();
        }}
      />
    </PageMessage>
  );
};

const AppPage = () => {
  const { key = '' } = useParams();
  return (
    <Page.Protect permissions={PAGE_PERMISSIONS.app}>
      <Page.Main>
        <AppContent key={key} appKey={key} />
      </Page.Main>
    </Page.Protect>
  );
};

export default AppPage;
