import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import { toOrigin } from '../utils/validateApp';
import { FormSection } from './FormSection';
import { ParamsField } from './ParamsField';
import { ScopesField } from './ScopesField';
import type { SuggestedScopesProps } from './SuggestedScopes';
import { TextListField } from './TextListField';
import { ToggleField } from './ToggleField';

const ApiOriginsField = () => {
  const t = useTranslate();
  return (
    <TextListField
      name="apiOrigins"
      label={t('form.apiOrigins')}
      hint={t('form.apiOrigins.hint')}
      placeholder={t('form.apiOrigins.placeholder')}
      accept={toOrigin}
      refusal={(value) => t('form.error.origin', { value })}
    />
  );
};

const EnabledField = () => {
  const t = useTranslate();
  const { values } = useAppForm();
  return (
    <ToggleField
      name="enabled"
      label={t('form.enabled')}
      hint={t('form.enabled.hint')}
      checked={values.enabled}
    />
  );
};

interface AccessSectionProps {
  suggestedScopes: SuggestedScopesProps;
}

/** The scopes that the app requests, and the origins that may receive its tokens. */
export const AccessSection = ({ suggestedScopes }: AccessSectionProps) => {
  const t = useTranslate();
  return (
    <FormSection title={t('form.access.title')} description={t('form.access.description')}>
      <ScopesField {...suggestedScopes} />
      <ParamsField
        name="authorizationParams"
        label={t('form.authorizationParams')}
        hint={t('form.authorizationParams.hint')}
      />
      <ApiOriginsField />
      <EnabledField />
    </FormSection>
  );
};
