import { Grid } from '@strapi/design-system';

import type { AppDetails, GetProviders } from '../../../server/src/contracts';
import { usesClientSecret } from '../../../server/src/oauth/client-auth-methods';
import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import type { Filled } from '../utils/prefill';
import { ClientKeyFields } from './ClientKeyFields';
import { FormSection } from './FormSection';
import { PreviousSecretNotice } from './PreviousSecretNotice';
import { SelectField } from './SelectField';
import { TextField } from './TextField';

type ClientAuthMethod = GetProviders.Response['data']['clientAuthMethods'][number];

interface ClientSecretFieldProps {
  isSet: boolean;
}

const ClientSecretField = ({ isSet }: ClientSecretFieldProps) => {
  const t = useTranslate();
  const { clientAuthMethod } = useAppForm().values;
  const isUnused = !usesClientSecret(clientAuthMethod);
  const hint = () => {
    if (clientAuthMethod === 'none') return t('form.clientSecret.hint.none');
    if (isUnused) return t('form.clientSecret.hint.key');
    return t(isSet ? 'form.clientSecret.hint.set' : 'form.clientSecret.hint');
  };
  return (
    <TextField
      name="clientSecret"
      type="password"
      // Keeps the browser from offering the user's own password.
      autoComplete="new-password"
      label={t('form.clientSecret')}
      placeholder={isSet ? t('form.clientSecret.set') : undefined}
      hint={hint()}
      disabled={isUnused}
    />
  );
};

interface AuthMethodFieldProps {
  methods: ClientAuthMethod[];
  filledValue?: string;
}

const AuthMethodField = ({ methods, filledValue }: AuthMethodFieldProps) => {
  const t = useTranslate();
  const isFilled = useAppForm().values.clientAuthMethod === filledValue;
  return (
    <SelectField
      name="clientAuthMethod"
      label={t('form.clientAuthMethod')}
      hint={t(isFilled ? 'form.filled' : 'form.clientAuthMethod.hint')}
      options={methods.map((method) => ({
        value: method,
        label: t(`form.clientAuthMethod.${method}`),
      }))}
    />
  );
};

interface ClientSectionProps {
  /** Null while the app is being created. */
  app: AppDetails | null;
  methods: ClientAuthMethod[];
  filled: Filled;
}

/** The client credentials that the provider gave the admin. */
export const ClientSection = ({ app, methods, filled }: ClientSectionProps) => {
  const t = useTranslate();
  const { disabled, values } = useAppForm();
  return (
    <FormSection title={t('form.client.title')} description={t('form.client.description')}>
      <Grid.Root gap={5}>
        <Grid.Item col={6} xs={12} alignItems="flex-start">
          <TextField name="clientId" label={t('form.clientId')} autoComplete="off" />
        </Grid.Item>
        <Grid.Item col={6} xs={12} alignItems="flex-start">
          <ClientSecretField isSet={app?.hasClientSecret ?? false} />
        </Grid.Item>
        <Grid.Item col={6} xs={12} alignItems="flex-start">
          <AuthMethodField methods={methods} filledValue={filled.clientAuthMethod} />
        </Grid.Item>
        {values.clientAuthMethod === 'private_key_jwt' && <ClientKeyFields app={app} />}
        {app?.hasPreviousClientSecret && (
          <Grid.Item col={12} xs={12}>
            <PreviousSecretNotice app={app} canForget={!disabled} />
          </Grid.Item>
        )}
      </Grid.Root>
    </FormSection>
  );
};
