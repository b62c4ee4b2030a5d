import type { Fields } from '../content-types/columns';
import type { columns } from '../content-types/connected-app/columns';
import type { SecretLocation } from '../crypto/secret-box';
import type { AssertionKey } from '../protocol-settings';
import type { Secrets } from './secrets';

type AppColumns = Fields<typeof columns>;

export type SealedClientSecrets = Pick<
  AppColumns,
  'clientSecret' | 'previousClientSecret' | 'assertionKey' | 'clientKeys'
>;

export interface OpenedClientSecrets {
  current: string | null;
  previous: string | null;
  /** Absent: the app has no key. */
  assertionKey?: AssertionKey;
}

export type SecretColumns = Partial<
  SealedClientSecrets & Pick<AppColumns, 'previousClientSecretSince' | 'secretRefusedSince'>
>;

export interface SecretChange {
  /** Absent or empty: the secret does not change. */
  clientSecret?: string;
  /** Absent: the key does not change. */
  assertionKey?: AssertionKey;
  /** The secret is not to be kept, unless a new one is entered. */
  dropsCurrent?: boolean;
  /** The previous secret belongs to another client, or is no longer wanted. */
  dropsPrevious?: boolean;
  now: Date;
}

/** The secrets that come with an app. */
export interface GivenSecrets extends Pick<SecretChange, 'clientSecret' | 'assertionKey'> {
  /** The app's own keys, as JSON. */
  clientKeys?: string;
}

export const NO_PREVIOUS_SECRET = {
  previousClientSecret: null,
  previousClientSecretSince: null,
  secretRefusedSince: null,
} as const;

type SecretField = keyof SealedClientSecrets;

const location = (uid: string, field: SecretField): SecretLocation => ({
  table: 'connected_apps',
  uid,
  field,
});

/**
 * The client secrets of an app: the current one, and the previous one during a rollover. And its
 * keys, which only `oauth/client-key-set.ts` reads.
 */
export const createClientSecrets = (secrets: Secrets) => {
  const seal = (uid: string, field: SecretField, plaintext: string) =>
    secrets.seal(plaintext, location(uid, field));

  const open = (uid: string, field: SecretField, sealed: string | null): string | null =>
    sealed ? secrets.open(sealed, location(uid, field)) : null;

  const isUnreadable = (uid: string, field: SecretField, sealed: string | null): boolean => {
    try {
      open(uid, field, sealed);
      return false;
    } catch {
      return true;
    }
  };

  const sealKey = (uid: string, key: AssertionKey | undefined): SecretColumns =>
    key ? { assertionKey: seal(uid, 'assertionKey', JSON.stringify(key)) } : {};

  const sealKeys = (uid: string, clientKeys: string | undefined): SecretColumns =>
    clientKeys ? { clientKeys: seal(uid, 'clientKeys', clientKeys) } : {};

  const openKey = (
    uid: string,
    { assertionKey }: SealedClientSecrets
  ): AssertionKey | undefined => {
    const opened = open(uid, 'assertionKey', assertionKey);
    return opened === null ? undefined : (JSON.parse(opened) as AssertionKey);
  };

  /** Null if there is none, or if it cannot be read, because it is then useless. */
  const openPrevious = (uid: string, { previousClientSecret }: SealedClientSecrets) =>
    isUnreadable(uid, 'previousClientSecret', previousClientSecret)
      ? null
      : open(uid, 'previousClientSecret', previousClientSecret);

  /**
   * The columns of the previous secret after a new secret is entered. An existing previous secret
   * stays: it is deleted as soon as the current one works, so it is the last one known to work.
   */
  const previousAfter = (
    uid: string,
    row: SealedClientSecrets,
    { clientSecret, now }: SecretChange
  ): SecretColumns => {
    if (row.previousClientSecret) {
      const isBack = openPrevious(uid, row) === clientSecret;
      return isBack ? NO_PREVIOUS_SECRET : {};
    }
    // An unreadable secret is useless, and must not prevent anybody from entering a new one.
    if (isUnreadable(uid, 'clientSecret', row.clientSecret)) return {};
    const current = open(uid, 'clientSecret', row.clientSecret);
    if (current === null || current === clientSecret) return {};
    return {
      previousClientSecret: seal(uid, 'previousClientSecret', current),
      previousClientSecretSince: now,
    };
  };

  return {
    sealFirst: (uid: string, given: GivenSecrets): SecretColumns => ({
      ...(given.clientSecret && { clientSecret: seal(uid, 'clientSecret', given.clientSecret) }),
      ...sealKey(uid, given.assertionKey),
      ...sealKeys(uid, given.clientKeys),
    }),

    /** @throws {ConnectedAppsError} `key_unavailable` */
    sealChange(uid: string, row: SealedClientSecrets, change: SecretChange): SecretColumns {
      const { clientSecret, dropsCurrent, dropsPrevious } = change;
      const sealed: SecretColumns = {
        ...sealKey(uid, change.assertionKey),
        ...(dropsCurrent && { clientSecret: null }),
        ...(clientSecret && {
          clientSecret: seal(uid, 'clientSecret', clientSecret),
          secretRefusedSince: null,
        }),
      };
      if (dropsPrevious) return { ...sealed, ...NO_PREVIOUS_SECRET };
      return clientSecret ? { ...sealed, ...previousAfter(uid, row, change) } : sealed;
    },

    /** @throws {ConnectedAppsError} `key_unavailable` if the current secret or the key cannot be read */
    open: (uid: string, row: SealedClientSecrets): OpenedClientSecrets => ({
      current: open(uid, 'clientSecret', row.clientSecret),
      previous: openPrevious(uid, row),
      assertionKey: openKey(uid, row),
    }),

    sealKeys,

    /** @throws {ConnectedAppsError} `key_unavailable` */
    openKeys: (uid: string, { clientKeys }: SealedClientSecrets): string | null =>
      open(uid, 'clientKeys', clientKeys),

    /** Of the secrets that are in use, which the previous one need not be. */
    isCurrentUnreadable: (uid: string, row: SealedClientSecrets): boolean =>
      (['clientSecret', 'assertionKey'] as const).some((field) =>
        isUnreadable(uid, field, row[field])
      ),
  };
};
