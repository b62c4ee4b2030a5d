// @ts-check
// Boots Strapi once, in its own process, and reports how long the boot took.
import { bootStrapi } from './strapi.mjs';

const [, , database, isPluginDisabled] = process.argv;

const startedAt = performance.now();
const { stop } = await bootStrapi({
  database: database,
  isPluginDisabled: isPluginDisabled === 'true',
});
const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage();
process.send?.({ ms, cpuMs: (user + system) / 1_000 });
await stop();
process.exit();
