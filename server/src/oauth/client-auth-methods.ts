/**
 * How the client authenticates at the token endpoint. The first two and `none` are those of the
 * IANA registry "OAuth Token Endpoint Authentication Methods" (RFC 7591 §2). The others are for
 * providers that deviate from RFC 6749 §2.3.1: HTTP Basic without form encoding, HTTP Basic with
 * the secret as the user name, and the secret in header and body.
 */
export const CLIENT_AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_basic_unencoded',
  'client_secret_as_username',
  'client_secret_basic_and_post',
  'none',
] as const;

export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number];
