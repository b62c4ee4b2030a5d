import type { Knex } from 'knex';

/** How a database executes one statement. */
export interface Explained {
  /** Empty if it reads the table without an index. */
  index: string;
  /** Rows that it examined, discarded ones included; null if the database does not report this. */
  rowsRead: number | null;
}

interface Statement {
  sql: string;
  bindings: readonly Knex.RawBinding[];
}

/** The scan for due rows; the plugin's jobs may run other queries at the same time. */
const DUE_SCAN = /^select.*next_refresh_at\W+<=/is;

/** The one scan for due rows that `work` sends to the database. */
const statementOf = async (knex: Knex, work: () => Promise<unknown>): Promise<Statement> => {
  const statements: Statement[] = [];
  const note = (statement: Statement) => {
    if (DUE_SCAN.test(statement.sql)) statements.push(statement);
  };
  knex.on('query', note);
  await work();
  knex.removeListener('query', note);
  const [statement, ...others] = statements;
  if (!statement || others.length > 0) throw new Error(`${statements.length} reads, not one`);
  return statement;
};

interface PostgresNode {
  'Index Name'?: string;
  'Parent Relationship': string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: PostgresNode[];
}

/** The node that is read first, which is not a subquery of a filter. */
const leafOf = (node: PostgresNode): PostgresNode => {
  const [inner] = node.Plans?.filter((plan) => plan['Parent Relationship'] !== 'SubPlan') ?? [];
  return inner ? leafOf(inner) : node;
};

const explainPostgres = async (knex: Knex, { sql, bindings }: Statement): Promise<Explained> => {
  await knex.raw('ANALYZE');
  // The bindings are already positional, as the driver expects.
  const client = await knex.client.acquireConnection();
  try {
    const answer = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, bindings);
    const leaf = leafOf(answer.rows[0]['QUERY PLAN'][0].Plan);
    const rowsRead = leaf['Actual Rows'] + (leaf['Rows Removed by Filter'] ?? 0);
    return { index: leaf['Index Name'] ?? '', rowsRead };
  } finally {
    await knex.client.releaseConnection(client);
  }
};

const explainMariadb = async (knex: Knex, { sql, bindings }: Statement): Promise<Explained> => {
  const [[row]] = await knex.raw(`ANALYZE FORMAT=JSON ${sql}`, bindings);
  const text = JSON.stringify(JSON.parse(row.ANALYZE));
  const index = /"key":"([^"]+)"/.exec(text)?.[1] ?? '';
  const rowsRead = Number(/"r_rows":([\d.]+)/.exec(text)?.[1]);
  return { index, rowsRead };
};

const explainSqlite = async (knex: Knex, { sql, bindings }: Statement): Promise<Explained> => {
  const steps: { detail: string }[] = await knex.raw(`EXPLAIN QUERY PLAN ${sql}`, bindings);
  const details = steps.map(({ detail }) => detail).join('; ');
  // `SEARCH`, not `SCAN`, with both columns: it reads from the first due row to the last.
  const search = /SEARCH .* USING INDEX (\w+) \(status=\? AND next_refresh_at<\?\)/.exec(details);
  return { index: search?.[1] ?? '', rowsRead: null };
};

const EXPLAIN: Record<string, typeof explainSqlite> = {
  'better-sqlite3': explainSqlite,
  pg: explainPostgres,
  mysql2: explainMariadb,
};

/** Explains the one scan for due rows that `work` sends to the database, as if it ran again. */
export const explain = async (knex: Knex, work: () => Promise<unknown>): Promise<Explained> => {
  const statement = await statementOf(knex, work);
  const client = String(knex.client.config.client?.dialect ?? knex.client.config.client);
  const explainHere = EXPLAIN[client];
  if (!explainHere) throw new Error(`no plan of ${client} can be read`);
  return explainHere(knex, statement);
};
