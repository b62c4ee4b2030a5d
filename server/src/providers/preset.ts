import type { AppVariable, ProviderPreset, RefreshTokenNeeds } from '../contracts';

/** What a provider requires for a refresh token. Absent fields mean no requirement. */
export const refreshTokenNeeds = (needs: Partial<RefreshTokenNeeds>): RefreshTokenNeeds => ({
  scopes: [],
  authorizationParams: [],
  console: null,
  ...needs,
});

/** A part of the addresses that an admin fixes for the app. */
export const fixedPart = (name: string, label: string, example: string): AppVariable => ({
  name,
  source: 'app',
  from: '',
  label,
  pattern: '',
  example,
});

/** A value that the callback or the token response tells. `pattern`: of a value in an address. */
export const toldValue = (
  name: string,
  source: 'callback' | 'response',
  from: string,
  pattern = ''
): AppVariable => ({ name, source, from, label: '', pattern, example: '' });

/**
 * Creates a preset from the particulars of a provider. Defaults: no discovery, the client secret in
 * the body (which every provider here that keeps this default accepts), no extra parameters, no
 * requirement for a refresh token.
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
  protocol: {},
  variables: [],
  refreshTokenNeeds: null,
  usefulScopes: [],
  hints: [],
  consoleUrl: null,
  documentationUrl: null,
  sources: [],
  checkedOn: null,
  openQuestions: [],
  ...particulars,
});
