import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { GetProviders } from '../../server/src/contracts';
import { present } from '../support/elements';
import type { DemoProvider } from '../support/providers/demo-provider';
import { appInput } from '../support/strapi/app-fields';
import { House } from '../support/strapi/house';
import type { BootOptions } from '../support/strapi/strapi';

/** One for all tests, because Strapi reads the path of the log only once in a process. */
const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-log-'));
const logFile = path.join(folder, 'strapi.log');
let house: House | null = null;

afterEach(async () => {
  await house?.close();
  house = null;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stands for a provider. No test sends requests to it. */
const noProvider = async () => ({ stop: async () => undefined }) as unknown as DemoProvider;

const linesOfLog = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n') : []);

/** A Strapi with these addresses, an app that can be connected, and what it said at boot. */
const open = async (options: BootOptions) => {
  const { length } = linesOfLog();
  house = await House.openWith(noProvider, { ...options, logFile });
  await house.booted.internals.apps.create(
    appInput({
      name: 'Mail',
      authorizationEndpoint: 'https://mail.example.com/auth',
      tokenEndpoint: 'https://mail.example.com/token',
      scopes: ['mail'],
    })
  );
  const { body } = await house.api<GetProviders.Response['data']>(house.admin, 'get', '/providers');
  const said = linesOfLog().slice(Math.max(0, length - 1));
  return {
    addressProblem: body.data.addressProblem,
    said: said.filter((line) => /config\/(?:server|admin)/.test(line)),
  };
};

const opened = () => present(house);

const start = () => opened().api(opened().editor, 'post', '/apps/mail/connect', {});

const flows = () =>
  opened().strapi.db.query('plugin::connected-apps.authorization-request').count();

const REFUSED: [string, BootOptions, string, RegExp][] = [
  [
    'none, at every address of the machine',
    { environment: 'production', serverUrl: '', host: '0.0.0.0' },
    'server_url_unreachable',
    /Set `url` in config\/server to the address at which browsers reach/,
  ],
  [
    'a path, outside production too',
    { serverUrl: '/cms' },
    'server_url_relative',
    /`url` in config\/server is not a complete address.*https:\/\/example\.com\/cms/,
  ],
  [
    'a good one, but a panel that no browser can open',
    {
      environment: 'production',
      serverUrl: 'https://cms.example.com',
      adminUrl: 'http://0.0.0.0:1337/admin',
    },
    'admin_url_unreachable',
    /`url` in config\/admin is an address that no browser can open/,
  ],
];

describe('connecting, depending on server.url', () => {
  it.each(REFUSED)(
    'T06 is refused if it is %s, with what to set and before anything is stored',
    async (_what, options, problem, words) => {
      const { addressProblem, said } = await open(options);
      expect(addressProblem).toBe(problem);
      expect(said).toEqual([expect.stringMatching(words)]);

      const { status, body } = await start();
      expect([status, body.error?.details]).toEqual([
        503,
        { code: 'server_url_invalid', app: 'mail', reason: problem },
      ]);
      expect(body.error?.message).toMatch(words);
      await expect(
        opened().tokens.connect({ app: 'mail' }, { returnTo: '/plugins/connected-apps' })
      ).rejects.toMatchObject({ code: 'server_url_invalid' });
      expect(await flows()).toBe(0);
    }
  );

  it('T06 continues with a warning if it is missing but the host may be right', async () => {
    const { addressProblem, said } = await open({
      environment: 'production',
      serverUrl: '',
      host: 'localhost',
    });
    expect(addressProblem).toBe('server_url_missing');
    expect(said).toEqual([expect.stringMatching(/`url` in config\/server is not set/)]);
    expect((await start()).status).toBe(200);
  });

  it.each<[string, BootOptions]>([
    ['complete', { environment: 'production', serverUrl: 'https://cms.example.com' }],
    ['missing outside production', { serverUrl: '', host: '0.0.0.0' }],
  ])('T06 continues without a warning if it is %s', async (_what, options) => {
    const { addressProblem, said } = await open(options);
    expect([addressProblem, said]).toEqual([null, []]);
    expect((await start()).status).toBe(200);
  });
});
