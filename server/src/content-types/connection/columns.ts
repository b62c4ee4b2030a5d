import type { ConnectionFault, ConnectionStatusName } from '../../contracts';
import type { OwnerKind } from '../../owners/kinds';
import {
  epochMs,
  integer,
  json,
  key,
  required,
  secret,
  string,
  text,
  withDefault,
} from '../columns';

/** The last failed refresh and its consequences. */
export interface StoredFault extends ConnectionFault {
  /** The provider wants no request before this time (`Retry-After`); ISO 8601. */
  retryNotBefore: string | null;
  /** Whether the owner has been notified of this series of failures. */
  isOwnerTold: boolean;
}

export const columns = {
  /** Random and immutable. With identity and values, binds the encrypted tokens to this row. */
  uid: required(key(36)),
  appKey: required(key(64)),
  ownerKind: required(key<OwnerKind>(16)),
  ownerId: required(key(64)),
  account: required(key(64)),
  accessToken: secret(),
  refreshToken: secret(),
  tokenType: key(64),
  expiresAt: epochMs(),
  scopesRequested: json<string[]>(),
  scopesGranted: json<string[]>(),
  subject: text(),
  accountLabel: text(),
  /** The values of the app's variables as JSON (`valuesText`); null: none. */
  variableValues: text(),
  status: required(key<ConnectionStatusName>(32)),
  statusReason: text(),
  /** Increases with every change of the tokens. Fences out late writers. */
  tokenVersion: withDefault(integer(), 1),
  leaseOwner: key(36),
  /** By the database's clock. */
  leaseUntil: epochMs(),
  nextRefreshAt: epochMs(),
  /** Failures since the last successful refresh: their number, the time of the first, the last. */
  failureCount: withDefault(integer(), 0),
  failingSince: epochMs(),
  fault: json<StoredFault>(),
  lastErrorCode: string(),
  /** How many of these failures count against the connection. */
  strikes: withDefault(integer(), 0),
  needsReconnectSince: epochMs(),
  connectedAt: epochMs(),
  lastRefreshedAt: epochMs(),
  lastUsedAt: epochMs(),
  /** When a sweep first found that its app or its owner is gone. */
  orphanedSince: epochMs(),
};
