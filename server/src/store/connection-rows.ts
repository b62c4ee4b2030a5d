import type { ConnectionStatusName } from '../contracts';
import type { Owner, OwnerKind } from '../owners/kinds';
import { ownerColumns, ownerFromColumns } from '../owners/owner';
import { toDate, toRequiredDate, type EpochMsColumn } from './rows';

export interface ConnectionIdentity {
  appKey: string;
  owner: Owner;
  account: string;
}

/** One owner's grant for one app. Its tokens stay sealed until `openTokens` is asked for them. */
export interface Connection extends ConnectionIdentity {
  /** Random and immutable: binds the encrypted tokens to this row. */
  uid: string;
  sealedAccessToken: string | null;
  sealedRefreshToken: string | null;
  tokenType: string;
  expiresAt: Date | null;
  scopesRequested: string[];
  scopesGranted: string[];
  subject: string | null;
  accountLabel: string | null;
  status: ConnectionStatusName;
  statusReason: string | null;
  /** Grows with every change of the tokens; fences late writers. */
  tokenVersion: number;
  leaseOwner: string | null;
  nextRefreshAt: Date | null;
  failureCount: number;
  lastErrorCode: string | null;
  connectedAt: Date;
  lastRefreshedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface OpenedTokens {
  accessToken: string;
  refreshToken: string | null;
}

/** The tokens of one answer of the token endpoint, as they are to be stored. */
export interface TokensToStore extends OpenedTokens {
  tokenType: string;
  expiresAt: Date | null;
  scopesGranted: string[];
  nextRefreshAt: Date | null;
}

export interface GrantToStore extends TokensToStore {
  scopesRequested: string[];
  subject: string | null;
  accountLabel: string | null;
  connectedAt: Date;
}

export interface ConnectionFilters {
  appKey?: string;
  ownerKind?: OwnerKind;
  status?: ConnectionStatusName;
}

export type ConnectionRow = {
  uid: string;
  appKey: string;
  ownerKind: OwnerKind;
  ownerId: string;
  account: string;
  accessToken: string | null;
  refreshToken: string | null;
  tokenType: string | null;
  expiresAt: EpochMsColumn;
  scopesRequested: string[] | null;
  scopesGranted: string[] | null;
  subject: string | null;
  accountLabel: string | null;
  status: ConnectionStatusName;
  statusReason: string | null;
  tokenVersion: number;
  leaseOwner: string | null;
  nextRefreshAt: EpochMsColumn;
  failureCount: number;
  lastErrorCode: string | null;
  connectedAt: EpochMsColumn;
  lastRefreshedAt: EpochMsColumn;
  lastUsedAt: EpochMsColumn;
};

export const toConnection = (row: ConnectionRow): Connection => ({
  uid: row.uid,
  appKey: row.appKey,
  owner: ownerFromColumns(row.ownerKind, row.ownerId),
  account: row.account,
  sealedAccessToken: row.accessToken,
  sealedRefreshToken: row.refreshToken,
  tokenType: row.tokenType ?? 'Bearer',
  expiresAt: toDate(row.expiresAt),
  scopesRequested: row.scopesRequested ?? [],
  scopesGranted: row.scopesGranted ?? [],
  subject: row.subject,
  accountLabel: row.accountLabel,
  status: row.status,
  statusReason: row.statusReason,
  tokenVersion: row.tokenVersion,
  leaseOwner: row.leaseOwner,
  nextRefreshAt: toDate(row.nextRefreshAt),
  failureCount: row.failureCount,
  lastErrorCode: row.lastErrorCode,
  connectedAt: toRequiredDate(row.connectedAt),
  lastRefreshedAt: toDate(row.lastRefreshedAt),
  lastUsedAt: toDate(row.lastUsedAt),
});

export const identityColumns = ({ appKey, owner, account }: ConnectionIdentity) => ({
  appKey,
  ...ownerColumns(owner),
  account,
});
