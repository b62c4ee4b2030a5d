import { isPostgresReachable } from '../tests/bench/lib/databases.mjs';
import { soak } from '../tests/soak/soak.mjs';
import { ensurePluginBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';

// npm run test:soak   10 minutes; SOAK_MINUTES=2 for a shorter one

const minutes = Number(process.env.SOAK_MINUTES ?? 10);

ensureNodeVersion();
await ensureInstalled();
await ensurePluginBuilt();
if (!(await isPostgresReachable())) {
  console.error('PostgreSQL is not reachable (TEST_POSTGRES_URL).');
  process.exit(1);
}

const startedAt = Date.now();
const log = (line) => console.log(`${Math.round((Date.now() - startedAt) / 1000)} s: ${line}`);
const { summary, violations } = await soak({ minutes, log });

console.log();
for (const [name, value] of Object.entries(summary)) {
  console.log(`${name.padEnd(28)} ${[value].flat().join('  ')}`);
}
for (const violation of violations) console.error(`VIOLATION: ${violation}`);
console.log(violations.length === 0 ? '\nNo violations.' : `\n${violations.length} violations.`);
process.exit(violations.length === 0 ? 0 : 1);
