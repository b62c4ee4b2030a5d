import { Grid } from '@strapi/design-system';

import type { LifetimeUnit, ResponseMember } from '../../../server/src/contracts';
import {
  ID_TOKEN_USES,
  LIFETIME_UNITS,
  RESPONSE_MEMBER_NAMES,
} from '../../../server/src/protocol-settings';
import { useTranslate } from '../hooks/useTranslate';
import { isName } from '../utils/rowProblems';
import { isPlace } from '../utils/validateProtocol';
import { ProtocolGroup, ProtocolRows, ProtocolSelect } from './ProtocolFields';
import { TextListField } from './TextListField';

const UNITS = Object.keys(LIFETIME_UNITS) as LifetimeUnit[];

const PlacesField = ({ member }: { member: ResponseMember }) => {
  const t = useTranslate();
  return (
    <Grid.Item col={6} xs={12} alignItems="flex-start">
      <TextListField
        name={`protocol.responsePlaces.${member}`}
        label={t(`form.protocol.responsePlaces.${member}`)}
        hint={t(`form.protocol.responsePlaces.${member}.hint`)}
        accept={(text) => (isPlace(text) ? text : null)}
        refusal={(value) => t('form.error.place', { value })}
      />
    </Grid.Item>
  );
};

const TokenTypesField = () => {
  const t = useTranslate();
  return (
    <Grid.Item col={6} xs={12} alignItems="flex-start">
      <TextListField
        name="protocol.tokenTypes"
        label={t('form.protocol.tokenTypes')}
        hint={t('form.protocol.tokenTypes.hint')}
        accept={(text) => (isName(text) ? text : null)}
        refusal={() => t('form.error.paramKeyCharacters')}
      />
    </Grid.Item>
  );
};

export const ResponseFields = () => {
  const t = useTranslate();
  return (
    <ProtocolGroup
      title={t('form.protocol.responses')}
      description={t('form.protocol.responses.description')}
    >
      {RESPONSE_MEMBER_NAMES.map((member) => (
        <PlacesField key={member} member={member} />
      ))}
      <ProtocolSelect
        name="idTokens"
        options={ID_TOKEN_USES.map((use) => ({
          value: use,
          label: t(`form.protocol.idTokens.${use}`),
        }))}
      />
      <ProtocolSelect
        name="lifetimeUnit"
        options={UNITS.map((unit) => ({
          value: unit,
          label: t(`form.protocol.lifetimeUnit.${unit}`),
        }))}
      />
      <TokenTypesField />
      <ProtocolRows name="endedGrantWords" kind="word" />
    </ProtocolGroup>
  );
};
