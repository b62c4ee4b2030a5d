import { useId, useState } from 'react';
import { Button, Flex, Typography } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { BackButton, Layouts, Page, useNotification, type FormHelpers } from '@strapi/strapi/admin';
import { useLocation, useParams } from 'react-router-dom';

import type { GetApp, GetProviders } from '../../../server/src/contracts';
import { AppForm, type FormStatus } from '../components/AppForm';
import { AppNotices } from '../components/AppNotices';
import { ConnectButton } from '../components/ConnectButton';
import { ConnectionState } from '../components/ConnectionState';
import { DisconnectButton } from '../components/DisconnectButton';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { NotFound } from '../components/NotFound';
import { useConnect, type ConnectControl } from '../hooks/useConnect';
import { usePermissions, type Permissions } from '../hooks/usePermissions';
import { useRefetchOnReturn } from '../hooks/useRefetchOnReturn';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { PLUGIN_PATH } from '../pluginId';
import {
  useGetAppQuery,
  useGetProvidersQuery,
  useUpdateAppMutation,
} from '../services/connectedApps';
import { readApiError } from '../utils/apiError';
import { toAppUpdate, toFormValues, type AppFormValues } from '../utils/appForm';
import { connectHint } from '../utils/connectHint';
import { appPath } from '../utils/paths';

type App = GetApp.Response['data'];

interface EditHeaderProps extends FormStatus {
  app: App;
  control: ConnectControl;
  permissions: Permissions;
}

const EditHeader = ({ app, control, permissions, modified, isSubmitting }: EditHeaderProps) => {
  const t = useTranslate();
  const hintId = useId();
  const { name, myConnection: connection } = app;
  const hint = permissions.canConnect ? connectHint(app, modified) : 'connect.hint.permission';
  return (
    <Layouts.Header
      title={name}
      navigationAction={<BackButton fallback={PLUGIN_PATH} />}
      subtitle={
        <Flex gap={4} wrap="wrap">
          <ConnectionState connection={connection} isBrief />
          {hint && (
            <Typography id={hintId} textColor="neutral600">
              {t(hint)}
            </Typography>
          )}
        </Flex>
      }
      primaryAction={
        <Flex gap={2} wrap="wrap">
          {permissions.canConnect && connection && (
            <DisconnectButton connection={connection} name={name} />
          )}
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
            <Button type="submit" startIcon={<Check />} disabled={!modified} loading={isSubmitting}>
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
  providers: GetProviders.Response['data'];
  permissions: Permissions;
}

const EditForm = ({ app, providers, permissions }: EditFormProps) => {
  const t = useTranslate();
  const { toggleNotification } = useNotification();
  const [updateApp] = useUpdateAppMutation();
  const { state } = useLocation();
  // What was read first: reading the app again must not overwrite what is being typed.
  const [initialValues] = useState(() => toFormValues(app));
  const control = useConnect({ key: app.key, name: app.name, returnTo: appPath(app.key) });

  const update = async (values: AppFormValues, { resetForm }: FormHelpers<AppFormValues>) => {
    const saved = await updateApp({ key: app.key, changes: toAppUpdate(values) }).unwrap();
    resetForm(toFormValues(saved));
    toggleNotification({ type: 'success', message: t('form.saved') });
  };

  return (
    <>
      <Page.Title>{`${app.name} | ${t('plugin.name')}`}</Page.Title>
      <AppForm
        app={app}
        initialValues={initialValues}
        providers={providers}
        disabled={!permissions.canUpdateApps}
        isJustCreated={Boolean(state?.isJustCreated)}
        onSave={update}
        renderHeader={(status) => (
          <EditHeader app={app} control={control} permissions={permissions} {...status} />
        )}
        notices={
          <AppNotices
            app={app}
            control={control}
            health={providers.health}
            canUpdate={permissions.canUpdateApps}
          />
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
    return <EditForm app={app.data} providers={providers.data} permissions={permissions} />;
  }
  if (readApiError(app.error).status === 404) {
    return <NotFound text={t('form.notFound', { key: appKey })} />;
  }
  return (
    <LoadError
      error={app.error ?? providers.error}
      onRetry={() => {
        app.refetch();
        providers.refetch();
      }}
    />
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
