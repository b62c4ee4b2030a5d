import { hkdfSync } from 'node:crypto';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { isMac, mac, macKeyId } from './mac';
import { envelopeKeyId, open, seal, type SecretLocation } from './secret-box';
import { stretch } from './stretched-key';

const DERIVED_KEY_BYTES = 32;
const STRAPI_KEY_ID = 'strapi';

/** `current` names the entry of `keys` that seals. The others only open. */
export interface EncryptionConfig {
  current: string;
  keys: Record<string, string>;
}

/** Protects stored values. */
export interface Sealer {
  /** @throws {ConnectedAppsError} `key_unavailable` without a key */
  seal(plaintext: string, location: SecretLocation): string;
  /** @throws {ConnectedAppsError} `key_unavailable` if no key of the ring opens the text there */
  open(text: string, location: SecretLocation): string;
  /**
   * A MAC made with the current key. Each purpose has its own derived key.
   * @throws {ConnectedAppsError} `key_unavailable` without a key
   */
  mac(purpose: string, message: string): string;
  /** Whether the text is a MAC of this message, made with any key of the ring. */
  isMac(text: string, purpose: string, message: string): boolean;
}

export interface KeyRing extends Sealer {
  /** The id of the key that seals; null if there is none. */
  readonly currentKeyId: string | null;
  /** The ids of all keys, including the current one. */
  readonly keyIds: readonly string[];
}

/** The master keys by id: those of the plugin's own configuration, or else Strapi's. */
export const masterKeysOf = (
  config: EncryptionConfig | null | undefined,
  strapiEncryptionKey: string | null | undefined
): Record<string, string> =>
  config?.keys ?? (strapiEncryptionKey ? { [STRAPI_KEY_ID]: strapiEncryptionKey } : {});

export const MISSING_KEY_MESSAGE =
  'No encryption key is configured, so nothing secret can be stored. Set ENCRYPTION_KEY ' +
  '(`admin.secrets.encryptionKey` in config/admin), or `encryption` in the configuration of this ' +
  'plugin, to a long random value, and restart Strapi.';

const unreadable = () =>
  new ConnectedAppsError(
    'key_unavailable',
    'A stored secret cannot be decrypted with the configured encryption keys. Restore the key that it ' +
      'was encrypted with and restart Strapi. Nothing has been changed.'
  );

/** One derived key per purpose (RFC 5869), so that a key for one table is useless for another. */
const deriveKey = (keyMaterial: Buffer | string, purpose: string): Buffer =>
  Buffer.from(
    hkdfSync('sha256', keyMaterial, 'strapi-plugin-connected-apps', purpose, DERIVED_KEY_BYTES)
  );

/**
 * Creates the key ring: from the plugin's own configuration, or else from Strapi's
 * `admin.secrets.encryptionKey`. Without either, the ring refuses to seal.
 */
export const createKeyRing = (
  config: EncryptionConfig | null | undefined,
  strapiEncryptionKey: string | null | undefined,
  toKeyMaterial: (masterKey: string) => Buffer | string = stretch
): KeyRing => {
  const masterKeys = new Map(Object.entries(masterKeysOf(config, strapiEncryptionKey)));
  const currentKeyId = config?.current ?? (strapiEncryptionKey ? STRAPI_KEY_ID : null);
  const derivedKeys = new Map<string, Buffer>();

  const keyFor = (kid: string, purpose: string): Buffer | null => {
    const masterKey = masterKeys.get(kid);
    if (masterKey === undefined) return null;
    const id = `${kid} ${purpose}`;
    const key = derivedKeys.get(id) ?? deriveKey(toKeyMaterial(masterKey), purpose);
    derivedKeys.set(id, key);
    return key;
  };

  const currentKey = (purpose: string): { kid: string; key: Buffer } => {
    const key = currentKeyId === null ? null : keyFor(currentKeyId, purpose);
    if (currentKeyId === null || key === null) {
      throw new ConnectedAppsError('key_unavailable', MISSING_KEY_MESSAGE);
    }
    return { kid: currentKeyId, key };
  };

  return {
    currentKeyId,
    keyIds: [...masterKeys.keys()],

    seal(plaintext, location) {
      const { kid, key } = currentKey(location.table);
      return seal(key, kid, plaintext, location);
    },

    open(text, location) {
      const kid = envelopeKeyId(text);
      const key = kid === null ? null : keyFor(kid, location.table);
      const plaintext = key === null ? null : open(key, text, location);
      if (plaintext === null) throw unreadable();
      return plaintext;
    },

    mac(purpose, message) {
      const { kid, key } = currentKey(purpose);
      return mac(key, kid, message);
    },

    isMac(text, purpose, message) {
      const kid = macKeyId(text);
      const key = kid === null ? null : keyFor(kid, purpose);
      return kid !== null && key !== null && isMac(key, kid, message, text);
    },
  };
};
