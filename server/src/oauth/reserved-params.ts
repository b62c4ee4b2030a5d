/** Parameters that authenticate the client. In every request they come from the app's settings. */
export const CLIENT_PARAMS: readonly string[] = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
];

/**
 * Names that are not allowed for extra authorization parameters: the protocol sets them, or they
 * would replace the whole request (`request`, `request_uri`, RFC 9101).
 *
 * `response_mode` is not reserved, because `form_post` is legal and some providers require it. Not
 * every mode reaches the callback, so `buildAuthorizationUrl` refuses the other ones.
 */
export const RESERVED_AUTHORIZATION_PARAMS: readonly string[] = [
  ...CLIENT_PARAMS,
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
  'dpop_jkt',
];

/** Names that are not allowed for extra parameters of a token request: the grants set them. */
export const RESERVED_TOKEN_PARAMS: readonly string[] = [
  ...CLIENT_PARAMS,
  'grant_type',
  'code',
  'redirect_uri',
  'code_verifier',
  'device_code',
  'refresh_token',
  'scope',
  'username',
  'password',
  'assertion',
];
