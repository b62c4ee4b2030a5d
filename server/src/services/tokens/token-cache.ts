import { LRUCache } from 'lru-cache';

import type { PluginConfig } from '../../config';
import type { ApiRequestSettings, Values } from '../../contracts';
import type { Owner } from '../../owners/kinds';
import { ownerColumns } from '../../owners/owner';
import type { ConnectionIdentity, IdentifiedRow } from '../../store/connections';
import type { FreshToken } from './fresh-token';
import { createIdentityMap } from './identity-map';
import { readyUntilMs } from './token-life';

/** A token in memory. */
export interface CachedToken extends FreshToken {
  /** Where `fetch` may send it. */
  apiOrigins: string[];
  /** How `fetch` sends it. */
  apiRequest: ApiRequestSettings;
  /** The values of its connection. */
  values: Values;
  /** When it was last compared with its row, epoch milliseconds. */
  checkedAtMs: number;
}

/** A token in memory, and the time until which it is handed out without any check. */
export interface Entry {
  identity: ConnectionIdentity;
  token: CachedToken;
  readyUntilMs: number;
}

const SEPARATOR = '\n';

const infixOf = (owner: Owner): string => {
  const { ownerKind, ownerId } = ownerColumns(owner);
  return SEPARATOR + ownerKind + SEPARATOR + ownerId + SEPARATOR;
};

const SHARED_INFIX = infixOf({ kind: 'shared' });

/** One string for each connection. */
export const cacheKey = ({ appKey, owner, account }: ConnectionIdentity): string =>
  appKey + (owner.kind === 'shared' ? SHARED_INFIX : infixOf(owner)) + account;

/** One string per row and identity: a row that was given to another owner counts as another row. */
export const rowKey = (row: IdentifiedRow): string => row.uid + SEPARATOR + cacheKey(row);

/** Access tokens in memory, bounded; forgotten at once when this process ends their use. */
export const createTokenCache = ({ maxCachedTokens }: Pick<PluginConfig, 'maxCachedTokens'>) => {
  /** Decides which tokens are kept: each check of its row puts a token back in as the newest. */
  const cache = new LRUCache<string, Entry>({
    max: maxCachedTokens,
    dispose: ({ identity }, _key, reason) => {
      if (reason !== 'set') index.delete(identity);
    },
  });
  /** The same entries, for the hot path. */
  const index = createIdentityMap<Entry>();

  /** Grows when a token's use ends here, because tokens that were read before are out of date. */
  let forgotten = 0;

  const set = (identity: ConnectionIdentity, token: CachedToken): void => {
    // A copy: a caller may change its own owner object, and the token must still be found.
    const kept = { ...identity, owner: { ...identity.owner } };
    const entry = { identity: kept, token, readyUntilMs: readyUntilMs(token) };
    cache.set(cacheKey(kept), entry);
    index.set(kept, entry);
  };

  const forgetAll = (entries: readonly Entry[]): void => {
    forgotten += 1;
    for (const { identity } of entries) cache.delete(cacheKey(identity));
  };

  return {
    get: (identity: ConnectionIdentity) => index.get(identity)?.token,
    /** A token that needs no check, for a caller without options. */
    ready(identity: ConnectionIdentity, nowMs: number): CachedToken | undefined {
      const entry = index.get(identity);
      return entry !== undefined && nowMs < entry.readyUntilMs ? entry.token : undefined;
    },
    set,
    forgotten: () => forgotten,
    /** `before` is the value of `forgotten()` from when the read of the token began. */
    setUnlessForgotten(identity: ConnectionIdentity, token: CachedToken, before: number) {
      if (before === forgotten) set(identity, token);
    },
    forget(identity: ConnectionIdentity) {
      forgotten += 1;
      cache.delete(cacheKey(identity));
    },
    forgetApp(appKey: string) {
      forgetAll(index.ofApp(appKey));
    },
    forgetOwner(owner: ConnectionIdentity['owner']) {
      forgetAll(index.ofOwner(owner));
    },
  };
};

export type TokenCache = ReturnType<typeof createTokenCache>;
