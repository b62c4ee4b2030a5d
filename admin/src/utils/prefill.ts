import type { DiscoveredConfiguration, ProviderPreset } from '../../../server/src/contracts';
import { ENDPOINT_FIELDS, type AppFormValues, type EndpointField } from './appForm';

/** What was filled into which field: as long as the value is the same, the field says so. */
export type Filled = Partial<Record<EndpointField | 'issuer' | 'clientAuthMethod', string>>;

export interface Prefill {
  values: AppFormValues;
  filled: Filled;
  /** Fields whose value belonged to another provider. */
  cleared: number;
}

const chooseAuthMethod = (
  current: AppFormValues['clientAuthMethod'],
  supported: DiscoveredConfiguration['clientAuthMethodsSupported']
) => (supported.length === 0 || supported.includes(current) ? current : supported[0]);

/** Takes over all that the provider says; what it does not say stays, unless it is another provider's. */
export const applyDiscovery = (values: AppFormValues, found: DiscoveredConfiguration): Prefill => {
  const isSameProvider = !values.issuer || values.issuer === found.issuer;
  const next = { ...values, issuer: found.issuer, capabilities: found.capabilities };
  const filled: Filled = { issuer: found.issuer };
  let cleared = 0;

  for (const field of ENDPOINT_FIELDS) {
    const endpoint = found[field];
    if (endpoint) {
      next[field] = endpoint;
      filled[field] = endpoint;
    } else if (!isSameProvider && values[field]) {
      next[field] = '';
      cleared += 1;
    }
  }

  next.clientAuthMethod = chooseAuthMethod(
    values.clientAuthMethod,
    found.clientAuthMethodsSupported
  );
  if (next.clientAuthMethod !== values.clientAuthMethod) {
    filled.clientAuthMethod = next.clientAuthMethod;
  }
  return { values: next, filled, cleared };
};

type PresetValues = Pick<
  AppFormValues,
  | 'discoveryUrl'
  | 'issuer'
  | EndpointField
  | 'scopes'
  | 'authorizationParams'
  | 'tokenParams'
  | 'apiOrigins'
>;

const toPresetValues = (preset: ProviderPreset): PresetValues => ({
  discoveryUrl: preset.discoveryUrl ?? '',
  issuer: preset.issuer ?? '',
  authorizationEndpoint: preset.endpoints.authorizationEndpoint ?? '',
  tokenEndpoint: preset.endpoints.tokenEndpoint ?? '',
  revocationEndpoint: preset.endpoints.revocationEndpoint ?? '',
  userinfoEndpoint: preset.endpoints.userinfoEndpoint ?? '',
  introspectionEndpoint: preset.endpoints.introspectionEndpoint ?? '',
  jwksUri: preset.endpoints.jwksUri ?? '',
  deviceAuthorizationEndpoint: preset.endpoints.deviceAuthorizationEndpoint ?? '',
  pushedAuthorizationRequestEndpoint: preset.endpoints.pushedAuthorizationRequestEndpoint ?? '',
  scopes: preset.scopes,
  authorizationParams: preset.authorizationParams,
  tokenParams: preset.tokenParams,
  apiOrigins: preset.apiOrigins,
});

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Fills in what is known of a provider. What the user typed gives way to it; what only the former
 * preset had filled in goes.
 */
export const applyPreset = (
  values: AppFormValues,
  preset: ProviderPreset,
  former: ProviderPreset | undefined
): { values: AppFormValues; count: number } => {
  const known = toPresetValues(preset);
  const leftovers: Partial<PresetValues> = former ? toPresetValues(former) : {};
  const changes: Partial<PresetValues> = {};
  let count = 0;

  const fill = <Field extends keyof PresetValues>(field: Field) => {
    const value: PresetValues[Field] = known[field];
    if (value.length > 0) {
      changes[field] = value;
      count += 1;
    } else if (isSame(values[field], leftovers[field])) {
      changes[field] = value;
    }
  };
  (Object.keys(known) as (keyof PresetValues)[]).forEach(fill);

  const followsPreset = count > 0 || values.clientAuthMethod === former?.clientAuthMethod;
  const { clientAuthMethod } = followsPreset ? preset : values;
  return { values: { ...values, ...changes, clientAuthMethod, provider: preset.id }, count };
};
