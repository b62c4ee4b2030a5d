import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ENVELOPE_VERSION = 'ca1';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The place of a ciphertext. It does not open in any other field, row or table. */
export interface SecretLocation {
  table: string;
  uid: string;
  field: string;
  /** Further values of the row, such as its owner, that must not have changed. */
  boundTo?: readonly (string | null)[];
}

/** The parts of `ca1.<kid>.<iv>.<ciphertext ‖ tag>`. All but the first two are in base64url. */
interface Envelope {
  kid: string;
  iv: Buffer;
  sealed: Buffer;
}

const additionalData = (kid: string, { table, uid, field, boundTo = [] }: SecretLocation): Buffer =>
  Buffer.from(JSON.stringify([ENVELOPE_VERSION, kid, table, uid, field, ...boundTo]), 'utf8');

const parseEnvelope = (text: string): Envelope | null => {
  const parts = text.split('.');
  const [version, kid, iv, sealed] = parts;
  if (parts.length !== 4 || version !== ENVELOPE_VERSION || !kid || !iv || !sealed) return null;
  const decoded = {
    kid,
    iv: Buffer.from(iv, 'base64url'),
    sealed: Buffer.from(sealed, 'base64url'),
  };
  const isCanonical =
    decoded.iv.toString('base64url') === iv && decoded.sealed.toString('base64url') === sealed;
  const hasLengths = decoded.iv.length === IV_BYTES && decoded.sealed.length >= TAG_BYTES;
  return isCanonical && hasLengths ? decoded : null;
};

/** Every envelope and every MAC of this key begins with this prefix. */
export const envelopePrefix = (kid: string): string => `${ENVELOPE_VERSION}.${kid}.`;

/** The id of the key that sealed an envelope; null if the text is not an envelope. */
export const envelopeKeyId = (text: string): string | null => parseEnvelope(text)?.kid ?? null;

/** AES-256-GCM with a fresh 96-bit IV (NIST SP 800-38D §8.2.2). `key` is 32 bytes. */
export const seal = (
  key: Buffer,
  kid: string,
  plaintext: string,
  location: SecretLocation
): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(additionalData(kid, location));
  const sealed = Buffer.concat([
    cipher.update(plaintext, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return [ENVELOPE_VERSION, kid, iv.toString('base64url'), sealed.toString('base64url')].join('.');
};

/** The plaintext; null if the envelope, the key or the location differs from when it was sealed. */
export const open = (key: Buffer, text: string, location: SecretLocation): string | null => {
  const envelope = parseEnvelope(text);
  if (!envelope) return null;
  const tagStart = envelope.sealed.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, envelope.iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(envelope.kid, location));
    decipher.setAuthTag(envelope.sealed.subarray(tagStart));
    const plaintext = decipher.update(envelope.sealed.subarray(0, tagStart));
    return Buffer.concat([plaintext, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
};
