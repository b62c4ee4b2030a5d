import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import { createKeyRing, masterKeysOf, MISSING_KEY_MESSAGE, type Sealer } from '../crypto/key-ring';
import { isStrongKey, WEAK_KEY_MESSAGE } from '../crypto/key-strength';
import { envelopePrefix, type SecretLocation } from '../crypto/secret-box';
import { stretchAhead } from '../crypto/stretched-key';
import { ConnectedAppsError, TAMPERED } from '../errors/connected-apps-error';
import { checkKeys } from './key-check';

export type EncryptionState = 'ready' | 'missing_key' | 'invalid_key';

/** Tells an administrator what to do; null if there is nothing to do. */
export const ENCRYPTION_MESSAGES: Record<EncryptionState, string | null> = {
  ready: null,
  missing_key: MISSING_KEY_MESSAGE,
  invalid_key:
    'The encryption key is not the one that the stored secrets were encrypted with. Restore the ' +
    'former ENCRYPTION_KEY (`admin.secrets.encryptionKey`, or `encryption` in the configuration of ' +
    'this plugin) and restart Strapi. Until then nothing is read or stored; nothing has been changed.',
};

export interface Secrets extends Sealer {
  state(): EncryptionState;
  /** @throws {ConnectedAppsError} `key_unavailable` while nothing may be read or stored */
  assertUsable(): void;
  /** The id of the key that seals; null while nothing may be read or stored. */
  currentKeyId(): string | null;
  /** The ids of the keys that open what they sealed; none while nothing may be read. */
  usableKeyIds(): string[];
  /**
   * Checks that each id still names the same key, so that nothing is sealed with a wrong key. Runs
   * once at boot.
   */
  checkKeys(): Promise<void>;
  /**
   * Whether this boot found the check of another key and replaced it, because secrets open or none
   * are stored.
   */
  isKeyCheckRenewed(): boolean;
}

/** The maximum number of rows that the log names. */
const MAX_TOLD = 1_000;

const KEY_CHECK_RENEWED =
  'connected-apps: the stored check of the encryption key belonged to another key, as after an ' +
  "import of another Strapi's configuration. The current key opens stored secrets, or none are " +
  'stored yet, so the check was renewed. Nothing else has changed.';

const TAMPERED_MESSAGE =
  'A stored secret cannot be opened in its row, although its key is configured: the row was changed ' +
  'directly in the database. Nothing was sent. Connect again. If that does not help, enter the ' +
  'client secret of the app again.';

const CHANGE_OF_KEYS =
  'It is used nevertheless. To change it, see "Keys of your own, and changing them" in the ' +
  "plugin's guide to operations.";

export const configuredKeys = (strapi: Core.Strapi) => ({
  encryption: strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`).encryption,
  strapiKey: strapi.config.get<string | undefined>('admin.secrets.encryptionKey'),
});

/** Starts key stretching, the slowest part of a key's setup, while Strapi opens its database. */
export const stretchKeysAhead = (strapi: Core.Strapi): Promise<void> => {
  const { encryption, strapiKey } = configuredKeys(strapi);
  return stretchAhead(Object.values(masterKeysOf(encryption, strapiKey)));
};

export const createSecrets = (strapi: Core.Strapi): Secrets => {
  const { encryption, strapiKey } = configuredKeys(strapi);
  const keyRing = createKeyRing(encryption, strapiKey);
  const { currentKeyId } = keyRing;
  let isKeyCheckRenewed = false;
  const wrongKeyIds = new Set<string>();
  let state: EncryptionState = currentKeyId === null ? 'missing_key' : 'ready';
  /** The places that the log has named. */
  const told = new Set<string>();

  const usableKeyIds = () =>
    state === 'ready' ? keyRing.keyIds.filter((kid) => !wrongKeyIds.has(kid)) : [];

  const tampered = ({ table, uid, field }: SecretLocation, cause: unknown) => {
    const place = `${field} of ${uid} in ${table}`;
    if (!told.has(place) && told.size < MAX_TOLD) {
      told.add(place);
      strapi.log.error(
        `${PLUGIN_ID}: ${place} cannot be opened in its row, although its key is configured: the row was ` +
          'changed directly in the database. Nothing is sent. Find out who has write ' +
          'access to the database.'
      );
    }
    return new ConnectedAppsError('key_unavailable', TAMPERED_MESSAGE, { reason: TAMPERED, cause });
  };

  const assertUsable = () => {
    const message = ENCRYPTION_MESSAGES[state];
    if (message !== null) throw new ConnectedAppsError('key_unavailable', message);
  };

  return {
    seal(plaintext, location) {
      assertUsable();
      return keyRing.seal(plaintext, location);
    },

    open(text, location) {
      assertUsable();
      try {
        return keyRing.open(text, location);
      } catch (error) {
        const isKeyUsable = usableKeyIds().some((kid) => text.startsWith(envelopePrefix(kid)));
        throw isKeyUsable ? tampered(location, error) : error;
      }
    },

    mac(purpose, message) {
      assertUsable();
      return keyRing.mac(purpose, message);
    },

    isMac: (text, purpose, message) => state === 'ready' && keyRing.isMac(text, purpose, message),

    state: () => state,

    assertUsable,

    currentKeyId: () => (state === 'ready' ? currentKeyId : null),

    usableKeyIds,

    async checkKeys() {
      await stretchKeysAhead(strapi);
      const { wrong, renewed } = await checkKeys(strapi, keyRing);
      for (const kid of wrong) wrongKeyIds.add(kid);
      isKeyCheckRenewed = renewed.length > 0;
      if (isKeyCheckRenewed) strapi.log.warn(KEY_CHECK_RENEWED);
      if (!encryption && strapiKey && !isStrongKey(strapiKey)) {
        strapi.log.warn(`connected-apps: ENCRYPTION_KEY ${WEAK_KEY_MESSAGE}. ${CHANGE_OF_KEYS}`);
      }
      if (currentKeyId !== null && wrongKeyIds.has(currentKeyId)) state = 'invalid_key';
    },

    isKeyCheckRenewed: () => isKeyCheckRenewed,
  };
};
