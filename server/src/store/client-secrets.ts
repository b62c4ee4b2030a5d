import type { SecretLocation } from '../crypto/secret-box';
import type { Secrets } from './secrets';

export interface SealedClientSecrets {
  clientSecret: string | null;
  /** The one before, tried while the provider does not accept the current one. */
  previousClientSecret: string | null;
}

export interface OpenedClientSecrets {
  current: string | null;
  previous: string | null;
}

export interface SecretColumns extends Partial<SealedClientSecrets> {
  /** Epoch milliseconds. */
  previousClientSecretSince?: number | null;
}

export interface SecretChange {
  /** Absent or empty: the secret stays as it is. */
  clientSecret?: string;
  /** The secret before belongs to another client, or is not wanted any more. */
  dropsPrevious?: boolean;
  now: Date;
}

const DROPPED = { previousClientSecret: null, previousClientSecretSince: null } as const;

type SecretField = keyof SealedClientSecrets;

const location = (uid: string, field: SecretField): SecretLocation => ({
  table: 'connected_apps',
  uid,
  field,
});

/** The client secrets of an app: the current one, and the one that is being rolled over. */
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

  /** Null when there is none, or none that can be read: it is of no use then. */
  const openPrevious = (uid: string, { previousClientSecret }: SealedClientSecrets) =>
    isUnreadable(uid, 'previousClientSecret', previousClientSecret)
      ? null
      : open(uid, 'previousClientSecret', previousClientSecret);

  /**
   * What becomes the previous secret when another one is entered. One that is there already
   * stays: it goes as soon as the current one works, so it is the last that is known to.
   */
  const previousAfter = (
    uid: string,
    row: SealedClientSecrets,
    { clientSecret, now }: SecretChange
  ): SecretColumns => {
    if (row.previousClientSecret) {
      const isBack = openPrevious(uid, row) === clientSecret;
      return isBack ? DROPPED : {};
    }
    // One that nobody can read is of no use, and must not keep anybody from entering another.
    if (isUnreadable(uid, 'clientSecret', row.clientSecret)) return {};
    const current = open(uid, 'clientSecret', row.clientSecret);
    if (current === null || current === clientSecret) return {};
    return {
      previousClientSecret: seal(uid, 'previousClientSecret', current),
      previousClientSecretSince: now.getTime(),
    };
  };

  return {
    sealFirst: (uid: string, clientSecret: string | undefined): SecretColumns =>
      clientSecret ? { clientSecret: seal(uid, 'clientSecret', clientSecret) } : {},

    /** @throws {ConnectedAppsError} `key_unavailable` */
    sealChange(uid: string, row: SealedClientSecrets, change: SecretChange): SecretColumns {
      const { clientSecret, dropsPrevious } = change;
      const sealed = clientSecret ? { clientSecret: seal(uid, 'clientSecret', clientSecret) } : {};
      if (dropsPrevious) return { ...sealed, ...DROPPED };
      return clientSecret ? { ...sealed, ...previousAfter(uid, row, change) } : {};
    },

    /** @throws {ConnectedAppsError} `key_unavailable` when the current one cannot be read */
    open: (uid: string, row: SealedClientSecrets): OpenedClientSecrets => ({
      current: open(uid, 'clientSecret', row.clientSecret),
      previous: openPrevious(uid, row),
    }),

    isCurrentUnreadable: (uid: string, { clientSecret }: SealedClientSecrets): boolean =>
      isUnreadable(uid, 'clientSecret', clientSecret),
  };
};
