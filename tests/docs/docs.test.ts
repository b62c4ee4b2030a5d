import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import config from '../../server/src/config';
import { ACTIONS, PLUGIN_ID } from '../../server/src/constants';
import { ConnectedAppsError, ERROR_CODES } from '../../server/src/errors/connected-apps-error';
import errorsMiddleware from '../../server/src/middlewares/error-responses';
import { registerPermissions } from '../../server/src/permissions';
import { STANDARD_PROTOCOL } from '../../server/src/protocol-settings';
import { providerPresets } from '../../server/src/providers';
import { nth } from '../support/elements';
import {
  anchors,
  codeBlocks,
  codeSpans,
  localTargets,
  namedTests,
  PAGES,
  plain,
  read,
  ROOT,
  tableBelow,
} from './markdown';
import { syntaxProblems, typeCheck, type TypeCheck } from './type-check';

jest.setTimeout(120_000);

const ANY_PROVIDER = 'docs/guides/any-provider.md';
const README = 'README.md';
const ERRORS = 'docs/reference/errors.md';
const CONFIGURATION = 'docs/reference/configuration.md';
const PERMISSIONS = 'docs/reference/permissions.md';
const GUIDE = 'docs/guides/plugin-authors.md';
const ARCHITECTURE = 'docs/architecture.md';

const blocksIn = (language: string) =>
  PAGES.flatMap(codeBlocks).filter((block) => block.language === language);

const firstColumn = (page: string, heading: string) =>
  tableBelow(page, heading).map(([cell = '']) => plain(cell));

let checked: TypeCheck;
beforeAll(() => {
  checked = typeCheck(blocksIn('ts'));
});

describe('the examples in the docs', () => {
  it('compile in TypeScript against the real types', () => {
    expect(blocksIn('ts').length).toBeGreaterThan(5);
    expect(checked.problems).toEqual([]);
  });

  it('would fail with a mistake in them', () => {
    const code = `
      import type { ConnectedApps } from 'strapi-plugin-connected-apps/strapi-server';
      export const wrong = (tokens: ConnectedApps): Promise<number> => tokens.getAccessToken({});
      export const unknown = (tokens: ConnectedApps) => tokens.giveMeEverything();`;
    const { problems } = typeCheck([{ place: 'a page:1', language: 'ts', code }]);
    expect(problems).toEqual([
      expect.stringContaining("'Promise<string>' is not assignable"),
      expect.stringContaining("Property 'app' is missing"),
      expect.stringContaining("'giveMeEverything' does not exist"),
    ]);
  });

  it('are valid in JavaScript and JSON', () => {
    expect(blocksIn('js').flatMap(syntaxProblems)).toEqual([]);
    for (const { code } of blocksIn('json')) expect(() => JSON.parse(code)).not.toThrow();
  });

  it('name commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const known = ['start', 'test', 'install', 'ci', 'pack', ...Object.keys(scripts)];
    const commands = blocksIn('sh').flatMap(({ code }) => [
      ...code.matchAll(/\bnpm (?:run )?([a-z:]+)/g),
    ]);
    // `npm run strapi` is a script of a Strapi app.
    const unknown = commands
      .map((command) => nth(command, 1))
      .filter((name) => !known.includes(name));
    expect(unknown).toEqual(['strapi']);
  });
});

describe('every page', () => {
  it.each(PAGES)('%s has only working links, images and anchors', (page) => {
    const broken = localTargets(page).filter((target) => {
      const [file, anchor] = target.split('#');
      const full = file ? path.join(path.dirname(page), file) : page;
      if (!existsSync(path.join(ROOT, full))) return true;
      return anchor !== undefined && !anchors(full).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('shows every image of docs/images, all of which are small', () => {
    const images = readdirSync(path.join(ROOT, 'docs/images'));
    const shown = PAGES.flatMap(localTargets).map((target) => path.basename(target));
    expect(images.filter((image) => !shown.includes(image))).toEqual([]);
    const sizes = images.map((image) => statSync(path.join(ROOT, 'docs/images', image)).size);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
  });

  it('names only existing files and folders', () => {
    const bases = ['', 'server/src', 'playground'];
    const paths = [ARCHITECTURE, 'CONTRIBUTING.md']
      .flatMap(codeSpans)
      .filter((span) => /^[\w./-]+(?:\/|\.(?:ts|tsx|mjs|json))$/.test(span));
    const exists = (file: string) => bases.some((base) => existsSync(path.join(ROOT, base, file)));
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((file) => !exists(file))).toEqual([]);
  });
});

describe('the guarantees', () => {
  it.each(['docs/guarantees.md', 'docs/security.md'])('name only existing tests in %s', (page) => {
    const named = namedTests(page);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ file, name }) => !read(file).includes(name))).toEqual([]);
  });
});

describe('the tables of the README', () => {
  it('list exactly the error codes, in their order', () => {
    expect(firstColumn(ERRORS, '## Codes')).toEqual([...ERROR_CODES]);
  });

  it('give the HTTP status of the panel API', async () => {
    const documented = tableBelow(ERRORS, '## Codes').map(([, status]) => Number(status));
    const answered = ERROR_CODES.map(async (code) => {
      const ctx = { set: () => undefined } as unknown as Context;
      await errorsMiddleware()(ctx, () => Promise.reject(new ConnectedAppsError(code, 'a fault')));
      return ctx.status;
    });
    expect(documented).toEqual(await Promise.all(answered));
  });

  it('list exactly the settings', () => {
    expect(firstColumn(CONFIGURATION, '## Settings').sort()).toEqual([...checked.settings].sort());
  });

  it('give the default of each setting', () => {
    const defaultOf = (name: string): unknown =>
      name.split('.').reduce<unknown>((value, key) => Object(value)[key], config.default());
    for (const [name = '', documented = ''] of tableBelow(CONFIGURATION, '## Settings')) {
      const value = defaultOf(plain(name));
      expect([name, plain(documented)]).toEqual([
        name,
        value === undefined ? 'none' : JSON.stringify(value),
      ]);
    }
  });

  it('list exactly the permissions, with their names in the panel', async () => {
    const registered: { uid: string; displayName: string }[] = [];
    const actionProvider = {
      registerMany: async (actions: typeof registered) => void registered.push(...actions),
    };
    await registerPermissions({ service: () => ({ actionProvider }) } as unknown as Core.Strapi);
    const rows = tableBelow(PERMISSIONS, '## Actions');
    expect(rows.map(([action = '']) => `plugin::${PLUGIN_ID}.${plain(action)}`)).toEqual(
      Object.values(ACTIONS)
    );
    expect(rows.map(([action = '', name]) => [plain(action), name])).toEqual(
      registered.map(({ uid, displayName }) => [uid, displayName])
    );
  });

  it('name every method of the service', () => {
    const methods = firstColumn(README, '## Use the tokens in your plugin').map(
      (cell) => cell.split('(')[0]
    );
    expect(methods.sort()).toEqual([...checked.methods].sort());
  });
});

describe('the guide for plugin authors', () => {
  it('lists exactly the events', () => {
    const events = firstColumn(GUIDE, '## Events').map((name) => name.split('.').pop());
    expect(events.sort()).toEqual([...checked.events].sort());
  });
});

describe('the README', () => {
  it('gives the two commands and the demo users correctly', () => {
    const users = jest.requireActual('../../playground/src/demo-users.js') as {
      email: string;
      password: string;
    }[];
    const commands = codeBlocks(README).map(({ code }) => code.trim());
    expect(commands).toEqual(expect.arrayContaining(['npm start', 'npm test']));
    for (const { email, password } of users) {
      expect(codeSpans(README)).toEqual(expect.arrayContaining([email, password]));
    }
  });

  it('names exactly the presets', () => {
    const presets = providerPresets.filter(({ id }) => id !== 'custom');
    const rows = tableBelow('docs/reference/services.md', '## Presets');
    const links = presets.map(({ name, documentationUrl }) => `[${name}](${documentationUrl})`);
    expect(rows.map(([service]) => service).sort()).toEqual([...links].sort());
    const values = new Map(rows.map(([service, , told]) => [service, told]));
    presets.forEach(({ variables }, index) => {
      const told = variables
        .filter(({ source }) => source !== 'app')
        .map(({ name }) => `\`${name}\``);
      expect(values.get(links[index])).toBe(told.join(', '));
    });
    expect(read(README)).toContain(`There are presets for ${presets.length} services`);
  });

  it('has a guide that explains each setting of a provider', () => {
    const named = tableBelow(ANY_PROVIDER, '## How the service differs from the standard')
      .flatMap(([, setting = '']) => setting.split(', '))
      .map(plain);
    expect(named).toEqual(expect.arrayContaining(Object.keys(STANDARD_PROTOCOL)));
  });

  it('names the versions that package.json requires', () => {
    const { engines, peerDependencies } = JSON.parse(read('package.json')) as {
      engines: { node: string };
      peerDependencies: Record<string, string>;
    };
    const rows = new Map(
      tableBelow(README, '## Supported versions').map(([what, madeFor]) => [what, madeFor])
    );
    expect(rows.get('Node.js')?.replace(/[`,]/g, '')).toBe(engines.node.replaceAll(' || ', ' '));
    expect(`^${rows.get('Strapi')?.split(' ')[0]}.0`).toBe(peerDependencies['@strapi/strapi']);
  });
});
