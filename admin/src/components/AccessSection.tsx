import { useState } from 'react';
import { Accordion, Box } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import { toOrigin } from '../utils/validateApp';
import { FormSection } from './FormSection';
import { ParamsField } from './ParamsField';
import { ScopesField } from './ScopesField';
import { TextListField } from './TextListField';
import { ToggleField } from './ToggleField';

const ADVANCED = 'advanced';

const AdvancedFields = () => {
  const t = useTranslate();
  const { rawError } = useField('tokenParams');
  const [isOpened, setOpened] = useState(false);
  // A closed box must not hide an error.
  const isOpen = isOpened || rawError !== undefined;
  return (
    <Accordion.Root
      size="S"
      collapsible
      value={isOpen ? ADVANCED : ''}
      onValueChange={(value) => setOpened(value === ADVANCED)}
    >
      <Accordion.Item value={ADVANCED}>
        <Accordion.Header>
          <Accordion.Trigger>{t('form.advanced')}</Accordion.Trigger>
        </Accordion.Header>
        <Accordion.Content>
          <Box padding={4}>
            <ParamsField
              name="tokenParams"
              label={t('form.tokenParams')}
              hint={t('form.tokenParams.hint')}
            />
          </Box>
        </Accordion.Content>
      </Accordion.Item>
    </Accordion.Root>
  );
};

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
  offeredScopes: string[];
}

/** The scopes that the app requests, and the origins that may receive its tokens. */
export const AccessSection = ({ offeredScopes }: AccessSectionProps) => {
  const t = useTranslate();
  return (
    <FormSection title={t('form.access.title')} description={t('form.access.description')}>
      <ScopesField offered={offeredScopes} />
      <ParamsField
        name="authorizationParams"
        label={t('form.authorizationParams')}
        hint={t('form.authorizationParams.hint')}
      />
      <ApiOriginsField />
      <EnabledField />
      <AdvancedFields />
    </FormSection>
  );
};
