/**
 * How the client authenticates at the token endpoint. The names are those of the IANA registry
 * "OAuth Token Endpoint Authentication Methods" (RFC 7591 §2).
 */
export const CLIENT_AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none'] as const;

export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number];
