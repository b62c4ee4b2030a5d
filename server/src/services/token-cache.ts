import type { Core } from '@strapi/strapi';
import { LRUCache } from 'lru-cache';

import type { PluginConfig } from '../config';
import { PLUGIN_ID } from '../constants';
import { ownerColumns } from '../owners/owner';
import type { ConnectionIdentity } from '../store/connections';

/** A decrypted access token, as it stood at one version of its row. */
export interface CachedToken {
  uid: string;
  tokenVersion: number;
  accessToken: string;
  tokenType: string;
  scopes: string[];
  /** Where `fetch` may send it. */
  apiOrigins: string[];
  /** Epoch milliseconds; null when the provider gave no lifetime. */
  expiresAtMs: number | null;
  /** From when it was obtained to its expiry; null like `expiresAtMs`. */
  lifetimeMs: number | null;
  /** When it is due for a refresh, epoch milliseconds; null when it cannot be refreshed. */
  refreshDueAtMs: number | null;
  /** When it was last compared with its row, epoch milliseconds. */
  checkedAtMs: number;
}

const SEPARATOR = '\n';

/** One text for each connection. */
export const cacheKey = ({ appKey, owner, account }: ConnectionIdentity): string => {
  const { ownerKind, ownerId } = ownerColumns(owner);
  return appKey + SEPARATOR + ownerKind + SEPARATOR + ownerId + SEPARATOR + account;
};

/** Access tokens in memory, bounded; forgotten at once when something here ends their use. */
export const createTokenCache = ({ strapi }: { strapi: Core.Strapi }) => {
  const { maxCachedTokens } = strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const cache = new LRUCache<string, CachedToken>({ max: maxCachedTokens });

  /** Grows when a token's use ends here: what was read before that is of the past. */
  let forgotten = 0;

  const forgetWhere = (matches: (key: string) => boolean) => {
    forgotten += 1;
    for (const key of [...cache.keys()].filter(matches)) cache.delete(key);
  };

  const set = (identity: ConnectionIdentity, token: CachedToken) =>
    cache.set(cacheKey(identity), token);

  return {
    get: (identity: ConnectionIdentity) => cache.get(cacheKey(identity)),
    set,
    forgotten: () => forgotten,
    /** `before` is what `forgotten()` said when the token began to be read. */
    setUnlessForgotten(identity: ConnectionIdentity, token: CachedToken, before: number) {
      if (before === forgotten) set(identity, token);
    },
    forget(identity: ConnectionIdentity) {
      forgotten += 1;
      cache.delete(cacheKey(identity));
    },
    forgetApp: (appKey: string) => forgetWhere((key) => key.startsWith(appKey + SEPARATOR)),
    forgetOwner: (owner: ConnectionIdentity['owner']) => {
      const { ownerKind, ownerId } = ownerColumns(owner);
      const infix = SEPARATOR + ownerKind + SEPARATOR + ownerId + SEPARATOR;
      forgetWhere((key) => key.includes(infix));
    },
  };
};

export type TokenCache = ReturnType<typeof createTokenCache>;
