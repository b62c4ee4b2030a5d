import { preset } from './preset';

/** Any OAuth 2.0 or OpenID Connect provider. RFC 6749 §2.3.1 requires all to support Basic. */
export const custom = preset({
  id: 'custom',
  name: 'Custom',
  clientAuthMethod: 'client_secret_basic',
});
