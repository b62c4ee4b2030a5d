import { preset } from './preset';

/** Any provider of OAuth 2.0 or OpenID Connect. Basic is what RFC 6749 §2.3.1 makes all support. */
export const custom = preset({
  id: 'custom',
  name: 'Custom',
  clientAuthMethod: 'client_secret_basic',
});
