import type { AppKeys } from '../../contracts';
import { CLIENT_RECIPIENTS } from '../../destinations';
import { appNotFound } from '../../errors/definitions';
import { RequestError } from '../../errors/request-error';
import {
  JWKS_MAX_AGE_SECONDS,
  newKeySet,
  publishedAt,
  rotationAt,
  SIGNS_AFTER_MS,
  withNewKey,
  type ClientKeySet,
} from '../../oauth/client-key-set';
import { publicJwkOf, publicPemOf, type PublicJwk } from '../../oauth/client-keys';
import { isPlainText } from '../../plain-text';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Actor, Audit } from '../runtime/audit';
import type { Clock } from '../runtime/clock';
import type { Addresses } from '../runtime/public-addresses';
import type { AppEdit } from './app-edit';

export { JWKS_MAX_AGE_SECONDS };

interface AppKeyParts {
  clock: Clock;
  store: Pick<Store, 'apps'>;
  addresses: Pick<Addresses, 'jwksUrl'>;
  audit: Pick<Audit, 'record'>;
}

type KeyOwner = Pick<App, 'clientAuthMethod' | 'protocol'>;

/** The plugin itself has sealed this text. */
export const parseKeySet = (text: string): ClientKeySet => JSON.parse(text);

const needsKeys = ({ clientAuthMethod }: KeyOwner) => clientAuthMethod === 'private_key_jwt';

/**
 * An assertion is good at whatever server trusts the key. So, like the client secret, the keys are
 * not used with another recipient: it could pass the assertion on to the former provider, which
 * reads the public keys from the address of the former set (RFC 9700 §4.4).
 */
const changesRecipient = (app: App, { changed, destinations }: AppEdit): boolean =>
  app.tokenEndpoint !== null &&
  CLIENT_RECIPIENTS.some((name) => destinations.includes(name) && changed[name] !== null);

const isoOrNull = (timeMs: number | null): string | null =>
  timeMs === null ? null : new Date(timeMs).toISOString();

/** The keys of apps that authenticate by `private_key_jwt`. */
export const createAppKeys = ({ clock, store: { apps }, addresses, audit }: AppKeyParts) => {
  const open = (app: App): ClientKeySet | null => {
    const text = apps.openClientKeys(app);
    return text === null ? null : parseKeySet(text);
  };

  const openIfReadable = (app: App): ClientKeySet | null => {
    try {
      return open(app);
    } catch {
      return null;
    }
  };

  const newSet = ({ protocol }: KeyOwner) => newKeySet(protocol.clientKeyAlgorithm, clock.now());

  /** The keys after an edit that may have changed the algorithm; null: as before. */
  const withAlgorithm = async (set: ClientKeySet, { protocol }: KeyOwner) => {
    const { clientKeyAlgorithm: alg } = protocol;
    const nowMs = clock.now();
    if (set.keys[0].jwk.alg === alg) return null;
    // At once: the provider may accept no other, and the former key is still tried.
    return withNewKey(set, alg, { nowMs, signsFromMs: nowMs });
  };

  const rotated = async (app: App): Promise<ClientKeySet> => {
    const set = openIfReadable(app);
    if (!set) return newSet(app);
    const nowMs = clock.now();
    const { signsFromMs: pending } = rotationAt(set, nowMs);
    if (pending !== null) {
      const at = new Date(pending).toISOString();
      throw new RequestError(
        'ConflictError',
        `A new key is published already, and signs from ${at} on. Wait until then.`
      );
    }
    const signsFromMs = nowMs + SIGNS_AFTER_MS;
    return withNewKey(set, app.protocol.clientKeyAlgorithm, { nowMs, signsFromMs });
  };

  const find = async (key: string): Promise<App | null> =>
    isPlainText(key) ? apps.find(key) : null;

  return {
    /** The keys of a new app, to be stored; undefined if it needs none. */
    async first(app: KeyOwner): Promise<string | undefined> {
      return needsKeys(app) ? JSON.stringify(await newSet(app)) : undefined;
    },

    /**
     * The keys that an edit leads to; undefined: as before.
     * @throws {ConnectedAppsError} `key_unavailable`
     */
    async after(app: App, edit: AppEdit): Promise<string | undefined> {
      const { changed, destinations } = edit;
      if (!needsKeys(changed)) return undefined;
      const isNew = app.sealedSecrets.clientKeys === null || changesRecipient(app, edit);
      if (isNew) return JSON.stringify(await newSet(changed));
      if (!destinations.includes('protocol') && !destinations.includes('clientAuthMethod')) {
        return undefined;
      }
      const set = open(app);
      const next = set && (await withAlgorithm(set, changed));
      return next ? JSON.stringify(next) : undefined;
    },

    shown(app: App): AppKeys | null {
      const set = needsKeys(app) ? openIfReadable(app) : null;
      if (!set) return null;
      const [{ jwk }] = set.keys;
      const { signsFromMs, formerUntilMs } = rotationAt(set, clock.now());
      return {
        jwksUrl: addresses.jwksUrl(app.key, set.id),
        publicJwk: JSON.stringify(publicJwkOf(jwk), null, 2),
        publicPem: publicPemOf(jwk),
        signsFrom: isoOrNull(signsFromMs),
        formerUntil: isoOrNull(formerUntilMs),
      };
    },

    /**
     * The public keys at an address; null if there are none.
     * @throws {ConnectedAppsError} `key_unavailable`
     */
    async published(appKey: string, setId: string): Promise<PublicJwk[] | null> {
      const app = await find(appKey);
      const set = app && open(app);
      return set?.id === setId ? publishedAt(set, clock.now()) : null;
    },

    /**
     * Publishes a new key, which signs after ten minutes. Keys that cannot be read are replaced.
     * @throws {RequestError} `ConflictError` while a new key waits, or if another request came first
     * @throws {ConnectedAppsError} `app_not_found`, `key_unavailable`
     */
    async rotate(key: string, actor: Actor): Promise<void> {
      const app = await find(key);
      if (!app) throw appNotFound(key);
      if (!needsKeys(app)) {
        throw new RequestError('ConflictError', 'This app authenticates without a key of its own.');
      }
      const set = JSON.stringify(await rotated(app));
      if (!(await apps.replaceClientKeys(app, set, new Date(clock.now())))) {
        throw new RequestError('ConflictError', 'The key was just rotated. Read the app again.');
      }
      audit.record({ action: 'app.rotate-key', outcome: 'success', actor, app: key });
    },
  };
};

export type AppKeySets = ReturnType<typeof createAppKeys>;
