import type { ConnectionFault, ConnectionStatusName } from '../contracts';
import type { SecretLocation } from '../crypto/secret-box';
import type { Owner, OwnerKind } from '../owners/kinds';
import { ownerColumns, ownerFromColumns } from '../owners/owner';
import { toDate, toRequiredDate, type EpochMsColumn } from './rows';

export interface ConnectionIdentity {
  appKey: string;
  owner: Owner;
  account: string;
}

export type IdentifiedRow = ConnectionIdentity & { uid: string };

/** The last failed refresh and its consequences. */
export interface StoredFault extends ConnectionFault {
  /** The provider wants no request before this time (`Retry-After`); ISO 8601. */
  retryNotBefore: string | null;
  /** Whether the owner has been told about this series of failures. */
  isOwnerTold: boolean;
}

/** One owner's grant for one app. Its tokens stay sealed until a function opens them. */
export interface Connection extends ConnectionIdentity {
  /** Random and immutable. Together with the identity, binds the encrypted tokens to this row. */
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
  /** Increases with every change of the tokens. Fences out late writers. */
  tokenVersion: number;
  leaseOwner: string | null;
  nextRefreshAt: Date | null;
  /** Failures since the last successful refresh: their number, the time of the first, the last. */
  failureCount: number;
  failingSince: Date | null;
  fault: StoredFault | null;
  /** How many of these failures count against the connection. */
  strikes: number;
  needsReconnectSince: Date | null;
  connectedAt: Date;
  lastRefreshedAt: Date | null;
  lastUsedAt: Date | null;
}

export interface OpenedTokens {
  accessToken: string;
  refreshToken: string | null;
}

/** The tokens of one response of the token endpoint, in the form to store. */
export interface TokensToStore extends OpenedTokens {
  tokenType: string;
  expiresAt: Date | null;
  scopesGranted: string[];
  nextRefreshAt: Date | null;
  /** Absent if nobody has used the token: the row then keeps its value. */
  lastUsedAt?: Date;
}

export interface GrantToStore extends Omit<TokensToStore, 'lastUsedAt'> {
  scopesRequested: string[];
  subject: string | null;
  accountLabel: string | null;
  connectedAt: Date;
}

/** A grant that the provider issued for a code and that is not stored yet. */
export type ObtainedGrant = Omit<GrantToStore, 'scopesRequested' | 'nextRefreshAt'>;

/** A failed refresh, and when to try again. */
export interface FailureToStore {
  fault: StoredFault;
  failureCount: number;
  failingSince: Date;
  strikes: number;
  nextRefreshAt: Date | null;
}

export interface EndToStore {
  /** An OAuth error code, or one of the plugin's own reasons. */
  reason: string;
  fault: StoredFault | null;
  at: Date;
  /** When to try again; null: never. */
  nextRefreshAt: Date | null;
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
  failingSince: EpochMsColumn;
  fault: StoredFault | null;
  strikes: number | null;
  needsReconnectSince: EpochMsColumn;
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
  failingSince: toDate(row.failingSince),
  fault: row.fault ?? null,
  strikes: row.strikes ?? 0,
  needsReconnectSince: toDate(row.needsReconnectSince),
  connectedAt: toRequiredDate(row.connectedAt),
  lastRefreshedAt: toDate(row.lastRefreshedAt),
  lastUsedAt: toDate(row.lastUsedAt),
});

/** The state of a row that has working tokens. */
export const HEALTHY = {
  failureCount: 0,
  failingSince: null,
  fault: null,
  lastErrorCode: null,
  strikes: 0,
  status: 'active',
  statusReason: null,
  needsReconnectSince: null,
  leaseOwner: null,
  leaseUntil: null,
} as const;

export const identityColumns = ({ appKey, owner, account }: ConnectionIdentity) => ({
  appKey,
  ...ownerColumns(owner),
  account,
});

/** Secrets are bound to these columns, so that they open for no other app, owner or account. */
export const BOUND_COLUMNS = ['app_key', 'owner_kind', 'owner_id', 'account'] as const;

/** The values of `BOUND_COLUMNS`. */
export const boundTo = (identity: ConnectionIdentity): string[] => {
  const { appKey, ownerKind, ownerId, account } = identityColumns(identity);
  return [appKey, ownerKind, ownerId, account];
};

export const tokenLocation = (
  row: IdentifiedRow,
  field: 'accessToken' | 'refreshToken'
): SecretLocation => ({
  table: 'connected_apps_connections',
  uid: row.uid,
  field,
  boundTo: boundTo(row),
});
