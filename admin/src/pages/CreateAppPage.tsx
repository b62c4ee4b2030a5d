import { useState } from 'react';
import { Button } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { BackButton, Layouts, Page, useNotification } from '@strapi/strapi/admin';
import { useNavigate, useSearchParams } from 'react-router-dom';

import type { GetProviders, ProviderPreset } from '../../../server/src/contracts';
import { AppForm, type FormStatus } from '../components/AppForm';
import { ChooseService } from '../components/ChooseService';
import { ChosenService } from '../components/ChosenService';
import { HealthBanner } from '../components/HealthBanner';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { PageMessage } from '../components/PageMessage';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { useCreateAppMutation, useGetProvidersQuery } from '../services/connectedApps';
import { emptyAppForm, toAppInput, type AppFormValues } from '../utils/appForm';
import { appPath, CREATE_PATH } from '../utils/paths';
import { applyPreset } from '../utils/prefill';

const CreateHeader = ({ modified, isSubmitting }: FormStatus) => {
  const t = useTranslate();
  return (
    <Layouts.Header
      title={t('form.create.title')}
      navigationAction={<BackButton fallback={CREATE_PATH} />}
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
  preset: ProviderPreset;
}

const CreateForm = ({ providers, preset }: CreateFormProps) => {
  const t = useTranslate();
  const navigate = useNavigate();
  const { toggleNotification } = useNotification();
  const [createApp] = useCreateAppMutation();
  const [prefill] = useState(() => applyPreset(emptyAppForm(preset.id), preset, undefined));

  const create = async (values: AppFormValues) => {
    const app = await createApp(toAppInput(values)).unwrap();
    toggleNotification({ type: 'success', message: t('form.created') });
    navigate(appPath(app.key), { replace: true, state: { isJustCreated: true } });
  };

  return (
    <AppForm
      app={null}
      initialValues={prefill.values}
      providers={providers}
      disabled={false}
      canChangeDestinations
      onSave={create}
      renderHeader={(status) => <CreateHeader {...status} />}
      notices={
        <>
          <HealthBanner health={providers.health} canRepair />
          <ChosenService preset={preset} count={prefill.count} />
        </>
      }
    />
  );
};

const CreateAppPage = () => {
  const t = useTranslate();
  const [params] = useSearchParams();
  const { data, error, isLoading, refetch } = useGetProvidersQuery();
  const preset = data?.providers.find(({ id }) => id === params.get('provider'));

  const content = () => {
    if (isLoading) return <Loading />;
    if (!data) {
      return (
        <PageMessage title={t('services.title')}>
          <LoadError error={error} onRetry={refetch} />
        </PageMessage>
      );
    }
    if (!preset) return <ChooseService providers={data} />;
    return <CreateForm key={preset.id} providers={data} preset={preset} />;
  };

  return (
    <Page.Protect permissions={PAGE_PERMISSIONS.createApp}>
      <Page.Protect permissions={PAGE_PERMISSIONS.newDestinations}>
        <Page.Main>
          <Page.Title>{t(preset ? 'form.create.title' : 'services.title')}</Page.Title>
          {content()}
        </Page.Main>
      </Page.Protect>
    </Page.Protect>
  );
};

export default CreateAppPage;
