import { useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import { Field, Flex, TextInput, useNotifyAT } from '@strapi/design-system';
import { useField } from '@strapi/strapi/admin';

import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useTranslate } from '../hooks/useTranslate';
import { firstMessage, withoutErrorsAt } from '../utils/formErrors';
import type { PathOf } from '../utils/formPaths';
import { Chip } from './Chip';

const SEPARATORS = /[\s,]+/;
const ADDING_KEYS = ['Enter', ',', ' '];

interface TextListFieldProps {
  name: PathOf<string[]>;
  label: string;
  hint: string;
  placeholder?: string;
  /** The list value for a typed text; null if the text does not belong in the list. */
  accept: (text: string) => string | null;
  refusal: (text: string) => string;
  /** Offered values, shown below. */
  children?: ReactNode;
}

/** Any number of texts, which the user types or pastes, and removes one by one. */
export const TextListField = ({
  name,
  label,
  hint,
  placeholder,
  accept,
  refusal,
  children,
}: TextListFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const isReadOnly = useIsReadOnly(name);
  const { value: list = [], rawError } = useField<string[]>(name);
  const { notifyStatus } = useNotifyAT();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const chips = useRef<HTMLUListElement>(null);
  const fullHint = useHint(name, hint);

  const add = (typed: string) => {
    const parts = typed.split(SEPARATORS).filter(Boolean);
    const values = parts.map(accept);
    const wrong = parts.filter((_part, index) => values[index] === null);
    const added = [...new Set(values)].filter(
      (value): value is string => value !== null && !list.includes(value)
    );
    const [firstWrong] = wrong;
    setText(wrong.join(' '));
    setRefused(firstWrong === undefined ? null : refusal(firstWrong));
    if (added.length === 0) return;
    form.onChange(name, [...list, ...added]);
    notifyStatus(t('form.list.added', { values: added.join(', ') }));
  };

  const remove = (index: number) => {
    form.onChange(
      name,
      list.filter((_value, position) => position !== index)
    );
    form.setErrors(withoutErrorsAt(form.errors, name));
    notifyStatus(t('form.list.removed', { value: list[index] }));
    const buttons = chips.current?.querySelectorAll('button') ?? [];
    const neighbour = buttons[index + 1] ?? buttons[index - 1] ?? input.current;
    neighbour?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (ADDING_KEYS.includes(event.key)) {
      event.preventDefault();
      if (text) add(text);
    }
    if (event.key === 'Backspace' && text === '') {
      [...(chips.current?.querySelectorAll('button') ?? [])].at(-1)?.focus();
    }
  };

  const onPaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const pasted = event.clipboardData.getData('text');
    if (!SEPARATORS.test(pasted.trim())) return;
    event.preventDefault();
    add(`${text} ${pasted}`);
  };

  return (
    <Field.Root name={name} error={refused ?? firstMessage(rawError)} hint={fullHint} width="100%">
      <Field.Label>{label}</Field.Label>
      {list.length > 0 && (
        <Flex
          tag="ul"
          ref={chips}
          gap={2}
          wrap="wrap"
          aria-label={t('form.list.selected', { label })}
        >
          {list.map((value, index) => (
            <Chip
              key={value}
              text={value}
              removeLabel={t('form.list.remove', { value })}
              disabled={isReadOnly}
              onRemove={() => remove(index)}
            />
          ))}
        </Flex>
      )}
      {!isReadOnly && (
        <TextInput
          ref={input}
          value={text}
          placeholder={placeholder}
          onChange={({ target }) => {
            setText(target.value);
            setRefused(null);
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => text && add(text)}
        />
      )}
      <Field.Hint />
      <Field.Error />
      {children}
    </Field.Root>
  );
};
