import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { runStep } from './run.mjs';

const require = createRequire(join(root, 'package.json'));

const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const downloadedChromium = () => require('playwright-core').chromium.executablePath();

const findChromium = () =>
  [process.env.CHROMIUM_PATH, ...SYSTEM_PATHS, downloadedChromium()].find(
    (path) => path && existsSync(path)
  );

/** Finds the Chromium of this machine, or downloads Playwright's own. */
export async function ensureChromium() {
  const present = findChromium();
  if (present) return present;
  const cli = join(dirname(require.resolve('playwright-core/package.json')), 'cli.js');
  try {
    await runStep('Downloading Chromium for the browser tests', [cli, 'install', 'chromium']);
  } catch (error) {
    throw new Error(
      'The browser tests need Chromium: none is installed, and it could not be downloaded. ' +
        'Install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.',
      { cause: error }
    );
  }
  return downloadedChromium();
}
