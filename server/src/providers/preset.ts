import type { ProviderPreset } from '../contracts';

/**
 * A preset from what is particular to a provider. Left out: no discovery, the secret in the body
 * (which every one of these providers takes), no extra parameters.
 */
export const preset = (
  particulars: Pick<ProviderPreset, 'id' | 'name'> & Partial<ProviderPreset>
): ProviderPreset => ({
  discoveryUrl: null,
  issuer: null,
  endpoints: {},
  clientAuthMethod: 'client_secret_post',
  scopes: [],
  authorizationParams: [],
  tokenParams: [],
  apiOrigins: [],
  consoleUrl: null,
  documentationUrl: null,
  ...particulars,
});
