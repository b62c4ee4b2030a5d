import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { npmCli } from './install.mjs';
import { playground, root, strapiBin } from './paths.mjs';
import { runStep } from './run.mjs';
import { ensureSecrets } from './secrets.mjs';

/** Kept with the packages, so that a new install causes a new build. */
const STAMPS = join(root, 'node_modules', '.cache', 'connected-apps');

const PLUGIN_SOURCES = [
  'server/src',
  'server/tsconfig.json',
  'server/tsconfig.build.json',
  'admin/src',
  'admin/tsconfig.json',
  'admin/tsconfig.build.json',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'scripts/finish-build.mjs',
  'scripts/lib/declarations.mjs',
];

const PANEL_SOURCES = [
  'dist/admin',
  'playground/plugins/inbox/admin',
  'playground/src',
  'playground/config',
  'playground/package.json',
  'playground/tsconfig.json',
  'package-lock.json',
];

/** Builds the plugin into `dist` when its sources have changed. */
export function ensurePluginBuilt() {
  return ensure('plugin', {
    sources: PLUGIN_SOURCES,
    outputs: ['dist/server/index.js', 'dist/admin/index.mjs'],
    build: () => runStep('Building the plugin', [npmCli(), 'run', 'build']),
  });
}

/** Builds the playground's panel when something in it has changed. */
export async function ensurePanelBuilt() {
  await ensurePluginBuilt();
  ensureSecrets();
  await ensure('panel', {
    sources: PANEL_SOURCES,
    outputs: ['playground/dist/build/index.html', 'playground/dist/config/server.js'],
    build: () =>
      runStep('Building the panel (about a minute)', [strapiBin, 'build'], {
        cwd: playground,
        env: { NODE_ENV: 'production', STRAPI_TELEMETRY_DISABLED: 'true' },
      }),
  });
}

async function ensure(name, { sources, outputs, build }) {
  const stamp = join(STAMPS, name);
  const hash = hashOf(sources);
  const built = outputs.every((path) => existsSync(join(root, path)));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;

  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(filesIn)) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** The file itself, or all files of a folder in a stable order. */
function filesIn(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  try {
    return readdirSync(full)
      .sort()
      .flatMap((name) => filesIn(`${path}/${name}`));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}
