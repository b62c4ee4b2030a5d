import { ensurePanelBuilt } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { printUncovered } from './lib/databases.mjs';
import { finish, orFail, runJest } from './lib/jest.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';

// npm test        everything; Jest gets all arguments after `--`

await orFail(async () => {
  ensureNodeVersion();
  await ensureInstalled();
  await ensurePanelBuilt();
  const env = { CHROMIUM_PATH: await ensureChromium() };
  const run = await runJest(['--config', 'tests/jest.config.js'], env);
  printUncovered();
  finish(run);
});
