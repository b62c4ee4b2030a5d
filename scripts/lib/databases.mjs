/** As `tests/support/databases.ts` has it. */
const DATABASE_VARIABLES = { PostgreSQL: 'TEST_POSTGRES_URL', MariaDB: 'TEST_MYSQL_URL' };

/** Says in one line which databases the tests did not run on. */
export function printUncovered() {
  const missing = Object.entries(DATABASE_VARIABLES).filter(([, name]) => !process.env[name]);
  if (missing.length === 0) return;
  const names = missing.map(([database, variable]) => `${database} (set ${variable})`);
  console.log(`\nNot covered: ${names.join(', ')}.`);
}
