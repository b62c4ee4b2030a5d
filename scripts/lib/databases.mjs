/** The same as in `tests/support/databases/databases.ts`. */
const DATABASE_VARIABLES = { PostgreSQL: 'TEST_POSTGRES_URL', MariaDB: 'TEST_MYSQL_URL' };

/** Prints in one line which databases the tests did not cover. */
export function printUncovered() {
  const missing = Object.entries(DATABASE_VARIABLES).filter(([, name]) => !process.env[name]);
  if (missing.length === 0) return;
  const names = missing.map(([database, variable]) => `${database} (set ${variable})`);
  console.log(`\nNot covered: ${names.join(', ')}.`);
}
