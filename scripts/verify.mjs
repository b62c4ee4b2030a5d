import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entries, extract } from './lib/declarations.mjs';
import { npmCli } from './lib/install.mjs';
import { root } from './lib/paths.mjs';
import { runStep } from './lib/run.mjs';

// npm run verify                    checks what `npm run build` made, as published
// npm run verify -- --accept-api    the same, and accepts the current exported types

const cli = (...path) => join(root, 'node_modules', ...path);

/**
 * How `attw` resolves the types of each entry. The panel's bundler alone loads `strapi-admin`, so
 * nothing ever requires it.
 */
const TYPE_RESOLUTIONS = { 'strapi-server': 'strict', 'strapi-admin': 'esm-only' };

const isApiAccepted = process.argv.includes('--accept-api');
const folder = mkdtempSync(join(tmpdir(), 'connected-apps-verify-'));

try {
  await runStep('Checking the manifest for Strapi', [
    cli('@strapi', 'sdk-plugin', 'bin', 'strapi-plugin.js'),
    'verify',
  ]);
  entries.forEach(compareApi);
  await verifyPackage(await pack());
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Compares the exported types with their committed report. */
function compareApi(entry) {
  const apiReport = {
    enabled: true,
    reportFolder: entry.sources,
    reportFileName: `${entry.name}.api.md`,
    reportTempFolder: folder,
    includeForgottenExports: true,
  };
  const { succeeded } = extract(entry, { apiReport }, { localBuild: isApiAccepted });
  if (succeeded) return;
  throw new Error(
    `The types that ${entry.name} exports have changed. If that is intended, run ` +
      '“npm run verify -- --accept-api”, commit the report, and mention it in CHANGELOG.md.'
  );
}

async function pack() {
  const args = ['pack', '--ignore-scripts', '--pack-destination', folder];
  await runStep('Packing the plugin', [npmCli(), ...args]);
  return join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz'))
  );
}

async function verifyPackage(tarball) {
  const publint = cli('publint', 'src', 'cli.js');
  await runStep('Checking the package', [publint, 'run', tarball, '--strict']);
  const attw = cli('@arethetypeswrong', 'cli', 'dist', 'index.js');
  for (const { name } of entries) {
    const options = ['--entrypoints', `./${name}`, '--profile', TYPE_RESOLUTIONS[name]];
    await runStep(`Checking the types of ${name}`, [attw, tarball, ...options]);
  }
}
