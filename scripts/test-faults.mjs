import { ensureInstalled } from './lib/install.mjs';
import { finish, orFail, runJest } from './lib/jest.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';

// npm run test:faults                    everything
// npm run test:faults -- retry-storm     one file; Jest gets all arguments after `--`

await orFail(async () => {
  ensureNodeVersion();
  await ensureInstalled();
  finish(await runJest(['--config', 'tests/faults/jest.config.js']));
});
