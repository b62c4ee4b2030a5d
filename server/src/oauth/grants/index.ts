import { authorizationCodeGrant } from './authorization-code';
import { clientCredentialsGrant } from './client-credentials';
import { DEVICE_CODE_GRANT, deviceCodeGrant } from './device-code';
import { jwtBearerGrant } from './jwt-bearer';
import { refreshTokenGrant } from './refresh-token';
import { tokenExchangeGrant } from './token-exchange';

export { DEVICE_CODE_GRANT };

/**
 * Every supported grant, by its `grant_type` (RFC 6749 §4.1.3, §4.4.2, §6; RFC 7523 §2.1; RFC 8628
 * §3.4; RFC 8693 §2.1).
 */
export const grants = {
  authorization_code: authorizationCodeGrant,
  client_credentials: clientCredentialsGrant,
  refresh_token: refreshTokenGrant,
  [DEVICE_CODE_GRANT]: deviceCodeGrant,
  'urn:ietf:params:oauth:grant-type:jwt-bearer': jwtBearerGrant,
  'urn:ietf:params:oauth:grant-type:token-exchange': tokenExchangeGrant,
};
