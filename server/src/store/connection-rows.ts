import type { Fields } from '../content-types/columns';
import { columns, type StoredFault } from '../content-types/connection/columns';
import type { ConnectionStatusName } from '../contracts';
import type { SecretLocation } from '../crypto/secret-box';
import type { Owner, OwnerKind } from '../owners/kinds';
import { ownerColumns, ownerFromColumns } from '../owners/owner';
import { rowsOf, type Row } from './rows';

export interface ConnectionIdentity {
  appKey: string;
  owner: Owner;
  account: string;
}

/** What the tokens of a row are bound to. */
export type BoundRow = ConnectionIdentity & { variableValues: string | null };

export type IdentifiedRow = ConnectionIdentity & { uid: string };

/** Converts the rows of connections. */
export const connectionRows = rowsOf(columns);

export type ConnectionRow = Row<typeof columns>;

export type ConnectionFields = Fields<typeof columns>;

type OtherwiseNamed = 'accessToken' | 'refreshToken' | 'ownerKind' | 'ownerId';

/** One owner's grant for one app. Its tokens stay sealed until a function opens them. */
export interface Connection extends Omit<ConnectionFields, OtherwiseNamed>, BoundRow {
  sealedAccessToken: string | null;
  sealedRefreshToken: string | null;
  tokenType: string;
  scopesRequested: string[];
  scopesGranted: string[];
  connectedAt: Date;
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
  /** `valuesText` of the connection's values. */
  variableValues: string | null;
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

export const toConnection = (row: ConnectionRow): Connection => {
  const { accessToken, refreshToken, ownerKind, ownerId, ...fields } = connectionRows.read(row);
  return {
    ...fields,
    owner: ownerFromColumns(ownerKind, ownerId),
    sealedAccessToken: accessToken,
    sealedRefreshToken: refreshToken,
    tokenType: fields.tokenType ?? 'Bearer',
    scopesRequested: fields.scopesRequested ?? [],
    scopesGranted: fields.scopesGranted ?? [],
    // Null in rows that are older than the column.
    strikes: fields.strikes ?? 0,
    connectedAt: fields.connectedAt ?? new Date(0),
  };
};

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
} as const satisfies Partial<ConnectionFields>;

export const identityColumns = ({ appKey, owner, account }: ConnectionIdentity) => ({
  appKey,
  ...ownerColumns(owner),
  account,
});

/**
 * Secrets are bound to these columns. So they open for no other app, owner or account, and no
 * changed value sends them elsewhere.
 */
export const BOUND_COLUMNS = [
  'app_key',
  'owner_kind',
  'owner_id',
  'account',
  'variable_values',
] as const;

/** What a secret is bound to, by the values of `BOUND_COLUMNS`. Rows without values have none. */
export const boundValues = (columns: readonly (string | null)[]): (string | null)[] =>
  columns.at(-1) === null ? columns.slice(0, -1) : [...columns];

export const boundTo = ({ variableValues = null, ...identity }: BoundRow): (string | null)[] => {
  const { appKey, ownerKind, ownerId, account } = identityColumns(identity);
  return boundValues([appKey, ownerKind, ownerId, account, variableValues]);
};

export const tokenLocation = (
  row: BoundRow & { uid: string },
  field: 'accessToken' | 'refreshToken'
): SecretLocation => ({
  table: 'connected_apps_connections',
  uid: row.uid,
  field,
  boundTo: boundTo(row),
});
