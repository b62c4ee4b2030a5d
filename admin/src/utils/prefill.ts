import type { DiscoveredConfiguration, ProviderPreset } from '../../../server/src/contracts';
import { ENDPOINTS, forEachEndpoint, type Endpoint } from '../../../server/src/endpoints';
import type { AppFormValues } from './appForm';

/** The value filled into each field. A field says so while it still holds the value. */
export type Filled = Partial<Record<Endpoint | 'issuer' | 'clientAuthMethod', string>>;

export interface Prefill {
  values: AppFormValues;
  filled: Filled;
  /** Fields whose value belonged to another provider. */
  cleared: number;
}

const chooseAuthMethod = (
  current: AppFormValues['clientAuthMethod'],
  supported: DiscoveredConfiguration['clientAuthMethodsSupported']
) => (supported.includes(current) ? current : (supported[0] ?? current));

/**
 * Takes over everything that the provider advertised. A field that it did not advertise keeps its
 * value, unless the value belongs to another provider.
 */
export const applyDiscovery = (values: AppFormValues, found: DiscoveredConfiguration): Prefill => {
  const isSameProvider = !values.issuer || values.issuer === found.issuer;
  const next = { ...values, issuer: found.issuer, capabilities: found.capabilities };
  const filled: Filled = { issuer: found.issuer };
  let cleared = 0;

  for (const field of ENDPOINTS) {
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
  | Endpoint
  | 'scopes'
  | 'authorizationParams'
  | 'tokenParams'
  | 'apiOrigins'
>;

const toPresetValues = (preset: ProviderPreset): PresetValues => ({
  discoveryUrl: preset.discoveryUrl ?? '',
  issuer: preset.issuer ?? '',
  ...forEachEndpoint((endpoint) => preset.endpoints[endpoint] ?? ''),
  scopes: preset.scopes,
  authorizationParams: preset.authorizationParams,
  tokenParams: preset.tokenParams,
  apiOrigins: preset.apiOrigins,
});

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Fills in the known values of a provider. They replace what the user typed. Values that only the
 * former preset filled in are removed.
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
