import { createPrivateKey, type KeyObject } from 'node:crypto';

import type { AssertionKey } from '../protocol-settings';
import { isJsonObject, type JsonObject } from './errors/provider-fault';

/** What a pasted text holds. A PEM has nothing but the key. */
export interface KeyFile {
  key: AssertionKey;
  /** `client_email` of a service account. */
  issuer: string | null;
  /** `token_uri` of a service account. */
  tokenEndpoint: string | null;
}

/** The text is no usable key. The message says what to do, and repeats nothing of the text. */
export class UnusableKey extends Error {}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** The JWS algorithm that a key can sign with (RFC 7518 §3.1, RFC 8037 §3.1); null if none. */
export const algorithmOf = ({
  asymmetricKeyType: type,
  asymmetricKeyDetails: details = {},
}: KeyObject): 'RS256' | 'ES256' | 'EdDSA' | null => {
  // RFC 7518 §3.3: a shorter RSA key must not be used.
  if (type === 'rsa') return (details.modulusLength ?? 0) >= 2_048 ? 'RS256' : null;
  if (type === 'ec') return details.namedCurve === 'prime256v1' ? 'ES256' : null;
  return type === 'ed25519' ? 'EdDSA' : null;
};

const refusePem = (pem: string): void => {
  if (/-----BEGIN (?:RSA |EC )?PUBLIC KEY|-----BEGIN CERTIFICATE/.test(pem)) {
    throw new UnusableKey(
      'This is a public key or a certificate. Register it at the provider, and paste the private key here.'
    );
  }
  if (/-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    throw new UnusableKey(
      'This private key is encrypted. Decrypt it first, for example with: openssl pkcs8 -in key.pem -out plain.pem'
    );
  }
};

const parsePem = (pem: string): KeyObject => {
  refusePem(pem);
  try {
    return createPrivateKey(pem);
  } catch {
    throw new UnusableKey(
      "This is no private key. Paste a service account's JSON file, or a private key that begins with -----BEGIN PRIVATE KEY-----."
    );
  }
};

const readPem = (text: string, kid: string | null): AssertionKey => {
  const key = parsePem(text);
  if (algorithmOf(key) === null) {
    throw new UnusableKey(
      'This kind of key is not supported. Use RSA with at least 2048 bits, EC with the curve P-256, or Ed25519.'
    );
  }
  return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(), kid };
};

const parseFile = (text: string): JsonObject => {
  try {
    const file: unknown = JSON.parse(text);
    if (isJsonObject(file)) return file;
  } catch {
    // Explained below.
  }
  throw new UnusableKey(
    'This is no complete JSON file. Paste the whole file of the service account.'
  );
};

/** A service account's file, as Google's console makes it. */
const readFile = (text: string): KeyFile => {
  const file = parseFile(text);
  if (file.type === 'authorized_user') {
    throw new UnusableKey(
      "These are a person's own credentials (authorized_user). Create a key of a service account, and paste its JSON file."
    );
  }
  const pem = textOrNull(file.private_key);
  if (pem === null) {
    throw new UnusableKey(
      'This JSON file has no private_key. Create a key of the type JSON for the service account, and paste its file.'
    );
  }
  return {
    key: readPem(pem, textOrNull(file.private_key_id)),
    issuer: textOrNull(file.client_email),
    tokenEndpoint: textOrNull(file.token_uri),
  };
};

/**
 * Reads a pasted private key: a service account's JSON file, or a PEM (PKCS #8, PKCS #1 or SEC 1).
 * @throws {UnusableKey}
 */
export const readKeyFile = (pasted: string): KeyFile => {
  const text = pasted.trim();
  if (text.startsWith('{')) return readFile(text);
  return { key: readPem(text, null), issuer: null, tokenEndpoint: null };
};
