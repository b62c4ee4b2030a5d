import { forEachEndpoint } from '../../../server/src/endpoints';
import type { AppFields } from '../../../server/src/store/apps';

/** An app as the store accepts it, without addresses unless a test sets them. */
export const appFields = (
  fields: Partial<AppFields> & { key: string; name: string }
): AppFields => ({
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
    codeChallengeMethodsSupported: ['S256'],
    idTokenSigningAlgValuesSupported: ['RS256'],
  },
  apiOrigins: [],
  enabled: true,
  ...fields,
});
