/** Parameters that authenticate the client; they belong to its settings, in every request. */
const CLIENT_PARAMS = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
] as const;

/**
 * Names that may not be extra authorization parameters: the protocol sets them, or they would
 * replace the request as a whole (`request`, `request_uri`, RFC 9101).
 *
 * `response_mode` is free, because `form_post` is legal and some providers demand it; only `query`
 * and `form_post` come back to the callback, so the other modes are refused when the URL is built.
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

/** Names that may not be extra parameters of a token request: the grants set them. */
export const RESERVED_TOKEN_PARAMS: readonly string[] = [
  ...CLIENT_PARAMS,
  'grant_type',
  'code',
  'redirect_uri',
  'code_verifier',
  'refresh_token',
  'scope',
  'username',
  'password',
  'assertion',
];
