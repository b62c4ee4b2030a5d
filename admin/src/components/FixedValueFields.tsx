import { Grid } from '@strapi/design-system';

import type { ProviderPreset } from '../../../server/src/contracts';
import { useAppForm } from '../hooks/useAppForm';
import { TextField } from './TextField';

interface FixedValueFieldsProps {
  preset: ProviderPreset | undefined;
}

/** The parts of a service's addresses that only the admin knows, such as the name of a shop. */
export const FixedValueFields = ({ preset }: FixedValueFieldsProps) => {
  const { values } = useAppForm();
  const known = preset?.variables.map(({ name }) => name) ?? [];
  return values.variables.map(({ name, source, label, example }, index) =>
    source === 'app' && known.includes(name) ? (
      <Grid.Item key={name} col={6} xs={12} alignItems="flex-start">
        <TextField
          name={`variables.${index}.from`}
          label={label || name}
          placeholder={example}
          required
          autoComplete="off"
        />
      </Grid.Item>
    ) : null
  );
};
