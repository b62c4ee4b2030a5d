import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { columnName } from '../content-types/columns';
import type { columns } from '../content-types/connection/columns';
import { ownerColumns } from '../owners/owner';
import type { Connection, ConnectionIdentity } from './connection-rows';
import { DESTINATION_COLUMNS, type CheckedOrigins, type DestinationsMac } from './destinations-mac';
import { toDate, toRequiredDate, toStringList, type RawRow } from './rows';
import { queryTable, tableText } from './tables';
import type { UserState, UserUid } from './users';

const COLUMNS = [
  'uid',
  'tokenVersion',
  'accessToken',
  'tokenType',
  'expiresAt',
  'nextRefreshAt',
  'connectedAt',
  'lastRefreshedAt',
  'lastUsedAt',
  'scopesGranted',
  'status',
  'statusReason',
  'variableValues',
] as const satisfies readonly (keyof typeof columns)[];

/** As text, because Knex takes longer to quote this many names than the database takes to read. */
const SELECTED = [
  ...COLUMNS.map((name) => `c.${columnName(name)}`),
  'a.enabled as app_enabled',
  'a.uid as app_uid',
  'a.destinations_mac',
  ...DESTINATION_COLUMNS.map((column) => `a.${column}`),
].join(', ');

type FieldInUse =
  | Exclude<(typeof COLUMNS)[number], 'accessToken' | 'connectedAt' | 'lastRefreshedAt'>
  | 'sealedAccessToken';

/** Everything needed to return a token to a caller: the current state of its row, app and owner. */
export interface ConnectionInUse
  extends ConnectionIdentity, CheckedOrigins, Pick<Connection, FieldInUse> {
  /** When the current token was obtained. */
  obtainedAt: Date;
  isAppEnabled: boolean;
  /** Null if the owner is not a user, or if the user is gone. */
  user: UserState | null;
}

type JoinedRow = RawRow<typeof columns, (typeof COLUMNS)[number]> & {
  app_enabled: unknown;
  app_uid: string;
  destinations_mac: string | null;
  user_id?: number | null;
  user_is_active?: unknown;
  user_blocked?: unknown;
};

const toBoolean = (value: unknown): boolean | null =>
  value === null || value === undefined ? null : value === true || Number(value) === 1;

const toConnectionInUse = (
  row: JoinedRow,
  { appKey, owner, account }: ConnectionIdentity,
  { destinationsCheck, apiOrigins, apiRequest, fixedValues }: CheckedOrigins
): ConnectionInUse => ({
  appKey,
  owner,
  account,
  uid: row.uid,
  tokenVersion: row.token_version,
  sealedAccessToken: row.access_token,
  tokenType: row.token_type ?? 'Bearer',
  expiresAt: toDate(row.expires_at),
  nextRefreshAt: toDate(row.next_refresh_at),
  obtainedAt: toRequiredDate(row.last_refreshed_at ?? row.connected_at),
  lastUsedAt: toDate(row.last_used_at),
  scopesGranted: toStringList(row.scopes_granted),
  status: row.status,
  statusReason: row.status_reason,
  variableValues: row.variable_values,
  isAppEnabled: toBoolean(row.app_enabled) === true,
  destinationsCheck,
  apiOrigins,
  apiRequest,
  fixedValues,
  user:
    row.user_id === null || row.user_id === undefined
      ? null
      : { isActive: toBoolean(row.user_is_active), blocked: toBoolean(row.user_blocked) },
});

const userColumns = (strapi: Core.Strapi, uid: UserUid): string[] => {
  const { attributes } = strapi.db.metadata.get(uid);
  return [
    'u.id as user_id',
    ...('isActive' in attributes ? ['u.is_active as user_is_active'] : []),
    ...('blocked' in attributes ? ['u.blocked as user_blocked'] : []),
  ];
};

/**
 * The single query for a token that is not in memory. It joins connection, app and owner, because
 * each of them can end the use of a token.
 */
export const createConnectionsInUse = (strapi: Core.Strapi, destinationsMac: DestinationsMac) => {
  const select = (identity: ConnectionIdentity, userUid: UserUid | null) => {
    const { ownerKind, ownerId } = ownerColumns(identity.owner);
    const query = queryTable(strapi, UID.connection, 'c')
      .join(tableText(strapi, UID.app, 'a'), 'a.key', 'c.app_key')
      .where({
        'c.app_key': identity.appKey,
        'c.owner_kind': ownerKind,
        'c.owner_id': ownerId,
        'c.account': identity.account,
      })
      .first(strapi.db.connection.raw(SELECTED));
    if (userUid === null || !strapi.db.metadata.has(userUid)) return query;
    return (
      query
        // Joins on the value: a column with another collation could not use the users' index.
        .leftJoin(tableText(strapi, userUid, 'u'), (on) => on.onVal('u.document_id', ownerId))
        .select(userColumns(strapi, userUid))
    );
  };

  return {
    /**
     * Null if there is no such connection, or no such app. `userUid` is the content type of the
     * owner's user; null if the owner is not a user.
     */
    async find(
      identity: ConnectionIdentity,
      userUid: UserUid | null
    ): Promise<ConnectionInUse | null> {
      const query = select(identity, userUid);
      // A caller's open transaction holds SQLite's only connection, so the read must join it.
      const row: JoinedRow | undefined = strapi.db.inTransaction()
        ? await strapi.db.transaction(({ trx }) => query.transacting(trx))
        : await query;
      if (!row) return null;
      const app = { uid: row.app_uid, key: identity.appKey };
      const origins = destinationsMac.checkColumns(row.destinations_mac, app, row);
      return toConnectionInUse(row, identity, origins);
    },
  };
};

export type ConnectionsInUse = ReturnType<typeof createConnectionsInUse>;
