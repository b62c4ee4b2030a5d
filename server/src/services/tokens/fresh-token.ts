import type { Connection } from '../../store/connections';
import { lifetimeMs } from './token-life';

/** A decrypted access token, as of one version of its row. */
export interface FreshToken {
  uid: string;
  tokenVersion: number;
  /** What the token is bound to: `valuesText` of its connection's values. */
  variableValues: string | null;
  accessToken: string;
  tokenType: string;
  scopes: string[];
  /** Epoch milliseconds; null when the provider gave no lifetime. */
  expiresAtMs: number | null;
  /** Milliseconds from when it was obtained to its expiry; null like `expiresAtMs`. */
  lifetimeMs: number | null;
  /** When it is due for a refresh, epoch milliseconds; null when it cannot be refreshed. */
  refreshDueAtMs: number | null;
}

/** What a row says about its token, or what a response changes in the row. */
type TokenFields = Pick<
  Connection,
  | 'uid'
  | 'tokenVersion'
  | 'variableValues'
  | 'tokenType'
  | 'scopesGranted'
  | 'expiresAt'
  | 'nextRefreshAt'
>;

export const toFreshToken = (
  {
    uid,
    tokenVersion,
    variableValues,
    tokenType,
    scopesGranted,
    expiresAt,
    nextRefreshAt,
  }: TokenFields,
  accessToken: string,
  obtainedAt: Date
): FreshToken => ({
  uid,
  tokenVersion,
  variableValues,
  accessToken,
  tokenType,
  scopes: scopesGranted,
  expiresAtMs: expiresAt?.getTime() ?? null,
  lifetimeMs: lifetimeMs(obtainedAt, expiresAt),
  refreshDueAtMs: nextRefreshAt?.getTime() ?? null,
});
