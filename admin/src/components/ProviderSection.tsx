import { useRef, useState } from 'react';
import {
  Field,
  Flex,
  Grid,
  Link,
  SingleSelect,
  SingleSelectOption,
  Typography,
} from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import type { ProviderPreset } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useTranslate } from '../hooks/useTranslate';
import { applyPreset, type Filled } from '../utils/prefill';
import { toKey } from '../utils/slug';
import { DiscoveryField } from './DiscoveryField';
import type { Discovery } from './DiscoveryResult';
import { EndpointFields } from './EndpointFields';
import { FixedValueFields } from './FixedValueFields';
import { FormSection } from './FormSection';
import { TextField } from './TextField';

interface NameFieldsProps {
  isNew: boolean;
}

const NameFields = ({ isNew }: NameFieldsProps) => {
  const t = useTranslate();
  const form = useAppForm();
  // Once the user has typed a key, the key no longer follows the name.
  const isKeyTyped = useRef(false);
  const followName = (name: string) => {
    if (isNew && !isKeyTyped.current) form.onChange('key', toKey(name));
  };
  return (
    <>
      <Grid.Item col={6} xs={12}>
        <TextField
          name="name"
          label={t('form.name')}
          hint={t('form.name.hint')}
          required
          onChange={followName}
        />
      </Grid.Item>
      <Grid.Item col={6} xs={12}>
        <TextField
          name="key"
          label={t('form.key')}
          hint={t(isNew ? 'form.key.hint' : 'form.key.hint.saved')}
          disabled={!isNew}
          onChange={(key) => {
            isKeyTyped.current = key !== '';
          }}
        />
      </Grid.Item>
    </>
  );
};

interface PresetFieldProps {
  presets: ProviderPreset[];
}

const PresetField = ({ presets }: PresetFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const { error } = useField<string>('provider');
  const hint = useHint('provider', t('form.preset.hint'));
  // A preset fills in addresses.
  const isReadOnly = useIsReadOnly('discoveryUrl');
  const [applied, setApplied] = useState<{ name: string; count: number } | null>(null);
  const chosen = presets.find(({ id }) => id === form.values.provider);

  const choose = (id: string | number) => {
    const preset = presets.find((one) => one.id === id);
    if (!preset || preset === chosen) return;
    const { values, count } = applyPreset(form.getValues(), preset, chosen);
    form.setValues(values);
    setApplied({ name: preset.name, count });
  };

  return (
    <Field.Root name="provider" error={error} hint={hint} width="100%">
      <Field.Label>{t('form.preset')}</Field.Label>
      <SingleSelect value={form.values.provider} onChange={choose} disabled={isReadOnly}>
        {presets.map(({ id, name }) => (
          <SingleSelectOption key={id} value={id}>
            {name}
          </SingleSelectOption>
        ))}
      </SingleSelect>
      <Field.Hint />
      <Field.Error />
      <Flex gap={3} wrap="wrap">
        <Typography variant="pi" textColor="success600" role="status">
          {applied && t('form.preset.applied', applied)}
        </Typography>
        {chosen?.documentationUrl && (
          <Link href={chosen.documentationUrl} isExternal>
            {t('form.preset.documentation', { name: chosen.name })}
          </Link>
        )}
      </Flex>
    </Field.Root>
  );
};

interface ProviderSectionProps {
  presets: ProviderPreset[];
  isNew: boolean;
  filled: Filled;
  onDiscovered: (discovery: Discovery) => void;
}

/** The provider, and its endpoints. */
export const ProviderSection = ({ presets, isNew, filled, onDiscovered }: ProviderSectionProps) => {
  const t = useTranslate();
  const { values } = useAppForm();
  const chosen = presets.find(({ id }) => id === values.provider);
  return (
    <FormSection title={t('form.provider.title')} description={t('form.provider.description')}>
      <Grid.Root gap={5}>
        <NameFields isNew={isNew} />
        {!isNew && (
          <Grid.Item col={6} xs={12} alignItems="flex-start">
            <PresetField presets={presets} />
          </Grid.Item>
        )}
        <FixedValueFields preset={chosen} />
        <Grid.Item col={12} direction="column" alignItems="stretch">
          <DiscoveryField onDiscovered={onDiscovered} />
        </Grid.Item>
        <EndpointFields filled={filled} />
      </Grid.Root>
    </FormSection>
  );
};
