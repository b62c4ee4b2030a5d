import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

import ts from 'typescript';

import routes from '../../server/src/routes';
import { fixtureEnvironment } from '../support/strapi/fixture-environment.mjs';

jest.setTimeout(600_000);

const root = path.resolve(__dirname, '../..');
/** Inside the repository, so that Strapi itself need not be installed once more. */
const appDir = path.join(root, 'tests/.tmp/packed-app');
const ENTRY = 'strapi-plugin-connected-apps/strapi-server';
const installed = path.join(appDir, 'node_modules/strapi-plugin-connected-apps');

const npm = (args: string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

interface PackedFile {
  path: string;
}

let files: string[];

beforeAll(() => {
  rmSync(appDir, { recursive: true, force: true });
  mkdirSync(appDir, { recursive: true });
  const [packed] = JSON.parse(
    npm(['pack', '--json', '--ignore-scripts', '--pack-destination', appDir], root)
  ) as [{ filename: string; files: PackedFile[] }];
  files = packed.files.map((file) => file.path);
  cpSync(path.join(root, 'tests/fixtures/app'), appDir, { recursive: true });
  const manifest = {
    name: 'packed-app',
    private: true,
    dependencies: { 'strapi-plugin-connected-apps': `file:./${packed.filename}` },
    strapi: {},
  };
  writeFileSync(path.join(appDir, 'package.json'), JSON.stringify(manifest));
  npm(
    [
      'install',
      '--omit=dev',
      '--omit=peer',
      '--legacy-peer-deps',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--prefer-offline',
    ],
    appDir
  );
});

afterAll(() => rmSync(appDir, { recursive: true, force: true }));

const manifest = () =>
  JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
    exports: Record<string, string | Record<string, string>>;
  };

/** The names of the packages that a built file loads. */
const packagesOf = (file: string): string[] => {
  const source = readFileSync(path.join(installed, file), 'utf8');
  const isPackage = (specifier: string) =>
    !/^(?:\.|node:)/.test(specifier) && !builtinModules.includes(specifier);
  // The compiler knows a module from a text that looks like one.
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter(isPackage)
    .map((specifier) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
    );
};

describe('the package as it is published', () => {
  it('holds the built plugin, its types, the entry files, readme and licence', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'strapi-admin.js',
        'strapi-server.js',
        'dist/server/index.js',
        'dist/server/index.d.ts',
        'dist/admin/index.mjs',
        'dist/admin/index.d.mts',
      ])
    );
  });

  it('holds each side in one module format, and one file of types for each', () => {
    const surplus = files.filter((file) => /^dist\/(server\/.*\.mjs|admin\/.*\.js)$/.test(file));
    const types = files.filter((file) => /\.d\.m?ts$/.test(file));
    expect([surplus, types]).toEqual([[], ['dist/admin/index.d.mts', 'dist/server/index.d.ts']]);
    expect(files.length).toBeLessThanOrEqual(60);
  });

  it('holds nothing of tests, playground, sources or settings', () => {
    const known =
      /^(package\.json|README\.md|LICENSE|strapi-(admin|server)\.js|dist\/(admin|server)\/[^/]*)$/;
    expect(files.filter((file) => !known.test(file))).toEqual([]);
  });

  it('has every file that its exports name', () => {
    const targets = Object.values(manifest().exports).flatMap((target) =>
      typeof target === 'string'
        ? [target]
        : Object.entries(target).flatMap(([condition, file]) =>
            condition === 'source' ? [] : [file]
          )
    );
    expect(targets.filter((file) => !existsSync(path.join(installed, file)))).toEqual([]);
  });

  it('declares every package that it loads', () => {
    const { dependencies, peerDependencies } = manifest();
    const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    const loaded = files.filter((file) => /\.m?js$/.test(file)).flatMap(packagesOf);
    expect([...new Set(loaded)].filter((name) => !declared.has(name))).toEqual([]);
  });

  it.each([
    ['node10', 'CommonJS'],
    ['node16', 'Node16'],
    ['bundler', 'ESNext'],
  ])('T09 has types that stand alone, resolved as in %s', (moduleResolution, module) => {
    const folder = path.join(appDir, `types-${moduleResolution}`);
    mkdirSync(folder, { recursive: true });
    const source = `
      import { type ConnectedApps, ConnectedAppsError } from 'strapi-plugin-connected-apps/strapi-server';
      export const ask = (tokens: ConnectedApps): Promise<string> => tokens.getAccessToken({ app: 'a' });
      export const codeOf = (error: ConnectedAppsError): 'not_connected' | string => error.code;
      // @ts-expect-error The package has no such class when it runs.
      export const make = () => new ConnectedAppsError('not_ready', '');
      // @ts-expect-error An app is needed, so these are the types, and not any.
      export const wrong = (tokens: ConnectedApps) => tokens.getAccessToken({});
    `;
    writeFileSync(path.join(folder, 'uses.ts'), source);
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    };
    const config = { compilerOptions, files: ['uses.ts'] };
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], {
      encoding: 'utf8',
    });
    expect([stdout, status]).toEqual(['', 0]);
  });

  it.each([
    ['module', `import { isConnectedAppsError, toHttpError } from '${ENTRY}';`],
    ['commonjs', `const { isConnectedAppsError, toHttpError } = require('${ENTRY}');`],
  ])('T08 exports its functions for errors to a %s', (type, importing) => {
    const script = `${importing}
      const error = Object.assign(new Error('Connect again.'), {
        name: 'ConnectedAppsError', code: 'needs_reconnect',
      });
      const { status, details } = toHttpError(error);
      process.stdout.write([isConnectedAppsError(error), status, details.code].join());`;
    const output = execFileSync(process.execPath, [`--input-type=${type}`, '--eval', script], {
      cwd: appDir,
      encoding: 'utf8',
    });
    expect(output).toBe('true,409,needs_reconnect');
  });

  it('boots in an app, with routes, services and content types', () => {
    const script = `
      const { createStrapi } = require('@strapi/strapi');
      (async () => {
        const appDir = process.cwd();
        const strapi = createStrapi({ appDir, distDir: appDir, serveAdminPanel: false });
        await strapi.load();
        const plugin = strapi.plugin('connected-apps');
        const found = {
          services: Object.keys(plugin.services),
          routes: plugin.routes.admin.routes.length + plugin.routes['content-api'].routes.length,
          contentTypes: Object.keys(plugin.contentTypes),
          status: await plugin.service('tokens').status({ app: 'none' }),
        };
        await strapi.destroy();
        process.stdout.write('RESULT' + JSON.stringify(found));
        process.exit(0);
      })();`;
    const output = execFileSync(process.execPath, ['-e', script], {
      cwd: appDir,
      encoding: 'utf8',
      env: {
        ...process.env,
        ...fixtureEnvironment({ database: path.join(appDir, 'data.db') }),
        DATABASE_FILENAME: 'data.db',
      },
    });
    const found: unknown = JSON.parse(output.slice(output.indexOf('RESULT') + 'RESULT'.length));
    expect(found).toEqual({
      services: ['tokens', 'internals'],
      routes: routes.admin().routes.length + routes['content-api']().routes.length,
      contentTypes: ['connected-app', 'connection', 'authorization-request'],
      status: { status: 'not_connected' },
    });
  });
});
