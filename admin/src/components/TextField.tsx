import type { ReactNode } from 'react';
import { Field, Flex, TextInput } from '@strapi/design-system';
import { CheckCircle } from '@strapi/icons';
import { useField } from '@strapi/strapi/admin';

import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useTranslate } from '../hooks/useTranslate';
import type { PathOf } from '../utils/formPaths';

interface TextFieldProps {
  name: PathOf<string>;
  label: string;
  hint?: ReactNode;
  placeholder?: string;
  required?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  type?: 'text' | 'url' | 'password';
  autoComplete?: string;
  /** The value from discovery: the field says so while it still holds this value. */
  filledValue?: string;
  onChange?: (value: string) => void;
}

const FilledHint = () => {
  const t = useTranslate();
  return (
    <Flex tag="span" gap={1} inline>
      <CheckCircle aria-hidden fill="success600" width="1.2rem" height="1.2rem" />
      {t('form.filled')}
    </Flex>
  );
};

export const TextField = ({
  name,
  label,
  hint,
  required,
  disabled,
  filledValue,
  onChange,
  type = 'text',
  ...inputProps
}: TextFieldProps) => {
  const { value, error } = useField<string>(name);
  const form = useAppForm();
  const isReadOnly = useIsReadOnly(name);
  const isFilled = Boolean(filledValue) && value === filledValue;
  const fullHint = useHint(name, isFilled ? <FilledHint /> : hint);
  return (
    <Field.Root name={name} error={error} hint={fullHint} required={required} width="100%">
      <Field.Label>{label}</Field.Label>
      <TextInput
        {...inputProps}
        type={type}
        value={value}
        disabled={disabled || isReadOnly}
        onChange={({ target }) => {
          form.onChange(name, target.value);
          onChange?.(target.value);
        }}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
