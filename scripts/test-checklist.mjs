import { points } from '../tests/checklist/points.mjs';
import { ensurePanelBuilt } from './lib/build.mjs';
import { judge } from './lib/checklist.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { finish, orFail, runJest } from './lib/jest.mjs';
import { ensureNodeVersion } from './lib/node-version.mjs';

// npm run test:checklist   what a correct OAuth client does: each point passed, failed or open

await orFail(async () => {
  ensureNodeVersion();
  await ensureInstalled();
  await ensurePanelBuilt();
  const args = ['--config', 'tests/jest.config.js', '--selectProjects', 'checklist'];
  const run = await runJest(args, { CHROMIUM_PATH: await ensureChromium() });
  const { lines, passed, failed, open } = judge(points, run.tests);
  console.log(`\n${lines.join('\n')}`);
  console.log(`\n${open} open`);
  finish({ exitCode: run.exitCode, passed, failed });
});
