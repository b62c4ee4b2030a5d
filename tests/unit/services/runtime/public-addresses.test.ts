import { createAddresses } from '../../../../server/src/services/runtime/public-addresses';
import { only } from '../../../support/elements';

type Config = Parameters<typeof createAddresses>[0]['config'];

const PUBLIC = 'https://cms.example.com';

/** What Strapi makes of a server with this `url`, in production unless a test says otherwise. */
const configuredAs = (url: string, absoluteUrl = url): Record<string, unknown> => ({
  'server.url': url,
  'server.absoluteUrl': absoluteUrl,
  'admin.absoluteUrl': `${absoluteUrl}/admin`,
  environment: 'production',
  'plugin::connected-apps': { localDevelopment: null },
});

const ON_ANY_ADDRESS = configuredAs('', 'http://0.0.0.0:1337');
const WITHOUT_URL = configuredAs('', 'http://cms.internal:1337');

const setUp = (given = configuredAs(PUBLIC)) => {
  const settings = { ...given };
  const config = {
    get: (path: string, fallback?: unknown) => settings[path] ?? fallback,
  } as unknown as Config;
  const warnings: string[] = [];
  const unexpected = (message: string) => {
    throw new Error(`not a warning: ${message}`);
  };
  const log = {
    debug: unexpected,
    info: unexpected,
    warn: (message: string) => void warnings.push(message),
    error: unexpected,
  };
  return { addresses: createAddresses({ config, log }), settings, warnings };
};

const refusalOf = (run: () => void): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

describe('the addresses of this Strapi', () => {
  it('derive from the configured server and panel', () => {
    const { addresses } = setUp();
    expect(addresses.redirectUri('mail')).toBe(`${PUBLIC}/api/connected-apps/callback/mail`);
    expect(addresses.redirectUri('mail')).toBe(`${addresses.redirectUriBase()}mail`);
    expect(addresses.completionPage()).toBe(`${PUBLIC}/admin/plugins/connected-apps/complete`);
    expect(addresses.javascriptOrigin()).toBe(PUBLIC);
  });

  it('have no double slash, because providers compare them byte for byte', () => {
    const { addresses } = setUp({
      ...configuredAs(PUBLIC, `${PUBLIC}/`),
      'admin.absoluteUrl': `${PUBLIC}/admin//`,
    });
    expect(addresses.redirectUri('mail')).toBe(`${PUBLIC}/api/connected-apps/callback/mail`);
    expect(addresses.panelUrl()).toBe(`${PUBLIC}/admin`);
  });

  it('keep the path of the server, except in the JavaScript origin', () => {
    const { addresses } = setUp(configuredAs('https://example.com:8443/cms'));
    expect(addresses.redirectUriBase()).toMatch(/^https:\/\/example\.com:8443\/cms\/api\//);
    expect(addresses.javascriptOrigin()).toBe('https://example.com:8443');
  });

  it('follow the prefix of the REST API', () => {
    const { addresses } = setUp({ ...configuredAs(PUBLIC), 'api.rest.prefix': '/v1' });
    expect(addresses.redirectUri('mail')).toBe(`${PUBLIC}/v1/connected-apps/callback/mail`);
  });

  it('follow the configuration, which other plugins may still change during the boot', () => {
    const { addresses, settings } = setUp(WITHOUT_URL);
    expect(addresses.problem()).toBe('server_url_missing');
    Object.assign(settings, configuredAs(PUBLIC));
    expect(addresses.problem()).toBeNull();
    expect(addresses.redirectUriBase()).toContain(PUBLIC);
  });
});

describe('a problem with the addresses', () => {
  it('is logged at boot, as one line that tells what to set', () => {
    const { addresses, warnings } = setUp(ON_ANY_ADDRESS);
    addresses.warnOfProblem();
    expect(only(warnings)).toMatch(/^connected-apps: [^\n]*Set `url` in config\/server/);
  });

  it('of the panel is told as one of the panel', () => {
    const settings = { ...configuredAs(PUBLIC), 'admin.absoluteUrl': 'http://0.0.0.0:1337/admin' };
    const { addresses, warnings } = setUp(settings);
    addresses.warnOfProblem();
    expect(only(warnings)).toContain('`url` in config/admin');
  });

  it('is not logged if there is none', () => {
    const { addresses, warnings } = setUp();
    addresses.warnOfProblem();
    expect(warnings).toEqual([]);
  });

  it.each([
    ['server_url_relative', configuredAs('/cms', 'http://cms.internal:1337/cms')],
    ['server_url_unreachable', ON_ANY_ADDRESS],
    [
      'admin_url_unreachable',
      { ...configuredAs(PUBLIC), 'admin.absoluteUrl': 'http://[::]:1337/admin' },
    ],
  ])('stops a connect before anybody is sent away: %s', (reason, settings) => {
    const { addresses, warnings } = setUp(settings);
    addresses.warnOfProblem();
    const refusal = refusalOf(() => addresses.assertReachable('mail'));
    expect(refusal).toMatchObject({ code: 'server_url_invalid', app: 'mail', reason });
    expect(only(warnings)).toBe(`connected-apps: ${(refusal as Error).message}`);
  });

  it('is only a warning if the listen address may be the right one', () => {
    const { addresses, warnings } = setUp(WITHOUT_URL);
    addresses.warnOfProblem();
    expect(only(warnings)).toContain('`url` in config/server is not set');
    expect(refusalOf(() => addresses.assertReachable('mail'))).toBeNull();
  });

  it('is none on the machine of a developer', () => {
    const { addresses } = setUp({
      ...ON_ANY_ADDRESS,
      environment: 'development',
      autoReload: true,
    });
    expect(addresses.problem()).toBeNull();
    expect(refusalOf(() => addresses.assertReachable('mail'))).toBeNull();
  });
});
