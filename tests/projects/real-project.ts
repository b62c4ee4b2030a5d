import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '../support/providers/demo-provider';
import { generate } from './generator';
import type { ProjectKind } from './matrix';
import { sources } from './probe';
import { nodeOf, pnpmOf, run } from './tools';

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 20_000;

interface Manifest {
  type?: 'module';
  dependencies: Record<string, string>;
  overrides?: Record<string, string>;
  pnpm?: { overrides: Record<string, string> };
}

/** The newest driver of SQLite that Node.js 20 can compile here. */
const SQLITE_DRIVER = '12.8.0';

/** For `.env`, which `create-strapi-app` fills in with what somebody answers. */
const databaseLines = (kind: ProjectKind, address: string, folder: string): string[] => {
  // The project's configuration joins it to its folder.
  if (kind.database === 'sqlite') return [`DATABASE_FILENAME=${path.relative(folder, address)}`];
  const url = new URL(address);
  const schema = url.searchParams.get('schema');
  return [
    `DATABASE_HOST=${url.hostname}`,
    ...(url.port ? [`DATABASE_PORT=${url.port}`] : []),
    `DATABASE_NAME=${url.pathname.slice(1)}`,
    `DATABASE_USERNAME=${decodeURIComponent(url.username)}`,
    `DATABASE_PASSWORD=${decodeURIComponent(url.password)}`,
    ...(schema ? [`DATABASE_SCHEMA=${schema}`] : []),
  ];
};

export interface RunningProject {
  url: string;
  /** Everything that it has written. */
  log(): string;
  stop(): Promise<void>;
}

/** A project that `create-strapi-app` makes, with the packed plugin. */
export class RealProject {
  readonly folder: string;

  private constructor(
    private readonly kind: ProjectKind,
    private readonly base: string,
    private readonly node: string,
    private readonly port: number
  ) {
    this.folder = path.join(base, 'project');
  }

  /** `base` is a folder of the project's own, `tools` one that all share. */
  static async create(
    kind: ProjectKind,
    { base, tools, databaseAddress }: { base: string; tools: string; databaseAddress: string }
  ): Promise<RealProject> {
    const node = await nodeOf(tools, kind.node);
    const project = new RealProject(kind, base, node, await freePort());
    await project.generate();
    project.configure(databaseAddress);
    return project;
  }

  /** The address that browsers reach it at. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  private async generate(): Promise<void> {
    const { language } = this.kind;
    await generate(this.kind, this.base);
    await this.pinStrapi();
    if (language === 'esm') this.toModules();
    for (const [file, text] of Object.entries(sources(language))) this.write(file, text);
  }

  /** What somebody does before going into production: the address, and the database's. */
  private configure(databaseAddress: string): void {
    const file = this.kind.language === 'typescript' ? 'config/server.ts' : 'config/server.js';
    const port = `port: env.int('PORT', 1337),`;
    const text = readFileSync(path.join(this.folder, file), 'utf8');
    if (!text.includes(port)) throw new Error(`${file} is not the one that is known:\n${text}`);
    this.write(file, text.replace(port, `${port}\n  url: env('PUBLIC_URL'),`));
    const address = ['HOST=localhost', `PORT=${this.port}`, `PUBLIC_URL=${this.url}`];
    // Strapi makes one of its own in development only.
    const secrets = [`JWT_SECRET=${randomBytes(16).toString('base64')}`];
    const database = databaseLines(this.kind, databaseAddress, this.folder);
    const lines = [...address, ...secrets, ...database];
    // The last line of a name counts.
    appendFileSync(path.join(this.folder, '.env'), `\n${lines.join('\n')}\n`);
  }

  private write(file: string, text: string): void {
    const full = path.join(this.folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }

  private manifest(change: (manifest: Manifest) => void): void {
    const file = path.join(this.folder, 'package.json');
    const manifest: Manifest = JSON.parse(readFileSync(file, 'utf8'));
    change(manifest);
    writeFileSync(file, JSON.stringify(manifest, null, 2));
  }

  /**
   * As the lock file of a project of that age does: Strapi's packages ask each other for `^5.0.0`,
   * so that a new install of an old version would mix them with the newest.
   */
  private async pinStrapi(): Promise<void> {
    const { strapi, packageManager } = this.kind;
    const answer = await run(
      'npm',
      ['view', `@strapi/strapi@${strapi}`, 'dependencies', '--json'],
      {
        cwd: this.base,
      }
    );
    const dependencies: Record<string, string> = JSON.parse(answer);
    const pins = Object.fromEntries(
      Object.entries(dependencies).filter(([name]) => name.startsWith('@strapi/'))
    );
    this.manifest((manifest) => {
      if (manifest.dependencies['better-sqlite3'])
        manifest.dependencies['better-sqlite3'] = SQLITE_DRIVER;
      // npm takes no override of what the project itself asks for in another way.
      for (const name of Object.keys(pins)) delete pins[name in manifest.dependencies ? name : ''];
      if (packageManager === 'npm') manifest.overrides = pins;
      else manifest.pnpm = { overrides: pins };
    });
  }

  /** What somebody does who prefers modules. */
  private toModules(): void {
    this.manifest((manifest) => (manifest.type = 'module'));
    const files = ['admin', 'api', 'database', 'middlewares', 'plugins', 'server'];
    for (const file of [...files.map((name) => `config/${name}.js`), 'src/index.js']) {
      const text = readFileSync(path.join(this.folder, file), 'utf8')
        .replace(/module\.exports =/, 'export default')
        .replace(/const (\{?[\w ]+\}?) = require\(('[^']+')\);/g, 'import $1 from $2;')
        .replace(/__dirname/g, 'import.meta.dirname');
      this.write(file, text);
    }
  }

  /**
   * Installs the plugin into a project that has a lock file, as its user does: without a flag that
   * makes conflicts go away. The packages are unpacked once, and taken from the cache where they are in it.
   */
  async install(tarball: string, tools: string): Promise<void> {
    const step = { cwd: this.folder, env: { npm_config_prefer_offline: 'true' } };
    if (this.kind.packageManager === 'npm') {
      await run('npm', ['install', '--package-lock-only'], step);
      await run('npm', ['install', tarball], step);
      return;
    }
    const pnpm = await pnpmOf(tools);
    const store = ['--store-dir', path.join(tools, 'pnpm-store')];
    await run(process.execPath, [pnpm, 'install', '--lockfile-only', ...store], step);
    // `create-strapi-app` makes a workspace of one package.
    const isWorkspace = this.has('pnpm-workspace.yaml');
    const add = ['add', tarball, ...(isWorkspace ? ['--workspace-root'] : []), ...store];
    await run(process.execPath, [pnpm, ...add], step);
  }

  private has(file: string): boolean {
    try {
      readFileSync(path.join(this.folder, file));
      return true;
    } catch {
      return false;
    }
  }

  private strapi(command: 'build' | 'start'): [string, string[]] {
    return [
      this.node,
      [path.join(this.folder, 'node_modules/@strapi/strapi/bin/strapi.js'), command],
    ];
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      // What Jest and npm set is not the user's.
      NODE_ENV: undefined,
      NODE_OPTIONS: undefined,
      STRAPI_TELEMETRY_DISABLED: 'true',
    };
  }

  /** Builds the panel, and the server where it is TypeScript. */
  async build(): Promise<void> {
    const [command, args] = this.strapi('build');
    await run(command, args, { cwd: this.folder, env: this.env });
  }

  async start(): Promise<RunningProject> {
    const [command, args] = this.strapi('start');
    const child = spawn(command, args, {
      cwd: this.folder,
      // The provider is on this machine.
      env: { ...this.env, NODE_ENV: 'test' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stdout.on('data', (chunk) => (log += String(chunk)));
    child.stderr.on('data', (chunk) => (log += String(chunk)));
    const exited = once(child, 'exit');
    const { url } = this;
    const stop = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    };
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && child.exitCode === null) {
      const isUp = await fetch(`${url}/_health`).then(
        (response) => response.ok,
        () => false
      );
      if (isUp) return { url, log: () => log, stop };
      await sleep(200);
    }
    await stop();
    throw new Error(`Strapi did not start:\n${log}`);
  }
}
