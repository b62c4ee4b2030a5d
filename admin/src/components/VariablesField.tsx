import { Box, Button, Flex, Grid } from '@strapi/design-system';
import { Plus } from '@strapi/icons';

import type { AppVariable } from '../../../server/src/contracts';
import { useHint } from '../hooks/useHint';
import { useIsReadOnly } from '../hooks/useIsReadOnly';
import { useRowList } from '../hooks/useRowList';
import { useTranslate } from '../hooks/useTranslate';
import { RowListStatus } from './RowListStatus';
import { ProtocolGroup } from './ProtocolFields';
import { VariableRow } from './VariableRow';

const EMPTY: AppVariable = {
  name: '',
  source: 'person',
  from: '',
  label: '',
  pattern: '',
  example: '',
};

/** The parts of the app's addresses that differ between connections, in order. */
export const VariablesField = () => {
  const t = useTranslate();
  const isReadOnly = useIsReadOnly('variables');
  const hint = useHint('variables', t('form.variables.hint'));
  const { group, rows, error, add, remove } = useRowList('variables', EMPTY);
  return (
    <ProtocolGroup title={t('form.variables')} description={hint}>
      <Grid.Item col={12} direction="column" alignItems="stretch">
        <Flex ref={group} direction="column" alignItems="stretch" gap={3}>
          {rows.map((variable, index) => (
            <VariableRow
              key={index}
              index={index}
              variable={variable}
              onRemove={() => remove(index)}
            />
          ))}
          <RowListStatus error={error} isEmpty={isReadOnly && rows.length === 0} />
          {!isReadOnly && (
            <Box>
              <Button data-add variant="secondary" startIcon={<Plus />} onClick={add}>
                {t('form.variables.add')}
              </Button>
            </Box>
          )}
        </Flex>
      </Grid.Item>
    </ProtocolGroup>
  );
};
