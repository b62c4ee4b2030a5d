import type {
  DiscoveredConfiguration,
  PkceMethod,
  ProviderPreset,
} from '../../../server/src/contracts';
import {
  calledEndpoints,
  ENDPOINTS,
  forEachEndpoint,
  type Endpoint,
} from '../../../server/src/endpoints';
import { withStandard } from '../../../server/src/protocol-settings';
import { withFixedValues } from './addresses';
import { emptyAppForm, type AppFormValues } from './appForm';
import { refusesPkce } from './discoveryFindings';

/** The addresses that the metadata names. */
export const ADDRESSES = ['issuer', ...ENDPOINTS] as const;

type Address = (typeof ADDRESSES)[number];

/** The value filled into each field. A field says so while it still holds the value. */
export interface Filled extends Partial<Record<Address, string>> {
  clientAuthMethod?: AuthMethod;
  pkce?: PkceMethod;
}

export interface Prefill {
  values: AppFormValues;
  filled: Filled;
  /** Fields whose value belonged to another provider. */
  cleared: number;
  /** What was in fields that now hold something else. */
  lost: { field: Address; former: string }[];
}

type AuthMethod = AppFormValues['clientAuthMethod'];

/** No metadata names the other methods, because they are in no registry. */
const REGISTERED_METHODS: readonly AuthMethod[] = [
  'client_secret_basic',
  'client_secret_post',
  'none',
  'private_key_jwt',
];

const chooseAuthMethod = (
  current: AuthMethod,
  supported: readonly AuthMethod[],
  isSameProvider: boolean
): AuthMethod => {
  const isUnnamed = isSameProvider && !REGISTERED_METHODS.includes(current);
  return isUnnamed || supported.includes(current) ? current : (supported[0] ?? current);
};

const lostFrom = (values: AppFormValues, next: AppFormValues): Prefill['lost'] =>
  ADDRESSES.map((field) => ({ field, former: values[field] })).filter(
    ({ field, former }) => former !== '' && next[field] !== former
  );

/** The key's algorithm as it is, unless the provider names only others. */
const chooseKeyAlgorithm = (
  { clientKeyAlgorithm }: AppFormValues['protocol'],
  supported: DiscoveredConfiguration['clientKeyAlgorithmsSupported']
) =>
  supported.includes(clientKeyAlgorithm)
    ? clientKeyAlgorithm
    : (supported[0] ?? clientKeyAlgorithm);

/**
 * Takes over everything that the provider advertised and the app calls. An address with variables stays if it stands
 * for the advertised one. A field that it did not advertise keeps its
 * value, unless the value belongs to another provider.
 */
export const applyDiscovery = (values: AppFormValues, found: DiscoveredConfiguration): Prefill => {
  const isAt = (typed: string, address: string) =>
    withFixedValues(typed, values.variables) === address;
  const isSameProvider = !values.issuer || isAt(values.issuer, found.issuer);
  const issuer = isAt(values.issuer, found.issuer) ? values.issuer : found.issuer;
  const next = { ...values, issuer, capabilities: found.capabilities };
  const filled: Filled = { issuer };
  let cleared = 0;

  for (const field of calledEndpoints(values.protocol.grantType)) {
    const endpoint = found[field];
    if (endpoint) {
      next[field] = isAt(values[field], endpoint) ? values[field] : endpoint;
      filled[field] = next[field];
    } else if (!isSameProvider && values[field]) {
      next[field] = '';
      cleared += 1;
    }
  }

  next.clientAuthMethod = chooseAuthMethod(
    values.clientAuthMethod,
    found.clientAuthMethodsSupported,
    isSameProvider
  );
  const clientKeyAlgorithm = chooseKeyAlgorithm(
    values.protocol,
    found.clientKeyAlgorithmsSupported
  );
  if (next.clientAuthMethod === 'private_key_jwt') {
    next.protocol = { ...values.protocol, clientKeyAlgorithm };
  }
  if (next.clientAuthMethod !== values.clientAuthMethod) {
    filled.clientAuthMethod = next.clientAuthMethod;
  }
  const { codeChallengeMethodsSupported } = found.capabilities;
  if (values.protocol.pkce !== 'none' && refusesPkce(codeChallengeMethodsSupported)) {
    filled.pkce = 'none';
    next.protocol = { ...next.protocol, pkce: filled.pkce };
  }
  return { values: next, filled, cleared, lost: lostFrom(values, next) };
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
  | 'protocol'
  | 'variables'
>;

const toPresetValues = (preset: ProviderPreset): PresetValues => ({
  discoveryUrl: preset.discoveryUrl ?? '',
  issuer: preset.issuer ?? '',
  ...forEachEndpoint((endpoint) => preset.endpoints[endpoint] ?? ''),
  scopes: preset.scopes,
  authorizationParams: preset.authorizationParams,
  tokenParams: preset.tokenParams,
  apiOrigins: preset.apiOrigins,
  protocol: withStandard(preset.protocol),
  variables: preset.variables,
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
  const empty = emptyAppForm(preset.id);
  const leftovers: Partial<PresetValues> = former ? toPresetValues(former) : {};
  const changes: Partial<PresetValues> = {};
  let count = 0;

  const fill = <Field extends keyof PresetValues>(field: Field) => {
    const value: PresetValues[Field] = known[field];
    if (!isSame(value, empty[field])) {
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
