import { Grid } from '@strapi/design-system';

import { GRANT_TYPES } from '../../../server/src/protocol-settings';
import { useAppForm } from '../hooks/useAppForm';
import { useTranslate } from '../hooks/useTranslate';
import { ProtocolGroup, ProtocolSelect, ProtocolText } from './ProtocolFields';
import { TextAreaField } from './TextAreaField';

interface GrantFieldsProps {
  hasAssertionKey: boolean;
}

/** What signs an assertion, and what it says. */
const AssertionFields = ({ hasAssertionKey }: GrantFieldsProps) => {
  const t = useTranslate();
  return (
    <>
      <Grid.Item col={12} xs={12} alignItems="flex-start">
        <TextAreaField
          name="assertionKey"
          label={t('form.assertionKey')}
          hint={t(hasAssertionKey ? 'form.assertionKey.hint.set' : 'form.assertionKey.hint')}
          placeholder={hasAssertionKey ? t('form.assertionKey.set') : undefined}
        />
      </Grid.Item>
      <ProtocolText name="assertionSubject" />
      <ProtocolText name="assertionAudience" />
    </>
  );
};

/** How the app's tokens are obtained. */
export const GrantFields = ({ hasAssertionKey }: GrantFieldsProps) => {
  const t = useTranslate();
  const { values, errors } = useAppForm();
  const isAsserted = values.protocol.grantType === 'jwt_bearer' || Boolean(errors.assertionKey);
  return (
    <ProtocolGroup title={t('form.protocol.grant')}>
      <ProtocolSelect
        name="grantType"
        options={GRANT_TYPES.map((grantType) => ({
          value: grantType,
          label: t(`form.protocol.grantType.${grantType}`),
        }))}
      />
      {isAsserted && <AssertionFields hasAssertionKey={hasAssertionKey} />}
    </ProtocolGroup>
  );
};
