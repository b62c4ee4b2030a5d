import type { Core } from '@strapi/strapi';

/** SQL expressions for the database's current time in whole epoch milliseconds. */
const NOW_MS_SQL: Record<string, string> = {
  sqlite: "CAST((julianday('now')-2440587.5)*86400000 AS INTEGER)",
  postgres: 'floor(extract(epoch from clock_timestamp())*1000)::bigint',
  mysql: 'CAST(FLOOR(UNIX_TIMESTAMP(NOW(3))*1000) AS SIGNED)',
};

/**
 * One clock for every instance. If leases ran by the instances' own clocks, an instance whose clock
 * is ahead would take them over too early.
 */
export const databaseNowMsSql = (strapi: Core.Strapi): string => {
  const { client } = strapi.db.dialect;
  const sql = NOW_MS_SQL[client];
  if (sql === undefined) throw new Error(`connected-apps: the database ${client} is not supported`);
  return sql;
};
