import { Grid } from '@strapi/design-system';

import { PKCE_METHODS, REQUEST_FORMATS } from '../../../server/src/protocol-settings';
import { useTranslate } from '../hooks/useTranslate';
import { ParamsField } from './ParamsField';
import { ProtocolGroup, ProtocolRows, ProtocolSelect, ProtocolText } from './ProtocolFields';
import { ScopeSeparatorField } from './ScopeSeparatorField';

export const AuthorizationRequestFields = () => {
  const t = useTranslate();
  return (
    <ProtocolGroup title={t('form.protocol.authorizationRequest')}>
      <ProtocolSelect
        name="pkce"
        options={PKCE_METHODS.map((method) => ({
          value: method,
          label: t(`form.protocol.pkce.${method}`),
        }))}
      />
      <ProtocolText name="responseType" />
      <ScopeSeparatorField />
      <ProtocolRows name="authorizationParamNames" kind="name" />
    </ProtocolGroup>
  );
};

export const CallbackFields = () => {
  const t = useTranslate();
  return (
    <ProtocolGroup title={t('form.protocol.callback')}>
      <ProtocolText name="codeParam" />
    </ProtocolGroup>
  );
};

export const TokenRequestFields = () => {
  const t = useTranslate();
  const formats = REQUEST_FORMATS.map((format) => ({
    value: format,
    label: t(`form.protocol.requestFormat.${format}`),
  }));
  const asOthers = { value: null, label: t('form.protocol.refreshRequestFormat.asOthers') };
  return (
    <ProtocolGroup title={t('form.protocol.tokenRequests')}>
      <ProtocolSelect name="requestFormat" options={formats} />
      <ProtocolSelect name="refreshRequestFormat" options={[asOthers, ...formats]} />
      <Grid.Item col={12} direction="column" alignItems="stretch">
        <ParamsField
          name="tokenParams"
          label={t('form.tokenParams')}
          hint={t('form.tokenParams.hint')}
        />
      </Grid.Item>
      <ProtocolRows name="refreshParams" kind="parameter" />
      <ProtocolRows name="tokenParamNames" kind="name" />
      <ProtocolRows name="requestHeaders" kind="header" />
    </ProtocolGroup>
  );
};

export const ApiRequestFields = () => {
  const t = useTranslate();
  return (
    <ProtocolGroup title={t('form.protocol.apiRequests')}>
      <ProtocolText name="apiHeader" />
      <ProtocolText name="apiScheme" />
      <ProtocolRows name="apiHeaders" kind="header" />
    </ProtocolGroup>
  );
};
