import { Box, Field, Toggle } from '@strapi/design-system';

import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useTranslate } from '../hooks/useTranslate';

interface ToggleFieldProps {
  /** The path of the value in the form, e.g. `backgroundRefresh.enabled`. */
  name: string;
  label: string;
  hint: string;
  checked: boolean;
}

export const ToggleField = ({ name, label, hint, checked }: ToggleFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  return (
    <Field.Root name={name} hint={useHint(name, hint)}>
      <Field.Label>{label}</Field.Label>
      <Box maxWidth="32rem">
        <Toggle
          checked={checked}
          disabled={form.disabled}
          onLabel={t('form.toggle.on')}
          offLabel={t('form.toggle.off')}
          onChange={({ target }) => form.onChange(name, target.checked)}
        />
      </Box>
      <Field.Hint />
    </Field.Root>
  );
};
