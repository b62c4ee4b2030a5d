import { createHmac, timingSafeEqual } from 'node:crypto';

import { envelopePrefix } from './secret-box';

/** The id of the key that a MAC was made with; null if the text is not a MAC. */
export const macKeyId = (text: string): string | null => {
  const [, kid = '', ...tag] = text.split('.');
  return kid && tag.length === 1 && text.startsWith(envelopePrefix(kid)) ? kid : null;
};

/**
 * HMAC-SHA-256 (RFC 2104) as `ca1.<kid>.<tag>`, with the tag in base64url. It begins like an
 * envelope of the same key, so that re-encryption finds both.
 */
export const mac = (key: Buffer, kid: string, message: string): string => {
  const prefix = envelopePrefix(kid);
  return prefix + createHmac('sha256', key).update(prefix).update(message).digest('base64url');
};

/** Whether the text is the MAC of this message with this key. */
export const isMac = (key: Buffer, kid: string, message: string, text: string): boolean => {
  const expected = Buffer.from(mac(key, kid, message));
  const given = Buffer.from(text);
  return given.length === expected.length && timingSafeEqual(given, expected);
};
