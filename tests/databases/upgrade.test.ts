import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { databases, type TestDatabase } from '../support/databases/databases';
import { ADA, EVE, installVersion010, version010 } from '../support/databases/version-0-1-0';
import { startHttpServer, type HttpServer } from '../support/network/http-server';
import { bootStrapi, ENCRYPTION_KEY, type BootedStrapi } from '../support/strapi/strapi';

const BOOT_MS = 180_000;

const APPS = 'connected_apps';
const CONNECTIONS = 'connected_apps_connections';

/** A migration seals them again. */
const SEALED = ['client_secret', 'previous_client_secret', 'access_token', 'refresh_token'];

const OTHER_KEY = 'MkvPzF0xmBkHCcXbV4vEUmXyZ1l5cE9p';

const LAST_LINE = 'the last line of the log';

const SHARED = { kind: 'shared' } as const;

const RENEWED = { access_token: 'renewed', refresh_token: 'next', token_type: 'Bearer' };

type Rows = Record<string, Record<string, unknown>[]>;

describe.each(databases)('$name: an upgrade from 0.1.0', (kind) => {
  let provider: HttpServer;
  let database: TestDatabase;
  let booted: BootedStrapi;
  let before: Rows;
  const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-log-'));
  const logFile = path.join(folder, 'strapi.log');

  beforeAll(async () => {
    provider = await startHttpServer((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ...RENEWED, expires_in: 3_600 }));
    });
    database = await kind.create();
    await installVersion010(database.address, provider.origin);
    before = await rowsOfBoth();
  }, BOOT_MS);

  afterAll(async () => {
    await database?.drop();
    await provider?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const boot = (pluginConfig: object = {}, encryptionKey = ENCRYPTION_KEY) => {
    beforeAll(async () => {
      rmSync(logFile, { force: true });
      const config = { backgroundRefresh: { enabled: false }, ...pluginConfig };
      const options = { database: database.address, pluginConfig: config, logFile };
      booted = await bootStrapi({ ...options, encryptionKey });
      booted.strapi.cron.stop();
    }, BOOT_MS);
    afterAll(() => booted?.stop());
  };

  const rowsOfBoth = async (): Promise<Rows> => ({
    [APPS]: await database.knex(APPS).orderBy('id'),
    [CONNECTIONS]: await database.knex(CONNECTIONS).orderBy('id'),
  });

  /** The rows with the columns of 0.1.0, without the ones that are left out. */
  const ofVersion010 = (rows: Rows, leftOut: readonly string[] = []) =>
    Object.entries(rows).map(([name, ofTable]) => {
      const [first] = version010.rows[name] ?? [];
      const columns = Object.keys(first ?? {}).filter((column) => !leftOut.includes(column));
      return ofTable.map((row) => columns.map((column) => [column, row[column]]));
    });

  const store = () => booted.internals.store;

  /** What the plugin has logged since the boot for a person to act on. */
  const warnings = async () => {
    booted.strapi.log.info(LAST_LINE);
    let log = '';
    // The log is written with a delay.
    while (!log.includes(LAST_LINE)) {
      await sleep(50);
      log = readFileSync(logFile, 'utf8');
    }
    return log.split('\n').filter((line) => /(warn|error)\S*: connected-apps:/.test(line));
  };

  const allConnections = async () => {
    const apps = await store().apps.list();
    const ofApps = await Promise.all(apps.map(({ key }) => store().connections.listByApp(key)));
    return ofApps.flat();
  };

  describe('without `migrateFrom`', () => {
    boot();

    it('treats the key as wrong, and stores nothing', async () => {
      expect(store().secrets.state()).toBe('invalid_key');
      await expect(
        booted.tokens.getAccessToken({ app: 'basic', owner: SHARED })
      ).rejects.toMatchObject({ code: 'key_unavailable' });
      await booted.internals.backgroundRefresh.run();
      expect(provider.requests).toEqual([]);
    });

    it('loses no column and no value but the two endpoints that nothing called', async () => {
      const after = await rowsOfBoth();
      expect(ofVersion010(after)).toEqual(ofVersion010(before));
      const columns = Object.keys(after[APPS]?.[0] ?? {});
      expect(columns).toEqual(expect.arrayContaining(['destinations_mac', 'flows_version']));
    });
  });

  describe('with `migrateFrom` and another key', () => {
    boot({ migrateFrom: '0.1.0' }, OTHER_KEY);

    it('changes nothing', async () => {
      expect(store().secrets.state()).toBe('invalid_key');
      expect(ofVersion010(await rowsOfBoth())).toEqual(ofVersion010(before));
    });
  });

  describe('with `migrateFrom`', () => {
    boot({ migrateFrom: '0.1.0' });

    it('says only what UPGRADING.md says', async () => {
      expect(await warnings()).toEqual([
        expect.stringContaining('12 apps and connections of version 0.1.0 were migrated.'),
      ]);
    });

    it('changes nothing but the sealed columns', async () => {
      expect(ofVersion010(await rowsOfBoth(), SEALED)).toEqual(ofVersion010(before, SEALED));
    });

    it('opens each app, with its destinations intact', async () => {
      const apps = await store().apps.list();
      const secrets = apps.map((app) => [
        app.key,
        app.destinationsCheck,
        app.flowsVersion,
        store().apps.openClientSecrets(app),
      ]);
      const secretOf = (key: string) => ({ current: `secret of ${key}`, previous: null });
      expect(secrets).toEqual([
        ['basic', 'intact', 1, { ...secretOf('basic'), previous: 'former secret of basic' }],
        ['disabled', 'intact', 1, secretOf('disabled')],
        ['preset', 'intact', 1, secretOf('preset')],
        ['public', 'intact', 1, { current: null, previous: null }],
      ]);
    });

    it("opens each connection's tokens", async () => {
      const connections = await allConnections();
      expect(connections).toHaveLength(8);
      for (const connection of connections) {
        const { subject, sealedRefreshToken } = connection;
        expect(store().connections.openAccessToken(connection)).toBe(`access of ${subject}`);
        expect(store().connections.openRefreshToken(connection)).toBe(
          sealedRefreshToken && `refresh of ${subject}`
        );
      }
      expect(connections.filter(({ sealedRefreshToken }) => !sealedRefreshToken)).toHaveLength(1);
    });

    it('provides tokens to every kind of owner, even of unknown lifetime', async () => {
      const { tokens } = booted;
      expect(await tokens.getAccessToken({ app: 'basic', owner: SHARED })).toBe('access of shared');
      expect(await tokens.getAccessToken({ app: 'basic', owner: EVE })).toBe('access of eve');
      expect(await tokens.getAccessToken({ app: 'preset', owner: ADA })).toBe(
        'access of unrefreshable'
      );
      expect(await tokens.getAccessToken({ app: 'public', owner: ADA })).toBe('access of leased');
      expect(await tokens.getAccessToken({ app: 'preset', owner: SHARED })).toBe(
        'access of failing'
      );
    });

    it('keeps the reason for which a connection needs a reconnect', async () => {
      const ref = { app: 'basic', owner: ADA, account: 'ended' };
      await expect(booted.tokens.getAccessToken(ref)).rejects.toMatchObject({
        code: 'needs_reconnect',
        reason: 'invalid_grant',
      });
    });

    it('keeps a disabled app disabled', async () => {
      await expect(
        booted.tokens.getAccessToken({ app: 'disabled', owner: ADA })
      ).rejects.toMatchObject({ code: 'app_disabled' });
    });

    it('refreshes the connection that is due', async () => {
      expect(await booted.internals.backgroundRefresh.run()).toEqual({ refreshed: 1, failed: 0 });
      const [request, ...others] = provider.requests;
      expect(others).toEqual([]);
      expect(request?.path).toBe('/basic/token');
      expect(request?.form.get('refresh_token')).toBe('refresh of due');
      const [, credentials = ''] = request?.headers.authorization?.split(' ') ?? [];
      expect(decodeURIComponent(Buffer.from(credentials, 'base64').toString())).toBe(
        'client+of+basic:secret+of+basic'
      );
      expect(await booted.tokens.getAccessToken({ app: 'basic', owner: ADA })).toBe('renewed');
    });

    it('ends a flow that was in flight, and says so', async () => {
      for (const state of ['pending', 'received']) {
        const address = `${booted.url}/api/connected-apps/callback/basic?state=${state}&code=code`;
        const { status, headers } = await fetch(address, { redirect: 'manual' });
        expect(status).toBe(303);
        expect(headers.get('location')).toContain('error=flow_invalid');
      }
      expect(await warnings()).toHaveLength(1);
    });

    it('has nothing left to re-encrypt', async () => {
      expect(await booted.internals.reEncryption.run()).toEqual({ reEncrypted: 0, unreadable: 0 });
      expect(await booted.internals.health.read()).toMatchObject({
        encryption: 'ready',
        unreadableConnections: 0,
        isKeyCheckRenewed: false,
      });
    });
  });

  describe('at the next boot', () => {
    let migrated: string;
    beforeAll(async () => {
      migrated = JSON.stringify(await rowsOfBoth());
    });

    describe('with `migrateFrom` still set', () => {
      boot({ migrateFrom: '0.1.0' });

      it('changes nothing, and says again what to remove', async () => {
        expect(JSON.stringify(await rowsOfBoth())).toBe(migrated);
        expect(await warnings()).toEqual([expect.stringContaining('remove `migrateFrom`')]);
      });
    });

    describe('without `migrateFrom`', () => {
      boot();

      it('changes nothing, and has nothing to say', async () => {
        expect(JSON.stringify(await rowsOfBoth())).toBe(migrated);
        expect(await warnings()).toEqual([]);
        expect(await booted.tokens.getAccessToken({ app: 'basic', owner: EVE })).toBe(
          'access of eve'
        );
      });
    });
  });
});
