import { Box, Button, Flex, SingleSelect, SingleSelectOption } from '@strapi/design-system';

import { useTranslate } from '../hooks/useTranslate';
import {
  OWNER_KINDS,
  STATUSES,
  type FilterName,
  type useConnectionFilters,
} from '../hooks/useConnectionFilters';

interface FilterSelectProps {
  label: string;
  allLabel: string;
  value: string;
  options: { value: string; label: string }[];
  onChange: (value: string) => void;
}

/** The select does not accept an empty value. */
const ALL = '*';

const FilterSelect = ({ label, allLabel, value, options, onChange }: FilterSelectProps) => (
  <Box basis="20rem" grow={1} maxWidth="32rem" minWidth={0}>
    <SingleSelect
      size="S"
      aria-label={label}
      value={value || ALL}
      onChange={(chosen) => onChange(chosen === ALL ? '' : String(chosen))}
    >
      <SingleSelectOption value={ALL}>{allLabel}</SingleSelectOption>
      {options.map((option) => (
        <SingleSelectOption key={option.value} value={option.value}>
          {option.label}
        </SingleSelectOption>
      ))}
    </SingleSelect>
  </Box>
);

interface ConnectionFiltersProps {
  filters: ReturnType<typeof useConnectionFilters>;
  apps: { key: string; name: string }[];
}

export const ConnectionFilters = ({ filters, apps }: ConnectionFiltersProps) => {
  const t = useTranslate();
  const { query, isFiltered, setFilter, clear } = filters;
  const change = (name: FilterName) => (value: string) => setFilter(name, value);
  return (
    <Flex gap={2} wrap="wrap" paddingBottom={4}>
      <FilterSelect
        label={t('connections.filter.app')}
        allLabel={t('connections.filter.app.all')}
        value={query.app ?? ''}
        options={apps.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={change('app')}
      />
      <FilterSelect
        label={t('connections.filter.status')}
        allLabel={t('connections.filter.status.all')}
        value={query.status ?? ''}
        options={STATUSES.map((status) => ({
          value: status,
          label: t(`connections.status.${status}`),
        }))}
        onChange={change('status')}
      />
      <FilterSelect
        label={t('connections.filter.ownerKind')}
        allLabel={t('connections.filter.ownerKind.all')}
        value={query.ownerKind ?? ''}
        options={OWNER_KINDS.map((kind) => ({
          value: kind,
          label: t(`connections.ownerKind.${kind}`),
        }))}
        onChange={change('ownerKind')}
      />
      {isFiltered && (
        <Button size="S" variant="ghost" onClick={clear}>
          {t('connections.filter.clear')}
        </Button>
      )}
    </Flex>
  );
};
