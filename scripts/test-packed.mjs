import { ensurePluginBuilt } from './lib/build.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { finish, orFail, runJest } from './lib/jest.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';

// npm run test:packed          every project
// npm run test:packed -- ci    a subset that covers all versions

await orFail(async () => {
  ensureNodeVersion();
  await ensureInstalled();
  await ensurePluginBuilt();
  const isCi = process.argv[2] === 'ci';
  if (isCi) process.argv.splice(2, 1);
  const env = {
    CHROMIUM_PATH: await ensureChromium(),
    PACKED_PROJECTS: isCi ? 'ci' : 'all',
  };
  finish(await runJest(['--config', 'tests/projects/jest.config.js', '-i'], env));
});
