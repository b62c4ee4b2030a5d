/**
 * The methods that send the client secret. The first two are those of the IANA registry "OAuth
 * Token Endpoint Authentication Methods" (RFC 7591 §2). The others are for providers that deviate
 * from RFC 6749 §2.3.1: HTTP Basic without form encoding, HTTP Basic with the secret as the user
 * name, and the secret in header and body.
 */
export const SECRET_AUTH_METHODS = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_basic_unencoded',
  'client_secret_as_username',
  'client_secret_basic_and_post',
] as const;

export type SecretAuthMethod = (typeof SECRET_AUTH_METHODS)[number];

/** An app has a key only for `private_key_jwt` in all its requests. */
export const KEYLESS_AUTH_METHODS = [...SECRET_AUTH_METHODS, 'none'] as const;

export type KeylessAuthMethod = (typeof KEYLESS_AUTH_METHODS)[number];

/**
 * How the client authenticates at the token endpoint. `private_key_jwt` sends a JWT that it signs
 * with a key of the app (OpenID Connect Core §9, RFC 7523 §2.2). Discovery proposes the first one
 * that the provider supports.
 */
export const CLIENT_AUTH_METHODS = [...KEYLESS_AUTH_METHODS, 'private_key_jwt'] as const;

export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number];

export const usesClientSecret = (method: ClientAuthMethod): method is SecretAuthMethod =>
  SECRET_AUTH_METHODS.some((name) => name === method);
