import { GRANT_TYPES } from '../../../server/src/protocol-settings';
import { useTranslate } from '../hooks/useTranslate';
import { ProtocolGroup, ProtocolSelect } from './ProtocolFields';

/** How the app's tokens are obtained. */
export const GrantFields = () => {
  const t = useTranslate();
  return (
    <ProtocolGroup title={t('form.protocol.grant')}>
      <ProtocolSelect
        name="grantType"
        options={GRANT_TYPES.map((grantType) => ({
          value: grantType,
          label: t(`form.protocol.grantType.${grantType}`),
        }))}
      />
    </ProtocolGroup>
  );
};
