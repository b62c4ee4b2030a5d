import { Field, SingleSelect, SingleSelectOption } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import type { PathOf } from '../utils/formPaths';

/** The select does not accept null. */
const UNSET = '(unset)';

export interface SelectOption {
  value: string | null;
  label: string;
}

interface SelectFieldProps {
  name: PathOf<string | null>;
  label: string;
  hint?: string;
  options: readonly SelectOption[];
  onChange?: (value: string | null) => void;
}

export const SelectField = ({ name, label, hint, options, onChange }: SelectFieldProps) => {
  const form = useAppForm();
  const isReadOnly = useIsReadOnly(name);
  const { value, error } = useField<string | null>(name);
  const fullHint = useHint(name, hint);

  const choose = (chosen: string | null) => {
    form.onChange(name, chosen);
    onChange?.(chosen);
  };

  return (
    <Field.Root name={name} error={error} hint={fullHint} width="100%">
      <Field.Label>{label}</Field.Label>
      <SingleSelect
        value={value ?? UNSET}
        disabled={isReadOnly}
        onChange={(chosen) => choose(chosen === UNSET ? null : String(chosen))}
      >
        {options.map((option) => (
          <SingleSelectOption key={option.value} value={option.value ?? UNSET}>
            {option.label}
          </SingleSelectOption>
        ))}
      </SingleSelect>
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
