import { useId } from 'react';
import { Box, Button, Field, Flex, IconButton, TextInput, Typography } from '@strapi/design-system';
import { Plus, Trash } from '@strapi/icons';
import { useField } from '@strapi/strapi/admin';

import type { KeyValue } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useRowList } from '../hooks/useRowList';
import { useTranslate } from '../hooks/useTranslate';
import { RowListStatus } from './RowListStatus';
import type { PathOf } from '../utils/formPaths';

/** What a row says, in the words of its labels: `name` gives a parameter another name. */
export type RowKind = 'parameter' | 'name' | 'header' | 'word';

interface ParamInputProps {
  /** The path of the text in the form. */
  path: string;
  part: keyof KeyValue;
  value: string;
  label: string;
  placeholder: string;
  isReadOnly: boolean;
}

const ParamInput = ({ path, part, value, label, placeholder, isReadOnly }: ParamInputProps) => {
  const form = useAppForm();
  const { error } = useField<string>(path);
  return (
    <Box basis="16rem" grow={part === 'key' ? 1 : 2} minWidth={0}>
      <Field.Root name={path} error={error}>
        <TextInput
          aria-label={label}
          placeholder={placeholder}
          value={value}
          disabled={isReadOnly}
          autoComplete="off"
          onChange={({ target }) => form.onChange(path, target.value)}
        />
        <Field.Error />
      </Field.Root>
    </Box>
  );
};

interface ParamsFieldProps {
  name: PathOf<KeyValue[]>;
  kind?: RowKind;
  label: string;
  hint: string;
}

const EMPTY: KeyValue = { key: '', value: '' };

/** Any number of keys with values, in order. */
export const ParamsField = ({ name, kind = 'parameter', label, hint }: ParamsFieldProps) => {
  const t = useTranslate();
  const isReadOnly = useIsReadOnly(name);
  const hintId = useId();
  const fullHint = useHint(name, hint);
  const { group, rows, error, add, remove } = useRowList<KeyValue>(name, EMPTY);

  return (
    <Flex
      ref={group}
      role="group"
      aria-label={label}
      aria-describedby={hintId}
      direction="column"
      alignItems="stretch"
      gap={2}
    >
      <Box>
        <Typography variant="pi" fontWeight="bold" textColor="neutral800" tag="p">
          {label}
        </Typography>
        <Typography id={hintId} variant="pi" textColor="neutral600" tag="p">
          {fullHint}
        </Typography>
      </Box>
      {rows.map((row, index) => {
        const number = index + 1;
        return (
          <Flex key={index} data-row gap={2} wrap="wrap" alignItems="flex-start">
            {(['key', 'value'] as const).map((part) => (
              <ParamInput
                key={part}
                path={`${name}.${index}.${part}`}
                part={part}
                value={row[part]}
                label={t(`form.params.${kind}.${part}.label`, { list: label, number })}
                placeholder={t(`form.params.${kind}.${part}`)}
                isReadOnly={isReadOnly}
              />
            ))}
            {!isReadOnly && (
              <IconButton
                data-remove
                size="L"
                variant="tertiary"
                label={t(`form.params.${kind}.remove`, { list: label, number })}
                onClick={() => remove(index)}
              >
                <Trash />
              </IconButton>
            )}
          </Flex>
        );
      })}
      <RowListStatus error={error} isEmpty={isReadOnly && rows.length === 0} />
      {!isReadOnly && (
        <Box>
          <Button
            data-add
            variant="secondary"
            startIcon={<Plus />}
            aria-label={t(`form.params.${kind}.add.label`, { list: label })}
            onClick={add}
          >
            {t(`form.params.${kind}.add`)}
          </Button>
        </Box>
      )}
    </Flex>
  );
};
