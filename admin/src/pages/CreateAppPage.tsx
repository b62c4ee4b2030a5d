import { useMemo } from 'react';
import { Button } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { BackButton, Layouts, Page, useNotification } from '@strapi/strapi/admin';
import { useNavigate } from 'react-router-dom';

import type { GetProviders } from '../../../server/src/contracts';
import { AppForm, type FormStatus } from '../components/AppForm';
import { HealthBanner } from '../components/HealthBanner';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { PLUGIN_PATH } from '../pluginId';
import { useCreateAppMutation, useGetProvidersQuery } from '../services/connectedApps';
import { emptyAppForm, toAppInput, type AppFormValues } from '../utils/appForm';
import { appPath } from '../utils/paths';

const CUSTOM_PROVIDER = 'custom';

const CreateHeader = ({ modified, isSubmitting }: FormStatus) => {
  const t = useTranslate();
  return (
    <Layouts.Header
      title={t('form.create.title')}
      navigationAction={<BackButton fallback={PLUGIN_PATH} />}
      primaryAction={
        <Button type="submit" startIcon={<Check />} disabled={!modified} loading={isSubmitting}>
          {t('common.save')}
        </Button>
      }
    />
  );
};

interface CreateFormProps {
  providers: GetProviders.Response['data'];
}

const CreateForm = ({ providers }: CreateFormProps) => {
  const t = useTranslate();
  const navigate = useNavigate();
  const { toggleNotification } = useNotification();
  const [createApp] = useCreateAppMutation();
  const initialValues = useMemo(() => emptyAppForm(CUSTOM_PROVIDER), []);

  const create = async (values: AppFormValues) => {
    const app = await createApp(toAppInput(values)).unwrap();
    toggleNotification({ type: 'success', message: t('form.created') });
    navigate(appPath(app.key), { replace: true, state: { isJustCreated: true } });
  };

  return (
    <AppForm
      app={null}
      initialValues={initialValues}
      providers={providers}
      disabled={false}
      canChangeDestinations
      onSave={create}
      renderHeader={(status) => <CreateHeader {...status} />}
      notices={<HealthBanner health={providers.health} canRepair />}
    />
  );
};

const CreateAppPage = () => {
  const t = useTranslate();
  const { data, error, isLoading, refetch } = useGetProvidersQuery();

  const content = () => {
    if (isLoading) return <Loading />;
    if (!data) return <LoadError error={error} onRetry={refetch} />;
    return <CreateForm providers={data} />;
  };

  return (
    <Page.Protect permissions={PAGE_PERMISSIONS.createApp}>
      <Page.Protect permissions={PAGE_PERMISSIONS.newDestinations}>
        <Page.Main>
          <Page.Title>{t('form.create.title')}</Page.Title>
          {content()}
        </Page.Main>
      </Page.Protect>
    </Page.Protect>
  );
};

export default CreateAppPage;
