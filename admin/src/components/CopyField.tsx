import { useRef, type ReactNode } from 'react';
import { Box, Field, Flex, IconButton, TextInput } from '@strapi/design-system';
import { Duplicate } from '@strapi/icons';

import { useCopy } from '../hooks/useCopy';

interface CopyFieldProps {
  label: string;
  copyLabel: string;
  value: string;
  hint?: ReactNode;
}

/** A read-only value that can be copied. */
export const CopyField = ({ label, copyLabel, value, hint }: CopyFieldProps) => {
  const input = useRef<HTMLInputElement>(null);
  const copy = useCopy();

  const copyValue = async () => {
    if (!(await copy(value))) input.current?.select();
  };

  return (
    <Field.Root hint={hint} width="100%">
      <Field.Label>{label}</Field.Label>
      <Flex gap={2} width="100%">
        <Box grow={1} minWidth={0}>
          <TextInput ref={input} readOnly value={value} onFocus={({ target }) => target.select()} />
        </Box>
        <IconButton size="L" variant="secondary" label={copyLabel} onClick={copyValue}>
          <Duplicate />
        </IconButton>
      </Flex>
      <Field.Hint />
    </Field.Root>
  );
};
