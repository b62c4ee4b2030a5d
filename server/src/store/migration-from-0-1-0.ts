import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../config';
import { PLUGIN_ID, UID } from '../constants';
import { createKeyRing, type KeyRing, type Sealer } from '../crypto/key-ring';
import { envelopeKeyId } from '../crypto/secret-box';
import { SPENT } from './authorization-requests';
import { destinationsFromColumns, macOf } from './destinations-mac';
import { createKeyChecks } from './key-check';
import { SEALED_TABLES, type SealedRow, type SealedTable } from './sealed-tables';
import { configuredKeys, stretchKeysAhead } from './secrets';
import { queryTable, type Transaction } from './tables';

const BATCH_SIZE = 100;

interface Migration {
  strapi: Core.Strapi;
  trx: Transaction;
  sealer: Sealer;
  /** The keys that 0.1.0 sealed with. */
  kids: readonly string[];
}

interface MigrationCounts {
  migrated: number;
  unreadable: number;
}

type Columns = Record<string, string | number>;

interface MigratedTable {
  table: SealedTable;
  /** Further columns that a row of this version has. */
  added(sealer: Sealer, row: SealedRow): Columns;
}

/** 0.1.0 made no MACs. Whoever sets `migrateFrom` vouches for the destinations. */
const addedToApp = (sealer: Sealer, { uid, key, ...columns }: SealedRow): Columns => {
  if (columns.destinations_mac !== null) return {};
  const fields = { ...destinationsFromColumns(columns), uid, key: String(key) };
  return { destinations_mac: macOf(sealer, fields), flows_version: 1 };
};

const MIGRATED_TABLES: readonly MigratedTable[] = [
  { table: SEALED_TABLES.apps, added: addedToApp },
  { table: SEALED_TABLES.connections, added: () => ({}) },
];

/** Opens what 0.1.0 sealed, which it bound to the row alone, and seals as this version does. */
const migratingSealer = (former: KeyRing, present: KeyRing): Sealer => ({
  ...present,
  open: (text, { table, uid, field }) => former.open(text, { table, uid, field }),
});

/** What to write into a row of 0.1.0; null if one of its secrets does not open. */
const migratedColumns = (
  { sealer, kids }: Migration,
  { table, added }: MigratedTable,
  row: SealedRow
): Columns | null => {
  const sealedAgain: Columns = {};
  for (const { column, renewed } of table.columns) {
    const sealed = row[column];
    if (typeof sealed !== 'string' || !kids.includes(envelopeKeyId(sealed) ?? '')) continue;
    const value = renewed(sealer, sealed, row);
    if (value === null) return null;
    sealedAgain[column] = value;
  }
  return { ...sealedAgain, ...added(sealer, row) };
};

const migrateTable = async (
  migration: Migration,
  migrated: MigratedTable,
  counts: MigrationCounts
): Promise<void> => {
  const { contentType, columns, boundTo } = migrated.table;
  const sealedColumns = columns.map(({ column }) => column);
  const rowsOf = () => queryTable(migration.strapi, contentType).transacting(migration.trx);

  for (let afterId = 0; ;) {
    const rows: SealedRow[] = await rowsOf()
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(BATCH_SIZE)
      .select('id', 'uid', ...boundTo, ...sealedColumns);
    for (const row of rows) {
      afterId = row.id;
      const data = migratedColumns(migration, migrated, row);
      if (data === null) counts.unreadable += 1;
      if (data === null || Object.keys(data).length === 0) continue;
      // Another instance that boots at the same time may have migrated the row.
      const asRead = Object.fromEntries(['id', ...sealedColumns].map((name) => [name, row[name]]));
      counts.migrated += Number(await rowsOf().where(asRead).update(data));
    }
    if (rows.length < BATCH_SIZE) return;
  }
};

/** Their secrets are not worth a migration: flows live for minutes. */
const endFlows = async (strapi: Core.Strapi): Promise<void> => {
  await strapi.db.query(UID.authorizationRequest).updateMany({
    where: { status: { $ne: 'completed' } },
    data: { status: 'failed', ...SPENT },
  });
};

/** The keys whose check is in the format of 0.1.0; none if the current key is wrong. */
const formerKeyIds = async (
  strapi: Core.Strapi,
  former: KeyRing,
  present: KeyRing
): Promise<string[]> => {
  const checks = createKeyChecks(strapi);
  const kids: string[] = [];
  for (const kid of present.keyIds) {
    if (await checks.isOpenedBy(former, kid)) kids.push(kid);
    else if (kid !== present.currentKeyId) continue;
    else if ((await checks.isOpenedBy(present, kid)) === false) return [];
  }
  return kids;
};

const migrate = async (
  strapi: Core.Strapi,
  former: KeyRing,
  present: KeyRing
): Promise<MigrationCounts> =>
  await strapi.db.transaction(async ({ trx }) => {
    const checks = createKeyChecks(strapi);
    const counts: MigrationCounts = { migrated: 0, unreadable: 0 };
    const kids = await formerKeyIds(strapi, former, present);
    if (kids.length === 0) return counts;
    const migration = { strapi, trx, kids, sealer: migratingSealer(former, present) };
    for (const table of MIGRATED_TABLES) await migrateTable(migration, table, counts);
    await endFlows(strapi);
    for (const kid of kids) {
      if (kid === present.currentKeyId) await checks.store(present, kid);
      else await checks.delete(kid);
    }
    return counts;
  });

const tell = ({ log }: Core.Strapi, { migrated, unreadable }: MigrationCounts): void => {
  log.warn(
    `${PLUGIN_ID}: ${migrated} apps and connections of version 0.1.0 were migrated. Once ` +
      'all of them are, remove `migrateFrom` from the configuration of this plugin.'
  );
  if (unreadable === 0) return;
  log.warn(
    `${PLUGIN_ID}: ${unreadable} apps and connections of version 0.1.0 hold a secret that no ` +
      'configured key opens, so they stay as they are.'
  );
};

/**
 * Version 0.1.0 did not stretch its keys, bound no token to its app and owner, and made no MACs.
 * Runs only if `migrateFrom` says so, because a row of 0.1.0 proves less than one of this version:
 * otherwise, whoever can write to the database could restore rows of an old backup. Uses a single
 * transaction: as long as the check of a key is in the format of 0.1.0, nothing has been migrated.
 */
export const migrateFrom010 = async (strapi: Core.Strapi): Promise<void> => {
  if (strapi.config.get<PluginConfig>(`plugin::${PLUGIN_ID}`).migrateFrom === null) return;
  const { encryption, strapiKey } = configuredKeys(strapi);
  await stretchKeysAhead(strapi);
  const present = createKeyRing(encryption, strapiKey);
  const former = createKeyRing(encryption, strapiKey, (masterKey) => masterKey);
  if (present.currentKeyId !== null) tell(strapi, await migrate(strapi, former, present));
};
