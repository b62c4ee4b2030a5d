import { useState, type ReactNode } from 'react';
import { Flex } from '@strapi/design-system';
import { Blocker, Form, Layouts, useNotification, type FormHelpers } from '@strapi/strapi/admin';

import type { AppDetails, GetProviders } from '../../../server/src/contracts';
import { MayChangeDestinations } from '../hooks/useIsReadOnly';
import { PresetHints } from '../hooks/useHint';
import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { readApiError } from '../utils/apiError';
import type { AppFormValues } from '../utils/appForm';
import { toFormErrors, withoutField } from '../utils/formErrors';
import { validateApp } from '../utils/validateApp';
import { AccessSection } from './AccessSection';
import { BackgroundRefreshSection } from './BackgroundRefreshSection';
import { ClientSection } from './ClientSection';
import type { Discovery } from './DiscoveryResult';
import { ProtocolSection } from './ProtocolSection';
import { ProviderSection } from './ProviderSection';
import { RedirectSection } from './RedirectSection';

/** Strapi's form expects validation problems as a thrown error of this shape. */
class FormInvalid extends Error {
  override readonly name = 'ValidationError';
  constructor(readonly inner: { path: string; message: string }[]) {
    super('The form is invalid.');
  }
}

export interface FormStatus {
  modified: boolean;
  isSubmitting: boolean;
}

interface AppFormProps {
  initialValues: AppFormValues;
  providers: GetProviders.Response['data'];
  /** Null while the app is being created. */
  app: AppDetails | null;
  disabled: boolean;
  /** False: the form shows where tokens go, but does not let the user change it. */
  canChangeDestinations: boolean;
  isJustCreated?: boolean;
  /** Saves, and rejects with the API's error. */
  onSave: (values: AppFormValues, helpers: FormHelpers<AppFormValues>) => Promise<void>;
  renderHeader: (status: FormStatus) => ReactNode;
  notices?: ReactNode;
}

export const AppForm = ({
  initialValues,
  providers,
  app,
  disabled,
  canChangeDestinations,
  isJustCreated = false,
  onSave,
  renderHeader,
  notices,
}: AppFormProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [discovery, setDiscovery] = useState<Discovery | null>(null);
  const filled = discovery?.prefill.filled ?? {};
  const presetOf = ({ provider }: AppFormValues) =>
    providers.providers.find(({ id }) => id === provider);

  const validate = async (values: AppFormValues) => {
    const problems = validateApp(values, providers, t);
    if (problems.length === 0) return values;
    toggleNotification({ type: 'warning', message: t('form.invalid') });
    throw new FormInvalid(problems.map(({ path, message }) => ({ path: path.join('.'), message })));
  };

  const save = async (values: AppFormValues, helpers: FormHelpers<AppFormValues>) => {
    try {
      await onSave(values, helpers);
    } catch (error) {
      const { fields } = readApiError(error);
      helpers.setErrors(toFormErrors(fields));
      const homeless = withoutField(fields, values);
      const message =
        fields.length > homeless.length
          ? t('form.invalid')
          : (homeless[0]?.message ?? errorText(error));
      toggleNotification({ type: 'danger', message });
    }
  };

  return (
    <Form
      method={app ? 'PUT' : 'POST'}
      disabled={disabled}
      initialValues={initialValues}
      validate={validate}
      onSubmit={save}
    >
      {({ modified, isSubmitting, values }) => (
        <MayChangeDestinations.Provider value={canChangeDestinations}>
          <PresetHints.Provider value={presetOf(values)?.hints ?? []}>
            <Blocker />
            {renderHeader({ modified, isSubmitting })}
            <Layouts.Content>
              <Flex direction="column" alignItems="stretch" gap={6} paddingBottom={8}>
                {notices}
                <ProviderSection
                  presets={providers.providers}
                  isNew={app === null}
                  filled={filled}
                  onDiscovered={setDiscovery}
                />
                <RedirectSection
                  saved={app}
                  redirectUriBase={providers.redirectUriBase}
                  addressProblem={providers.addressProblem}
                  preset={presetOf(values)}
                  takeFocus={isJustCreated}
                />
                <ClientSection app={app} methods={providers.clientAuthMethods} filled={filled} />
                <AccessSection
                  suggestedScopes={{
                    useful: presetOf(values)?.usefulScopes ?? [],
                    advertised: discovery?.configuration.scopesSupported ?? [],
                  }}
                />
                <BackgroundRefreshSection defaults={providers.refreshDefaults} />
                <ProtocolSection
                  methods={providers.clientAuthMethods}
                  hasAssertionKey={app?.hasAssertionKey ?? false}
                />
              </Flex>
            </Layouts.Content>
          </PresetHints.Provider>
        </MayChangeDestinations.Provider>
      )}
    </Form>
  );
};
