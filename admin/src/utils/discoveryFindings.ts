import type { DiscoveredConfiguration, PkceMethod } from '../../../server/src/contracts';

/** OpenID Connect Core §11: the scope that asks for a refresh token. */
export const OFFLINE_ACCESS = 'offline_access';

/** Whether the provider lists the scope, and the app does not ask for it. */
export const wantsOfflineAccess = (
  scopes: readonly string[],
  { scopesSupported }: Pick<DiscoveredConfiguration, 'scopesSupported'>
): boolean => scopesSupported.includes(OFFLINE_ACCESS) && !scopes.includes(OFFLINE_ACCESS);

/**
 * Whether the provider rules out the plugin's method of PKCE. It does only by naming others. RFC 8414
 * §2 says that a provider without the list does not support PKCE, but many do without saying so,
 * and the others ignore the parameters (RFC 6749 §3.1).
 */
export const refusesPkce = (methods: readonly string[]): boolean =>
  methods.length > 0 && !methods.includes('S256');

/** `unused`: the provider supports PKCE, but the app does not use it. */
export type PkceFinding = 'supported' | 'refused' | 'unsaid' | 'unused';

/** What the metadata means for PKCE in this app; null: nothing to say. */
export const pkceFinding = (pkce: PkceMethod, methods: readonly string[]): PkceFinding | null => {
  const isOn = pkce === 'S256';
  if (refusesPkce(methods)) return isOn ? null : 'refused';
  if (methods.length === 0) return isOn ? 'unsaid' : null;
  return isOn ? 'supported' : 'unused';
};
