import { Grid, Typography } from '@strapi/design-system';

import { useAppForm } from '../hooks/useAppForm';
import { useHint } from '../hooks/useHint';
import { useTranslate, type TranslationKey } from '../hooks/useTranslate';
import { calledEndpoints, NEEDED_ENDPOINTS, type Endpoint } from '../../../server/src/endpoints';
import type { Filled } from '../utils/prefill';
import { TextField } from './TextField';

interface EndpointFieldsProps {
  filled: Filled;
}

/** The other fields are optional, unless nobody can connect without them. */
const HINTS: Partial<Record<Endpoint, TranslationKey>> = {
  secondTokenEndpoint: 'form.secondTokenEndpoint.hint',
  refreshEndpoint: 'form.refreshEndpoint.hint',
  pushedAuthorizationRequestEndpoint: 'form.pushedAuthorizationRequestEndpoint.hint',
};

const Capabilities = () => {
  const t = useTranslate();
  const { capabilities } = useAppForm().values;
  const hint = useHint('capabilities');
  const said = [
    capabilities.codeChallengeMethodsSupported.length > 0 &&
      t('form.capabilities.pkce', {
        methods: capabilities.codeChallengeMethodsSupported.join(', '),
      }),
    capabilities.idTokenSigningAlgValuesSupported.length > 0 &&
      t('form.capabilities.alg', {
        algorithms: capabilities.idTokenSigningAlgValuesSupported.join(', '),
      }),
    capabilities.authorizationResponseIssParameterSupported && t('form.capabilities.iss'),
  ].filter(Boolean);
  if (said.length === 0 && !hint) return null;
  return (
    <Grid.Item col={12}>
      <Typography variant="pi" textColor="neutral600">
        {said.length > 0 && `${t('form.capabilities')} ${said.join(' · ')}`}
        {hint}
      </Typography>
    </Grid.Item>
  );
};

export const EndpointFields = ({ filled }: EndpointFieldsProps) => {
  const t = useTranslate();
  const { grantType } = useAppForm().values.protocol;
  const needed: readonly Endpoint[] = NEEDED_ENDPOINTS[grantType];
  const hintOf = (name: Endpoint) => (needed.includes(name) ? 'form.needed' : HINTS[name]);
  return (
    <>
      <Grid.Item col={6} xs={12} alignItems="flex-start">
        <TextField
          name="issuer"
          type="url"
          label={t('form.issuer')}
          hint={t('form.optional')}
          filledValue={filled.issuer}
        />
      </Grid.Item>
      {calledEndpoints(grantType).map((name) => (
        <Grid.Item key={name} col={6} xs={12} alignItems="flex-start">
          <TextField
            name={name}
            type="url"
            label={t(`form.${name}`)}
            hint={t(hintOf(name) ?? 'form.optional')}
            filledValue={filled[name]}
          />
        </Grid.Item>
      ))}
      <Capabilities />
    </>
  );
};
