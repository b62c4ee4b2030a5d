import { randomBytes } from 'node:crypto';

/** 256 random bits as 43 characters of base64url. */
const newSecret = (): string => randomBytes(32).toString('base64url');

/** A `state` (RFC 6749 §10.12), 256 bits. */
export const newState = newSecret;

/** A `code_verifier` of 43 characters (RFC 7636 §4.1). */
export const newCodeVerifier = newSecret;

/** A `nonce` (OpenID Connect Core §15.5.2). */
export const newNonce = newSecret;
