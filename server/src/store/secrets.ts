import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import { createKeyRing, MISSING_KEY_MESSAGE } from '../crypto/key-ring';
import type { SecretLocation } from '../crypto/secret-box';
import { ConnectedAppsError } from '../errors';

export type EncryptionState = 'ready' | 'missing_key' | 'invalid_key';

/** What to do about it, for an administrator. */
export const ENCRYPTION_MESSAGES: Record<EncryptionState, string | null> = {
  ready: null,
  missing_key: MISSING_KEY_MESSAGE,
  invalid_key:
    'The encryption key is not the one that the stored secrets were encrypted with. Put back the ' +
    'former ENCRYPTION_KEY (`admin.secrets.encryptionKey`, or `encryption` in the configuration of ' +
    'this plugin) and restart Strapi. Until then nothing is read or stored; nothing has been changed.',
};

const KEY_CHECK_TEXT = 'connected-apps';
const keyCheckLocation: SecretLocation = { table: 'key_check', uid: 'key_check', field: 'check' };

export interface Secrets {
  seal(plaintext: string, location: SecretLocation): string;
  open(text: string, location: SecretLocation): string;
  state(): EncryptionState;
  /** @throws {ConnectedAppsError} `key_unavailable` while nothing may be read or stored */
  assertUsable(): void;
  /** The id of the key that seals; null while nothing may be read or stored. */
  currentKeyId(): string | null;
  /** The ids of the keys that open what was sealed with them; none while nothing may be read. */
  usableKeyIds(): string[];
  /**
   * Compares each key with the one that its id stood for before, so that a wrong key is noticed
   * before anything is sealed with it. Run once at boot.
   */
  checkKeys(): Promise<void>;
}

const configuredKeyRing = (strapi: Core.Strapi) => {
  const config = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const strapiKey = strapi.config.get<string | undefined>('admin.secrets.encryptionKey');
  return createKeyRing(config.encryption, strapiKey);
};

export const createSecrets = (strapi: Core.Strapi): Secrets => {
  const keyRing = configuredKeyRing(strapi);
  const wrongKeyIds = new Set<string>();
  let state: EncryptionState = keyRing.currentKeyId === null ? 'missing_key' : 'ready';

  const assertUsable = () => {
    const message = ENCRYPTION_MESSAGES[state];
    if (message !== null) throw new ConnectedAppsError('key_unavailable', message);
  };

  const opensKeyCheck = (sealed: string): boolean => {
    try {
      return keyRing.open(sealed, keyCheckLocation) === KEY_CHECK_TEXT;
    } catch {
      return false;
    }
  };

  return {
    seal(plaintext, location) {
      assertUsable();
      return keyRing.seal(plaintext, location);
    },

    open(text, location) {
      assertUsable();
      return keyRing.open(text, location);
    },

    state: () => state,

    assertUsable,

    currentKeyId: () => (state === 'ready' ? keyRing.currentKeyId : null),

    usableKeyIds: () =>
      state === 'ready' ? keyRing.keyIds.filter((kid) => !wrongKeyIds.has(kid)) : [],

    async checkKeys() {
      const { currentKeyId, keyIds } = keyRing;
      const coreStore = strapi.store({ type: 'plugin', name: PLUGIN_ID });
      for (const kid of keyIds) {
        const key = `key-check-${kid}`;
        const sealed = await coreStore.get({ key });
        const isKnown = typeof sealed === 'string';
        if (isKnown && !opensKeyCheck(sealed)) wrongKeyIds.add(kid);
        if (!isKnown && kid === currentKeyId) {
          await coreStore.set({ key, value: keyRing.seal(KEY_CHECK_TEXT, keyCheckLocation) });
        }
      }
      if (currentKeyId !== null && wrongKeyIds.has(currentKeyId)) state = 'invalid_key';
    },
  };
};
