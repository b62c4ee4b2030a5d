import type {
  AppBackgroundRefresh,
  AppDetails,
  AppInput,
  AppUpdate,
  AppVariable,
  KeyValue,
  ProtocolSettings,
  ProviderCapabilities,
} from '../../../server/src/contracts';
import { ENDPOINTS, forEachEndpoint, type Endpoint } from '../../../server/src/endpoints';
import { deviationsOf, STANDARD_PROTOCOL } from '../../../server/src/protocol-settings';

/** The fields of the form that hold an address. */
export const ADDRESS_FIELDS = ['discoveryUrl', 'issuer', ...ENDPOINTS] as const;

/** The form's values: like the API's, but with an empty string for an unset value. */
export interface AppFormValues extends Record<Endpoint, string> {
  name: string;
  key: string;
  provider: string;
  discoveryUrl: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  assertionKey: string;
  clientAuthMethod: AppInput['clientAuthMethod'];
  scopes: string[];
  authorizationParams: KeyValue[];
  tokenParams: KeyValue[];
  apiOrigins: string[];
  capabilities: ProviderCapabilities;
  enabled: boolean;
  backgroundRefresh: AppBackgroundRefresh;
  defaultLifetimeSeconds: number | null;
  protocol: ProtocolSettings;
  variables: AppVariable[];
}

const NO_CAPABILITIES: ProviderCapabilities = {
  authorizationResponseIssParameterSupported: false,
  codeChallengeMethodsSupported: [],
  idTokenSigningAlgValuesSupported: [],
};

export const emptyAppForm = (provider: string): AppFormValues => ({
  name: '',
  key: '',
  provider,
  discoveryUrl: '',
  issuer: '',
  ...forEachEndpoint(() => ''),
  clientId: '',
  clientSecret: '',
  assertionKey: '',
  clientAuthMethod: 'client_secret_basic',
  scopes: [],
  authorizationParams: [],
  tokenParams: [],
  apiOrigins: [],
  capabilities: NO_CAPABILITIES,
  enabled: true,
  backgroundRefresh: { enabled: true, activeDays: null, idleIntervalDays: null },
  defaultLifetimeSeconds: null,
  protocol: STANDARD_PROTOCOL,
  variables: [],
});

export const toFormValues = (app: AppDetails): AppFormValues => ({
  name: app.name,
  key: app.key,
  provider: app.provider,
  discoveryUrl: app.discoveryUrl ?? '',
  issuer: app.issuer ?? '',
  ...forEachEndpoint((endpoint) => app[endpoint] ?? ''),
  clientId: app.clientId,
  clientSecret: '',
  assertionKey: '',
  clientAuthMethod: app.clientAuthMethod,
  scopes: app.scopes,
  authorizationParams: app.authorizationParams,
  tokenParams: app.tokenParams,
  apiOrigins: app.apiOrigins,
  capabilities: app.capabilities,
  enabled: app.enabled,
  backgroundRefresh: app.backgroundRefresh,
  defaultLifetimeSeconds: app.defaultLifetimeSeconds,
  protocol: app.protocol,
  variables: app.variables,
});

const orNull = (text: string): string | null => text.trim() || null;

/** Every field but the key; a secret is absent if it stays. */
type WrittenFields = Required<Omit<AppInput, 'key' | 'clientSecret' | 'assertionKey'>> &
  Pick<AppInput, 'clientSecret' | 'assertionKey'>;

const toFields = (values: AppFormValues): WrittenFields => ({
  name: values.name.trim(),
  provider: values.provider,
  discoveryUrl: orNull(values.discoveryUrl),
  issuer: orNull(values.issuer),
  ...forEachEndpoint((endpoint) => orNull(values[endpoint])),
  clientId: values.clientId.trim(),
  // Omitted if empty, so that the stored secret stays.
  ...(values.clientSecret && { clientSecret: values.clientSecret }),
  ...(values.assertionKey && { assertionKey: values.assertionKey }),
  clientAuthMethod: values.clientAuthMethod,
  scopes: values.scopes,
  authorizationParams: values.authorizationParams,
  tokenParams: values.tokenParams,
  apiOrigins: values.apiOrigins,
  capabilities: values.capabilities,
  enabled: values.enabled,
  backgroundRefresh: values.backgroundRefresh,
  defaultLifetimeSeconds: values.defaultLifetimeSeconds,
  protocol: values.protocol,
  variables: values.variables,
});

/** `configVersion` is the version that the values are based on. */
export const toAppUpdate = (values: AppFormValues, configVersion: number): AppUpdate => ({
  ...toFields(values),
  configVersion,
});

export const toAppInput = (values: AppFormValues): AppInput => ({
  ...toFields(values),
  key: values.key || undefined,
});

/** The number of settings in which the provider differs from the standard. */
export const countDeviations = ({
  protocol,
  tokenParams,
  variables,
}: Pick<AppFormValues, 'protocol' | 'tokenParams' | 'variables'>): number => {
  const { responsePlaces = {}, ...others } = deviationsOf(protocol) ?? {};
  const named = [...Object.keys(others), ...Object.keys(responsePlaces)];
  const lists = [tokenParams, variables].filter(({ length }) => length > 0);
  return named.length + lists.length;
};
