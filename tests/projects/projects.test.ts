import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Browser, Page } from 'playwright-core';

import { launchBrowser, newContext, signIn } from '../support/browser/browser';
import { openNewApp } from '../support/browser/panel-steps';
import { databasesAndSchemas, type TestDatabase } from '../support/databases/databases';
import { startDemoProvider, type DemoProvider } from '../support/providers/demo-provider';
import { nameOf, projects, type ProjectKind } from './matrix';
import { ADMIN, PanelApi } from './panel-api';
import { RealProject, type RunningProject } from './real-project';
import { run } from './tools';

const MINUTE_MS = 60_000;
const ROOT = path.resolve(__dirname, '../..');
const TOKEN_LIFE_SECONDS = 3;

/** Shared by the projects, and by runs: other versions of Node.js, pnpm and its store. */
const TOOLS =
  process.env.PACKED_TOOLS ?? path.join(ROOT, 'node_modules/.cache/connected-apps/tools');

let base: string;
let tarball: string;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'connected-apps-projects-'));
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', base];
  const [{ filename }] = JSON.parse(await run('npm', args, { cwd: ROOT }));
  tarball = path.join(base, filename);
}, 5 * MINUTE_MS);

afterAll(() => rmSync(base, { recursive: true, force: true }));

const DATABASES = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MariaDB' } as const;

const createDatabase = async ({ database, hasSchema }: ProjectKind): Promise<TestDatabase> => {
  const name = hasSchema ? 'PostgreSQL with a schema' : DATABASES[database];
  const kind = databasesAndSchemas.find((one) => one.name === name);
  if (!kind) throw new Error(`${name} is needed: set TEST_POSTGRES_URL and TEST_MYSQL_URL`);
  return kind.create();
};

const visible = async (page: Page, text: string | RegExp) => {
  const found = page.getByText(text).filter({ visible: true }).first();
  await found.waitFor().catch(async (error: Error) => {
    const shown = await page.locator('body').innerText();
    throw new Error(`${error.message}\nAt ${page.url()} there is:\n${shown}`);
  });
};

describe.each(projects)('$name', ({ kind }) => {
  let project: RealProject;
  let running: RunningProject;
  let database: TestDatabase;
  let provider: DemoProvider;
  let browser: Browser;
  let panel: PanelApi;
  const times: string[] = [];

  const timed = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const startedAt = Date.now();
    const result = await work;
    times.push(`${what} ${Math.round((Date.now() - startedAt) / 1000)} s`);
    return result;
  };

  beforeAll(async () => {
    database = await createDatabase(kind);
    provider = await startDemoProvider({ accessTokenTtlSeconds: TOKEN_LIFE_SECONDS });
    browser = await launchBrowser();
  }, 5 * MINUTE_MS);

  afterAll(async () => {
    process.stderr.write(`${nameOf(kind)}: ${times.join(', ')}\n`);
    await browser?.close();
    await running?.stop();
    await provider?.stop();
    await database?.drop();
    if (project) rmSync(project.folder, { recursive: true, force: true });
  }, 5 * MINUTE_MS);

  it(
    'T03 installs without a flag',
    async () => {
      const folder = mkdtempSync(path.join(base, 'p'));
      mkdirSync(folder, { recursive: true });
      project = await timed(
        'generate',
        RealProject.create(kind, { base: folder, tools: TOOLS, databaseAddress: database.address })
      );
      await timed('install', project.install(tarball, TOOLS));
    },
    30 * MINUTE_MS
  );

  it(
    'builds its panel',
    async () => {
      await timed('build', project.build());
    },
    15 * MINUTE_MS
  );

  it(
    'T02 boots',
    async () => {
      running = await timed('boot', project.start());
      panel = await PanelApi.register(running.url);
    },
    5 * MINUTE_MS
  );

  it(
    'T01 creates an app, connects, and gives tokens to code of the project past their expiry',
    async () => {
      const app = await panel.createApp(provider);
      expect(app.redirectUri).toBe(`${running.url}/api/connected-apps/callback/demo-mail`);
      await panel.connect(app.key);
      const token = async (): Promise<string> => {
        const response = await fetch(`${running.url}/api/probe/token?owner=${panel.adminId}`);
        const text = await response.text();
        if (!response.ok) throw new Error(`${response.status} ${text}\n${running.log()}`);
        return JSON.parse(text).token;
      };
      const first = await token();
      await provider.resetRequests();
      await sleep(TOKEN_LIFE_SECONDS * 1_000 + 500);
      const second = await token();
      expect(second).not.toBe(first);
      expect(await provider.requestsTo('/token')).toBe(1);
      const messages = await fetch(`${provider.issuer}/api/messages`, {
        headers: { authorization: `Bearer ${second}` },
      });
      expect(messages.status).toBe(200);
    },
    5 * MINUTE_MS
  );

  it('T01 stores the connection in the database that the project names', async () => {
    expect(await database.knex('connected_apps_connections').pluck('owner_id')).toEqual([
      panel.adminId,
    ]);
  });

  it('T03 answers bad requests in the format of Strapi, whichever copies of its packages there are', async () => {
    expect(await panel.refusal('POST', '/apps', { data: { name: '' } })).toContain('400');
    expect(await panel.refusal('DELETE', '/connections/nobody')).toContain('404');
  });

  it(
    'shows the app in the panel, in Chromium',
    async () => {
      const context = await newContext(browser);
      context.setDefaultTimeout(MINUTE_MS);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      await signIn(page, `${running.url}/admin`, ADMIN.email);
      await page.goto(`${running.url}/admin/plugins/connected-apps`);
      await page.getByRole('heading', { name: 'Connected Apps' }).first().waitFor();
      await visible(page, 'Demo Mail');
      await visible(page, /jane@demo.test/);
      await openNewApp(page);
      await page.getByLabel(/Discovery URL/).fill(provider.discoveryUrl);
      await page.getByRole('button', { name: 'Get OpenID Configuration' }).click();
      await visible(page, /fields filled in from the OpenID configuration/);
      expect(faults).toEqual([]);
    },
    5 * MINUTE_MS
  );
});
