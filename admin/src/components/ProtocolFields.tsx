import { useId, type ReactNode } from 'react';
import { Flex, Grid, Typography } from '@strapi/design-system';

import type { KeyValue, ProtocolSettings } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import type { NamesOf } from '../utils/formPaths';
import { ParamsField, type RowKind } from './ParamsField';
import { SelectField, type SelectOption } from './SelectField';
import { TextField } from './TextField';

interface ProtocolGroupProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}

/** Settings of one step of the protocol. */
export const ProtocolGroup = ({ title, description, children }: ProtocolGroupProps) => {
  const id = useId();
  return (
    <Flex role="group" aria-labelledby={id} direction="column" alignItems="stretch" gap={4}>
      <Typography id={id} tag="h3" variant="epsilon" fontWeight="bold">
        {title}
      </Typography>
      {description && (
        <Typography tag="p" textColor="neutral600">
          {description}
        </Typography>
      )}
      <Grid.Root gap={5}>{children}</Grid.Root>
    </Flex>
  );
};

interface ProtocolTextProps {
  name:
    | 'assertionSubject'
    | 'assertionAudience'
    | 'responseType'
    | 'codeParam'
    | 'apiHeader'
    | 'apiScheme';
}

export const ProtocolText = ({ name }: ProtocolTextProps) => {
  const t = useTranslate();
  return (
    <Grid.Item col={6} xs={12} alignItems="flex-start">
      <TextField
        name={`protocol.${name}`}
        label={t(`form.protocol.${name}`)}
        hint={t(`form.protocol.${name}.hint`)}
        autoComplete="off"
      />
    </Grid.Item>
  );
};

interface ProtocolSelectProps {
  name:
    | 'grantType'
    | 'pkce'
    | 'scopeSeparator'
    | 'clientKeyAlgorithm'
    | 'clientAssertionAudience'
    | 'requestFormat'
    | 'refreshRequestFormat'
    | 'accessTokenOnRefresh'
    | 'secondTokenRequestFormat'
    | 'revocationRequestFormat'
    | 'revocationAuthMethod'
    | 'revokedToken'
    | 'idTokens'
    | 'lifetimeUnit';
  options: readonly SelectOption[];
}

export const ProtocolSelect = ({ name, options }: ProtocolSelectProps) => {
  const t = useTranslate();
  return (
    <Grid.Item col={6} xs={12} alignItems="flex-start">
      <SelectField
        name={`protocol.${name}`}
        label={t(`form.protocol.${name}`)}
        hint={t(`form.protocol.${name}.hint`)}
        options={options}
      />
    </Grid.Item>
  );
};

interface ProtocolRowsProps {
  name: NamesOf<ProtocolSettings, KeyValue[]>;
  kind: RowKind;
}

export const ProtocolRows = ({ name, kind }: ProtocolRowsProps) => {
  const t = useTranslate();
  return (
    <Grid.Item col={12} direction="column" alignItems="stretch">
      <ParamsField
        name={`protocol.${name}`}
        kind={kind}
        label={t(`form.protocol.${name}`)}
        hint={t(`form.protocol.${name}.hint`)}
      />
    </Grid.Item>
  );
};
