import { useRef } from 'react';
import {
  Box,
  Button,
  Field,
  Flex,
  IconButton,
  TextInput,
  Typography,
  useNotifyAT,
} from '@strapi/design-system';
import { Plus, Trash } from '@strapi/icons';
import { useField } from '@strapi/strapi/admin';

import type { KeyValue } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';

type ParamsName = 'authorizationParams' | 'tokenParams';

interface ParamInputProps {
  name: ParamsName;
  index: number;
  part: keyof KeyValue;
  value: string;
  label: string;
}

const ParamInput = ({ name, index, part, value, label }: ParamInputProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const path = `${name}.${index}.${part}`;
  const { error } = useField<string>(path);
  return (
    <Box basis="16rem" grow={part === 'key' ? 1 : 2} minWidth={0}>
      <Field.Root name={path} error={error}>
        <TextInput
          aria-label={label}
          placeholder={t(`form.params.${part}`)}
          value={value}
          disabled={form.disabled}
          autoComplete="off"
          onChange={({ target }) => form.onChange(path, target.value)}
        />
        <Field.Error />
      </Field.Root>
    </Box>
  );
};

interface ParamsFieldProps {
  name: ParamsName;
  label: string;
  hint: string;
}

/** Any number of keys with values, in order. */
export const ParamsField = ({ name, label, hint }: ParamsFieldProps) => {
  const t = useTranslate();
  const form = useAppForm();
  const { notifyStatus } = useNotifyAT();
  const group = useRef<HTMLDivElement>(null);
  const params = form.values[name];
  const { rawError } = useField(name);

  /** Deferred, because React renders the row that takes focus after this call. */
  const focus = (selector: string, index: number) =>
    setTimeout(() => {
      const found = [...(group.current?.querySelectorAll<HTMLElement>(selector) ?? [])];
      (found[index] ?? found.at(-1))?.focus();
    });

  const add = () => {
    form.onChange(name, [...params, { key: '', value: '' }]);
    notifyStatus(t('form.params.added', { number: params.length + 1 }));
    focus('[data-row] > :first-child input', params.length);
  };

  const remove = (index: number) => {
    form.onChange(
      name,
      params.filter((_param, position) => position !== index)
    );
    // The errors are numbered by row, and the row numbers have changed.
    form.setErrors({ ...form.errors, [name]: undefined });
    notifyStatus(t('form.params.removed', { number: index + 1 }));
    focus(params.length > 1 ? '[data-remove]' : '[data-add]', index);
  };

  return (
    <Flex
      ref={group}
      role="group"
      aria-label={label}
      direction="column"
      alignItems="stretch"
      gap={2}
    >
      <Box>
        <Typography variant="pi" fontWeight="bold" textColor="neutral800" tag="p">
          {label}
        </Typography>
        <Typography variant="pi" textColor="neutral600" tag="p">
          {hint}
        </Typography>
      </Box>
      {params.map(({ key, value }, index) => {
        const number = index + 1;
        return (
          <Flex key={index} data-row gap={2} wrap="wrap" alignItems="flex-start">
            <ParamInput
              name={name}
              index={index}
              part="key"
              value={key}
              label={t('form.params.key.label', { list: label, number })}
            />
            <ParamInput
              name={name}
              index={index}
              part="value"
              value={value}
              label={t('form.params.value.label', { list: label, number })}
            />
            {!form.disabled && (
              <IconButton
                data-remove
                size="L"
                variant="tertiary"
                label={t('form.params.remove', { list: label, number })}
                onClick={() => remove(index)}
              >
                <Trash />
              </IconButton>
            )}
          </Flex>
        );
      })}
      {typeof rawError === 'string' && (
        <Typography variant="pi" textColor="danger600" role="alert">
          {rawError}
        </Typography>
      )}
      {form.disabled && params.length === 0 && (
        <Typography textColor="neutral600">{t('form.params.empty')}</Typography>
      )}
      {!form.disabled && (
        <Box>
          <Button
            data-add
            variant="secondary"
            startIcon={<Plus />}
            aria-label={t('form.params.add.label', { list: label })}
            onClick={add}
          >
            {t('form.params.add')}
          </Button>
        </Box>
      )}
    </Flex>
  );
};
