import { randomUUID } from 'node:crypto';

import type { Knex } from 'knex';

import { UID } from '../../server/src/constants';
import { recordFigure } from '../support/cluster/figures';
import { databases } from '../support/databases/databases';
import { explain, type Explained } from '../support/databases/query-plan';
import { strapiOn } from '../support/strapi/strapi-on-database';

const CONNECTIONS = 100_000;
const DUE = 1_000;
const BATCH = 200;
const ROWS_PER_INSERT = 500;
const HOUR_MS = 3_600_000;
const TABLE = 'connected_apps_connections';
const INDEX = 'connected_apps_connections_due';
const BOOT_AND_FILL_MS = 300_000;

const APP = {
  uid: 'app-1',
  key: 'demo-mail',
  name: 'Mail',
  provider: 'custom',
  clientAuthMethod: 'none',
  enabled: true,
};

/** As the plugin stores it, but for what is in the envelopes; one of a hundred is due. */
const rowOf = (index: number, nowMs: number) => {
  const isDue = index % (CONNECTIONS / DUE) === 0;
  return {
    uid: randomUUID(),
    app_key: APP.key,
    owner_kind: 'user',
    owner_id: `owner-${index}`,
    account: 'default',
    access_token: 'ca1.strapi.iv.sealed',
    refresh_token: 'ca1.strapi.iv.sealed',
    token_type: 'Bearer',
    status: 'active',
    token_version: 1,
    failure_count: 0,
    next_refresh_at: isDue ? nowMs - 60_000 - index : nowMs + HOUR_MS + index,
  };
};

const fill = async (knex: Knex, table: string): Promise<void> => {
  const nowMs = Date.now();
  for (let first = 0; first < CONNECTIONS; first += ROWS_PER_INSERT) {
    const rows = Array.from({ length: ROWS_PER_INSERT }, (_, i) => rowOf(first + i, nowMs));
    await knex(table).insert(rows);
  }
};

describe.each(databases)('$name: the scan for due connections', (kind) => {
  const on = strapiOn(kind);

  beforeAll(async () => {
    await on.booted.strapi.db.query(UID.app).create({ data: APP });
    await fill(on.database.knex, TABLE);
  }, BOOT_AND_FILL_MS);

  const scan = async (limit: number): Promise<{ found: number; plan: Explained }> => {
    const { claims } = on.booted.internals.store;
    const filters = { status: 'active', dueBy: new Date(), appKeys: [APP.key], limit } as const;
    let found = 0;
    const plan = await explain(on.booted.strapi.db.connection, async () => {
      const claimed = await claims.claimDue(filters, {
        leaseOwner: 'somebody',
        leaseTtlMs: 60_000,
      });
      found = claimed.length;
      await on.database.knex(TABLE).whereNotNull('lease_until').update({ lease_until: null });
    });
    return { found, plan };
  };

  it(`reads ${DUE} due of ${CONNECTIONS} connections by the index, and no others`, async () => {
    const batch = await scan(BATCH);
    const whole = await scan(2 * DUE);
    recordFigure({
      database: kind.name,
      what: `scan of ${CONNECTIONS} connections, ${DUE} due`,
      measured: { index: whole.plan.index, 'rows read': whole.plan.rowsRead ?? 'not told' },
    });
    expect(batch.found).toBe(BATCH);
    expect(whole.found).toBe(DUE);
    for (const { plan } of [batch, whole]) {
      expect(plan.index).toBe(INDEX);
      expect(plan.rowsRead ?? 0).toBeLessThanOrEqual(DUE);
    }
    // PostgreSQL looks at one more before it ends.
    expect(batch.plan.rowsRead ?? 0).toBeLessThanOrEqual(BATCH + 1);
  }, 60_000);
});
