import { hkdfSync } from 'node:crypto';

import { ConnectedAppsError } from '../errors';
import { envelopeKeyId, open, seal, type SecretLocation } from './secret-box';

/** The shortest master key that is taken, in characters. */
export const MIN_MASTER_KEY_LENGTH = 32;

const DERIVED_KEY_BYTES = 32;
const STRAPI_KEY_ID = 'strapi';

/** `current` names the entry of `keys` that seals; the others only open. */
export interface EncryptionConfig {
  current: string;
  keys: Record<string, string>;
}

export interface KeyRing {
  /** The id of the key that seals, or null while there is none. */
  readonly currentKeyId: string | null;
  /** The ids of all keys, the current one among them. */
  readonly keyIds: readonly string[];
  /** @throws {ConnectedAppsError} `key_unavailable` without a key */
  seal(plaintext: string, location: SecretLocation): string;
  /** @throws {ConnectedAppsError} `key_unavailable` when no key of the ring opens the text there */
  open(text: string, location: SecretLocation): string;
}

export const MISSING_KEY_MESSAGE =
  'No encryption key is configured, so nothing secret can be stored. Set ENCRYPTION_KEY ' +
  '(`admin.secrets.encryptionKey` in config/admin), or `encryption` in the configuration of this ' +
  'plugin, to a long random value, and restart Strapi.';

const unreadable = () =>
  new ConnectedAppsError(
    'key_unavailable',
    'A stored secret cannot be read with the configured encryption keys. Put back the key that it ' +
      'was stored with and restart Strapi; nothing has been changed.'
  );

/** One key a purpose (RFC 5869), so that a key for one table is of no use in another. */
const deriveKey = (masterKey: string, purpose: string): Buffer =>
  Buffer.from(
    hkdfSync('sha256', masterKey, 'strapi-plugin-connected-apps', purpose, DERIVED_KEY_BYTES)
  );

/**
 * The ring of the plugin's own configuration; without one, a key derived from Strapi's
 * `admin.secrets.encryptionKey`; without that, a ring that refuses to seal.
 */
export const createKeyRing = (
  config: EncryptionConfig | null | undefined,
  strapiEncryptionKey: string | null | undefined
): KeyRing => {
  const fallback = strapiEncryptionKey ? { [STRAPI_KEY_ID]: strapiEncryptionKey } : {};
  const masterKeys = new Map(Object.entries(config?.keys ?? fallback));
  const currentKeyId = config?.current ?? (strapiEncryptionKey ? STRAPI_KEY_ID : null);
  const derivedKeys = new Map<string, Buffer>();

  const keyFor = (kid: string, purpose: string): Buffer | null => {
    const masterKey = masterKeys.get(kid);
    if (masterKey === undefined) return null;
    const id = `${kid} ${purpose}`;
    const key = derivedKeys.get(id) ?? deriveKey(masterKey, purpose);
    derivedKeys.set(id, key);
    return key;
  };

  return {
    currentKeyId,
    keyIds: [...masterKeys.keys()],

    seal(plaintext, location) {
      const key = currentKeyId === null ? null : keyFor(currentKeyId, location.table);
      if (currentKeyId === null || key === null) {
        throw new ConnectedAppsError('key_unavailable', MISSING_KEY_MESSAGE);
      }
      return seal(key, currentKeyId, plaintext, location);
    },

    open(text, location) {
      const kid = envelopeKeyId(text);
      const key = kid === null ? null : keyFor(kid, location.table);
      const plaintext = key === null ? null : open(key, text, location);
      if (plaintext === null) throw unreadable();
      return plaintext;
    },
  };
};
