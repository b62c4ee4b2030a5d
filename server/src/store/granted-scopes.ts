import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { toStringList } from './rows';
import { queryTable } from './tables';

/** Active connections of an app with the same granted scopes. */
export interface GrantedScopesGroup {
  granted: string[];
  /** The provider named the person, so `openid` was granted. */
  hasSubject: boolean;
  /** There is a refresh token, so `offline_access` was granted. */
  hasRefreshToken: boolean;
  connections: number;
}

interface GroupRow {
  granted: string | null;
  has_subject: number;
  has_refresh_token: number;
  /** PostgreSQL counts in 64 bits, and such numbers arrive as text. */
  connections: number | string;
}

/**
 * PostgreSQL cannot group by a `json` column, but every database can group by its text. Scopes are
 * case-sensitive, which MySQL's default collations are not.
 */
const AS_TEXT: Record<string, string> = {
  sqlite: 'scopes_granted',
  postgres: 'cast(scopes_granted as text)',
  mysql: 'convert(scopes_granted using utf8mb4) collate utf8mb4_bin',
};

/** The database groups an app's connections by granted scopes: there are few distinct sets. */
export const createGrantedScopesStore = (strapi: Core.Strapi) => ({
  async of(appKey: string): Promise<GrantedScopesGroup[]> {
    const raw = (sql: string) => strapi.db.connection.raw(sql);
    const isThere = (column: string) => `case when ${column} is null then 0 else 1 end`;
    const rows: GroupRow[] = await queryTable(strapi, UID.connection)
      .where({ app_key: appKey, status: 'active' })
      .select(
        raw(`${AS_TEXT[strapi.db.dialect.client]} as granted`),
        raw(`${isThere('subject')} as has_subject`),
        raw(`${isThere('refresh_token')} as has_refresh_token`),
        raw('count(*) as connections')
      )
      .groupBy('granted', 'has_subject', 'has_refresh_token');
    return rows.map(({ granted, connections, ...has }) => ({
      granted: toStringList(granted),
      hasSubject: Number(has.has_subject) === 1,
      hasRefreshToken: Number(has.has_refresh_token) === 1,
      connections: Number(connections),
    }));
  },
});

export type GrantedScopesStore = ReturnType<typeof createGrantedScopesStore>;
