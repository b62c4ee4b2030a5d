import {
  tokenLocation,
  type BoundRow,
  type Connection,
  type OpenedTokens,
} from './connection-rows';
import type { Secrets } from './secrets';

/** Seals and opens the tokens in the row of a connection. */
export const createConnectionTokens = (secrets: Secrets) => ({
  /** @throws {ConnectedAppsError} `key_unavailable` */
  sealTokens: (row: BoundRow & { uid: string }, { accessToken, refreshToken }: OpenedTokens) => ({
    accessToken: secrets.seal(accessToken, tokenLocation(row, 'accessToken')),
    refreshToken:
      refreshToken === null ? null : secrets.seal(refreshToken, tokenLocation(row, 'refreshToken')),
  }),

  /** @throws {ConnectedAppsError} `key_unavailable` */
  openAccessToken: (row: BoundRow & Pick<Connection, 'uid' | 'sealedAccessToken'>): string =>
    secrets.open(row.sealedAccessToken ?? '', tokenLocation(row, 'accessToken')),

  /**
   * Null if there is none.
   * @throws {ConnectedAppsError} `key_unavailable`, even if there is none, while the key is missing
   *   or wrong: the result of a refresh could not be stored
   */
  openRefreshToken(row: Connection): string | null {
    secrets.assertUsable();
    const { sealedRefreshToken: sealed } = row;
    return sealed === null ? null : secrets.open(sealed, tokenLocation(row, 'refreshToken'));
  },
});
