import { Box, Flex, Grid, IconButton } from '@strapi/design-system';
import { Trash } from '@strapi/icons';

import type { AppVariable, VariableSource } from '../../../server/src/contracts';
import { VARIABLE_SOURCES } from '../../../server/src/variables';
import { useAppForm } from '../hooks/useAppForm';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useTranslate } from '../hooks/useTranslate';
import { SelectField } from './SelectField';
import { TextField } from './TextField';

type Part = Exclude<keyof AppVariable, 'source'>;

interface TextOfPart {
  part: Part;
  /** The part in the words of the labels. */
  text: Exclude<Part, 'from'> | `from.${Exclude<VariableSource, 'person'>}`;
}

const NAME: TextOfPart = { part: 'name', text: 'name' };
const PATTERN: TextOfPart = { part: 'pattern', text: 'pattern' };

const TEXTS: Record<VariableSource, readonly TextOfPart[]> = {
  app: [{ part: 'from', text: 'from.app' }],
  person: [{ part: 'label', text: 'label' }, { part: 'example', text: 'example' }, PATTERN],
  callback: [{ part: 'from', text: 'from.callback' }, PATTERN],
  response: [{ part: 'from', text: 'from.response' }, PATTERN],
};

interface VariableProps {
  variable: AppVariable;
  index: number;
}

const VariableText = ({ variable, index, part, text }: VariableProps & TextOfPart) => {
  const t = useTranslate();
  const isFixed = text === 'from.app';
  return (
    <Grid.Item col={6} xs={12} alignItems="flex-start">
      <TextField
        name={`variables.${index}.${part}`}
        label={t(`form.variables.${text}`)}
        hint={(isFixed && variable.label) || t(`form.variables.${text}.hint`)}
        placeholder={isFixed ? variable.example : undefined}
        autoComplete="off"
      />
    </Grid.Item>
  );
};

const SourceField = ({ index }: Pick<VariableProps, 'index'>) => {
  const t = useTranslate();
  const form = useAppForm();

  /** The server would still check what is no longer shown. */
  const clearHidden = (source: VariableSource) => {
    const shown = TEXTS[source].map(({ part }) => part);
    for (const part of ['from', 'pattern'] as const) {
      if (!shown.includes(part)) form.onChange(`variables.${index}.${part}`, '');
    }
  };

  return (
    <Grid.Item col={6} xs={12} alignItems="flex-start">
      <SelectField
        name={`variables.${index}.source`}
        label={t('form.variables.source')}
        options={VARIABLE_SOURCES.map((source) => ({
          value: source,
          label: t(`form.variables.source.${source}`),
        }))}
        onChange={(chosen) => clearHidden(chosen as VariableSource)}
      />
    </Grid.Item>
  );
};

interface VariableRowProps extends VariableProps {
  onRemove: () => void;
}

export const VariableRow = ({ variable, index, onRemove }: VariableRowProps) => {
  const t = useTranslate();
  const isReadOnly = useIsReadOnly('variables');
  const number = index + 1;
  return (
    <Flex
      data-row
      role="group"
      aria-label={t('form.variables.row', { number })}
      gap={3}
      alignItems="flex-start"
      padding={4}
      hasRadius
      borderColor="neutral200"
    >
      <Box grow={1} minWidth={0}>
        <Grid.Root gap={4}>
          <VariableText variable={variable} index={index} {...NAME} />
          <SourceField index={index} />
          {TEXTS[variable.source].map((text) => (
            <VariableText key={text.part} variable={variable} index={index} {...text} />
          ))}
        </Grid.Root>
      </Box>
      {!isReadOnly && (
        <IconButton
          data-remove
          variant="tertiary"
          label={t('form.variables.remove', { number })}
          onClick={onRemove}
        >
          <Trash />
        </IconButton>
      )}
    </Flex>
  );
};
