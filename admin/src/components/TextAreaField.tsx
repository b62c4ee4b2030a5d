import { Field, Textarea } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import type { PathOf } from '../utils/formPaths';

interface TextAreaFieldProps {
  name: PathOf<string>;
  label: string;
  hint: string;
  placeholder?: string;
}

/** For a text of several lines that is pasted, such as a key. */
export const TextAreaField = ({ name, label, hint, placeholder }: TextAreaFieldProps) => {
  const { value, error } = useField<string>(name);
  const form = useAppForm();
  const isReadOnly = useIsReadOnly(name);
  const fullHint = useHint(name, hint);
  return (
    <Field.Root name={name} error={error} hint={fullHint} width="100%">
      <Field.Label>{label}</Field.Label>
      <Textarea
        value={value}
        placeholder={placeholder}
        disabled={isReadOnly}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => form.onChange(name, target.value)}
      />
      <Field.Hint />
      <Field.Error />
    </Field.Root>
  );
};
