import { Field, Grid, NumberInput } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import type { GetProviders } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useTranslate } from '../hooks/useTranslate';
import { FormSection } from './FormSection';
import { ToggleField } from './ToggleField';

interface DaysFieldProps {
  name: 'activeDays' | 'idleIntervalDays';
  defaultDays: number;
}

/** If empty, the plugin's configuration applies. */
const DaysField = ({ name, defaultDays }: DaysFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const path = `backgroundRefresh.${name}`;
  const { error } = useField<number | null>(path);
  return (
    <Field.Root
      name={path}
      error={error}
      hint={t(`form.refresh.${name}.hint`, { days: defaultDays })}
      width="100%"
    >
      <Field.Label>{t(`form.refresh.${name}`)}</Field.Label>
      <NumberInput
        value={form.values.backgroundRefresh[name] ?? undefined}
        placeholder={t('form.refresh.default', { days: defaultDays })}
        disabled={form.disabled}
        autoComplete="off"
        onValueChange={(days) => form.onChange(path, days ?? null)}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};

/** Empty if the provider states the lifetime of its tokens. */
const LifetimeField = () => {
  const t = useTranslate();
  const form = useAppForm();
  const { error } = useField<number | null>('defaultLifetimeSeconds');
  const hint = useHint('defaultLifetimeSeconds', t('form.defaultLifetimeSeconds.hint'));
  return (
    <Field.Root name="defaultLifetimeSeconds" error={error} hint={hint} width="100%">
      <Field.Label>{t('form.defaultLifetimeSeconds')}</Field.Label>
      <NumberInput
        value={form.values.defaultLifetimeSeconds ?? undefined}
        placeholder={t('form.defaultLifetimeSeconds.default')}
        disabled={form.disabled}
        autoComplete="off"
        onValueChange={(seconds) => form.onChange('defaultLifetimeSeconds', seconds ?? null)}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};

interface BackgroundRefreshSectionProps {
  defaults: GetProviders.Response['data']['refreshDefaults'];
}

/** How connections stay alive while nobody asks for their tokens. */
export const BackgroundRefreshSection = ({ defaults }: BackgroundRefreshSectionProps) => {
  const t = useTranslate();
  const { values } = useAppForm();
  const description = useHint('backgroundRefresh', t('form.refresh.description'));
  return (
    <FormSection title={t('form.refresh.title')} description={description}>
      <ToggleField
        name="backgroundRefresh.enabled"
        label={t('form.refresh.enabled')}
        hint={t('form.refresh.enabled.hint')}
        checked={values.backgroundRefresh.enabled}
      />
      <Grid.Root gap={5}>
        <Grid.Item col={6} xs={12} alignItems="flex-start">
          <DaysField name="activeDays" defaultDays={defaults.activeDays} />
        </Grid.Item>
        <Grid.Item col={6} xs={12} alignItems="flex-start">
          <DaysField name="idleIntervalDays" defaultDays={defaults.idleIntervalDays} />
        </Grid.Item>
        <Grid.Item col={6} xs={12} alignItems="flex-start">
          <LifetimeField />
        </Grid.Item>
      </Grid.Root>
    </FormSection>
  );
};
