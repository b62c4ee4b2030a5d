import { readFileSync } from 'node:fs';
import path from 'node:path';

import { House, ownerOf } from '../support/strapi/house';
import { startProxy, type Proxy } from '../support/network/proxy';
import type { BootOptions } from '../support/strapi/strapi';
import { claiming } from '../support/providers/authorization-server/deviations';
import { EMAIL } from '../support/providers/authorization-server/endpoints';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { providerCertificate, trustProviderCertificate } from '../support/network/trusted-tls';

/** Only the proxy knows names under `provider.test`. */
const HOSTS = ['', 'token.', 'jwks.', 'userinfo.', 'revocation.', 'api.'];

const manifest = JSON.parse(
  readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')
) as { name: string; version: string; homepage: string };

let house: House<TestAuthorizationServer>;
let provider: TestAuthorizationServer;
let proxy: Proxy;
let distrust: () => void;

const open = async (bootOptions: (proxyUrl: string) => BootOptions) => {
  distrust = trustProviderCertificate();
  proxy = await startProxy({
    hosts: Object.fromEntries(HOSTS.map((host) => [`${host}provider.test`, '127.0.0.1'])),
  });
  const providerOptions = { tls: providerCertificate, hostname: 'provider.test' };
  house = await House.openWith(() => TestAuthorizationServer.start(providerOptions), {
    environment: 'production',
    ...bootOptions(proxy.url),
  });
  ({ provider } = house);
  provider.deviate(claiming({ email: EMAIL }));
};

afterEach(async () => {
  await house?.close();
  await proxy?.close();
  distrust?.();
});

const useApp = async (name: string, scopes: string[]): Promise<void> => {
  const apiOrigins = [provider.originOf('api.')];
  const app = await house.createApp({ name, scopes, apiOrigins });
  const url = await house.authorizationUrl(house.admin, app.key);
  const { fragment } = await house.visitCallback(provider.consent(url));
  const { status } = await house.complete(house.admin, fragment.get('ticket') ?? '');
  expect(status).toBe(200);
  const ref = { app: app.key, owner: ownerOf(house.admin) };
  await house.tokens.getAccessToken(ref, { forceRefresh: true });
  expect((await house.tokens.fetch(ref, `${apiOrigins[0]}/api`)).status).toBe(200);
  expect(await house.tokens.disconnect(ref)).toEqual({ revokedAtProvider: true });
};

/** Everything that makes the plugin send requests. An id_token names the account, or userinfo does. */
const useItAll = async (): Promise<void> => {
  await useApp('With id_token', ['openid', 'mail.read']);
  await useApp('Without', ['mail.read']);
};

const paths = () => [...new Set(provider.requests.map(({ path: asked }) => asked.split('?')[0]))];

const ALL_PATHS = [
  '/.well-known/openid-configuration',
  '/token',
  '/jwks',
  '/userinfo',
  '/api',
  '/revoke',
];

const userAgents = () => [
  ...new Set(provider.requests.map(({ headers }) => headers['user-agent'])),
];

const hostsBehindProxy = () =>
  [...new Set(proxy.requests.map(({ target }) => target.replace(/:\d+$/, '')))].sort();

const ALL_HOSTS = HOSTS.map((host) => `${host}provider.test`).sort();

describe('every request to a provider and to its API', () => {
  it('P17 goes through the proxy in the setting outboundProxy', async () => {
    await open((outboundProxy) => ({ pluginConfig: { outboundProxy } }));
    await useItAll();
    expect(paths().sort()).toEqual([...ALL_PATHS].sort());
    expect(hostsBehindProxy()).toEqual(ALL_HOSTS);
  });

  it("P17 goes through Strapi's own proxy if the plugin's setting is left out", async () => {
    await open((fetchProxy) => ({ fetchProxy }));
    await useItAll();
    expect(hostsBehindProxy()).toEqual(ALL_HOSTS);
  });

  it("P17 bypasses Strapi's own proxy if the plugin's setting is null", async () => {
    await open((fetchProxy) => ({ fetchProxy, pluginConfig: { outboundProxy: null } }));
    await expect(useItAll()).rejects.toThrow();
    expect(proxy.requests).toEqual([]);
  });

  it('P18 names the plugin with its version and address', async () => {
    await open((outboundProxy) => ({ pluginConfig: { outboundProxy } }));
    await useItAll();
    const { name, version, homepage } = manifest;
    expect(homepage).toMatch(/^https:/);
    expect(paths().sort()).toEqual([...ALL_PATHS].sort());
    expect(userAgents()).toEqual([`${name}/${version} (+${homepage})`]);
  });

  it('P18 has the User-Agent from the setting', async () => {
    await open((outboundProxy) => ({ pluginConfig: { outboundProxy, userAgent: 'Example/1.0' } }));
    await useItAll();
    expect(userAgents()).toEqual(['Example/1.0']);
  });
});
