import type { AppInput, AppVariable } from '../../../server/src/contracts';
import { forEachEndpoint } from '../../../server/src/endpoints';
import { STANDARD_PROTOCOL } from '../../../server/src/protocol-settings';
import type { AppFields } from '../../../server/src/store/apps';

/** An app as the form sends it, without addresses unless a test sets them. */
export const appInput = (changes: Partial<AppInput> & { name: string }): AppInput => ({
  provider: 'custom',
  discoveryUrl: null,
  issuer: null,
  ...forEachEndpoint(() => null),
  clientId: 'client',
  clientAuthMethod: 'none',
  scopes: [],
  authorizationParams: [],
  tokenParams: [],
  capabilities: {
    authorizationResponseIssParameterSupported: false,
    codeChallengeMethodsSupported: [],
    idTokenSigningAlgValuesSupported: [],
  },
  apiOrigins: [],
  enabled: true,
  ...changes,
});

/** An app as the store accepts it, of a provider that supports PKCE. */
export const appFields = (
  fields: Partial<AppFields> & { key: string; name: string }
): AppFields => ({
  ...appInput({ name: fields.name }),
  protocol: STANDARD_PROTOCOL,
  capabilities: {
    authorizationResponseIssParameterSupported: false,
    codeChallengeMethodsSupported: ['S256'],
    idTokenSigningAlgValuesSupported: ['RS256'],
  },
  ...fields,
});

/** A variable that the person who connects gives, unless a test says otherwise. */
export const aVariable = (changes: Partial<AppVariable> = {}): AppVariable => ({
  name: 'shop',
  source: 'person',
  from: '',
  label: '',
  pattern: '',
  example: '',
  ...changes,
});
