import { Grid } from '@strapi/design-system';

import type { AppInput } from '../../../server/src/contracts';
import {
  ACCESS_TOKEN_ON_REFRESH,
  PKCE_METHODS,
  REQUEST_FORMATS,
  REVOKED_TOKENS,
} from '../../../server/src/protocol-settings';
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

/** The formats of a request, and those of one request alone. */
const useFormats = () => {
  const t = useTranslate();
  const formats = REQUEST_FORMATS.map((format) => ({
    value: format,
    label: t(`form.protocol.requestFormat.${format}`),
  }));
  const asOthers = { value: null, label: t('form.protocol.requestFormat.asOthers') };
  return { formats, ownFormats: [asOthers, ...formats] };
};

export const TokenRequestFields = () => {
  const t = useTranslate();
  const { formats, ownFormats } = useFormats();
  return (
    <ProtocolGroup title={t('form.protocol.tokenRequests')}>
      <ProtocolSelect name="requestFormat" options={formats} />
      <ProtocolSelect name="refreshRequestFormat" options={ownFormats} />
      <Grid.Item col={12} direction="column" alignItems="stretch">
        <ParamsField
          name="tokenParams"
          label={t('form.tokenParams')}
          hint={t('form.tokenParams.hint')}
        />
      </Grid.Item>
      <ProtocolRows name="refreshParams" kind="parameter" />
      <ProtocolSelect
        name="accessTokenOnRefresh"
        options={ACCESS_TOKEN_ON_REFRESH.map((effect) => ({
          value: effect,
          label: t(`form.protocol.accessTokenOnRefresh.${effect}`),
        }))}
      />
      <ProtocolSelect name="secondTokenRequestFormat" options={ownFormats} />
      <ProtocolRows name="secondTokenParams" kind="parameter" />
      <ProtocolRows name="tokenParamNames" kind="name" />
      <ProtocolRows name="requestHeaders" kind="header" />
    </ProtocolGroup>
  );
};

interface RevocationFieldsProps {
  methods: AppInput['clientAuthMethod'][];
}

export const RevocationFields = ({ methods }: RevocationFieldsProps) => {
  const t = useTranslate();
  const { ownFormats } = useFormats();
  const asOthers = { value: null, label: t('form.protocol.revocationAuthMethod.asOthers') };
  // A client with a key has it for all its requests.
  const ownMethods = methods
    .filter((method) => method !== 'private_key_jwt')
    .map((method) => ({ value: method, label: t(`form.clientAuthMethod.${method}`) }));
  return (
    <ProtocolGroup title={t('form.protocol.revocation')}>
      <ProtocolSelect name="revocationRequestFormat" options={ownFormats} />
      <ProtocolSelect name="revocationAuthMethod" options={[asOthers, ...ownMethods]} />
      <ProtocolSelect
        name="revokedToken"
        options={REVOKED_TOKENS.map((token) => ({
          value: token,
          label: t(`form.protocol.revokedToken.${token}`),
        }))}
      />
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
