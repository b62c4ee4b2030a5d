import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Core } from '@strapi/strapi';

import { bootStrapi } from '../strapi/strapi';

type Schema = Core.Strapi['db']['schema']['schema'];
type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;

/** The plugin's tables as version 0.1.0 left them. */
interface Version010 {
  tables: Schema['tables'];
  rows: Record<string, Row[]>;
  keyCheck: string;
}

const FILE = path.resolve(__dirname, '../../fixtures/0.1.0/tables.json');

export const version010: Version010 = JSON.parse(readFileSync(FILE, 'utf8'));

/** The owners in the fixture. */
export const ADA = { kind: 'admin', id: 'adaadaadaadaadaadaadaada' } as const;
export const EVE = { kind: 'user', id: 'eveeveeveeveeveeveeveeve' } as const;

const createOwners = async ({ db }: Core.Strapi): Promise<void> => {
  const ada = { documentId: ADA.id, email: 'ada@fixture.test', isActive: true };
  await db.query('admin::user').create({ data: ada });
  const eve = { documentId: EVE.id, email: 'eve@fixture.test', username: 'eve', provider: 'local' };
  await db.query('plugin::users-permissions.user').create({ data: eve });
};

const withDates = (row: Row): Record<string, Cell | Date> =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isDate = ['created_at', 'updated_at', 'published_at'].includes(name);
      return [name, isDate && typeof value === 'string' ? new Date(value) : value];
    })
  );

/** Sends the requests of app `key` to `<origin>/<key>/…`. 0.1.0 did not protect addresses. */
const withOrigin = (row: Row, origin: string): Row =>
  JSON.parse(JSON.stringify(row).replaceAll(/https:\/\/(\w+)\.example\.com/g, `${origin}/$1`));

/** Strapi with version 0.1.0 of the plugin, stopped: its tables on a database of this address. */
export const installVersion010 = async (database: string, origin: string): Promise<void> => {
  const { strapi, stop } = await bootStrapi({ database, isPluginDisabled: true });
  const { db } = strapi;
  const { tables, rows, keyCheck } = version010;
  await db.connection.transaction((trx) => db.schema.builder.createTables(tables, trx));
  for (const [name, ofTable] of Object.entries(rows)) {
    const isApps = name === 'connected_apps';
    const sent = ofTable.map((row) => withDates(isApps ? withOrigin(row, origin) : row));
    await db.getConnection(name).insert(sent);
  }
  await createOwners(strapi);
  const name = 'connected-apps';
  await strapi.store({ type: 'plugin', name }).set({ key: 'key-check-strapi', value: keyCheck });
  const { schema } = db.schema;
  await db.schema.schemaStorage.add({ ...schema, tables: [...schema.tables, ...tables] });
  await stop();
};
