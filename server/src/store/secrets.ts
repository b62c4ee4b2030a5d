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
  /**
   * Compares the current key with the one that was used before, so that a wrong key is noticed
   * before anything is sealed with it. Run once at boot.
   */
  checkCurrentKey(): Promise<void>;
}

const configuredKeyRing = (strapi: Core.Strapi) => {
  const config = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const strapiKey = strapi.config.get<string | undefined>('admin.secrets.encryptionKey');
  return createKeyRing(config.encryption, strapiKey);
};

export const createSecrets = (strapi: Core.Strapi): Secrets => {
  const keyRing = configuredKeyRing(strapi);
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

    async checkCurrentKey() {
      const { currentKeyId } = keyRing;
      if (currentKeyId === null) return;
      const coreStore = strapi.store({ type: 'plugin', name: PLUGIN_ID });
      const key = `key-check-${currentKeyId}`;
      const sealed = await coreStore.get({ key });
      if (typeof sealed !== 'string') {
        await coreStore.set({ key, value: keyRing.seal(KEY_CHECK_TEXT, keyCheckLocation) });
      } else if (!opensKeyCheck(sealed)) {
        state = 'invalid_key';
      }
    },
  };
};
