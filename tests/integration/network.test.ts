import dns from 'node:dns/promises';

import type {
  AppDetails,
  AppInput,
  AppSummary,
  DiscoveredConfiguration,
} from '../../server/src/contracts';
import { ENDPOINT_MEMBERS, ENDPOINTS, PUBLISHED_ENDPOINTS } from '../../server/src/endpoints';
import { REFUSED_URLS } from '../support/properties/address-vectors';
import { watchConnections, type ConnectionWatch } from '../support/strapi/connection-watch';
import { House, ownerOf, type ApiResponse } from '../support/strapi/house';
import { startNameServer, type NameServer } from '../support/network/name-server';
import { announcing } from '../support/providers/authorization-server/deviations';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { providerCertificate, trustProviderCertificate } from '../support/network/trusted-tls';

/**
 * A Strapi in production, where no loopback is allowed, whose configuration allows one address:
 * the provider's. Names are resolved by a real name server.
 */
const PROVIDER_ADDRESS = '127.0.0.2';
const METADATA_SERVICE = '169.254.169.254';
const HOSTS = ['', 'token.', 'jwks.', 'userinfo.', 'revocation.', 'api.'];

let house: House<TestAuthorizationServer>;
let provider: TestAuthorizationServer;
let names: NameServer;
let watch: ConnectionWatch;
let distrust: () => void;

const resolveWell = () => {
  for (const host of HOSTS) names.set(`${host}provider.test`, [PROVIDER_ADDRESS]);
};

beforeAll(async () => {
  distrust = trustProviderCertificate();
  names = await startNameServer();
  jest.spyOn(dns, 'lookup').mockImplementation(((name: string) => names.lookup(name)) as never);
  resolveWell();
  const providerOptions = {
    tls: providerCertificate,
    address: PROVIDER_ADDRESS,
    hostname: 'provider.test',
    maxRequestsPerSocket: 1,
  };
  house = await House.openWith(() => TestAuthorizationServer.start(providerOptions), {
    environment: 'production',
    pluginConfig: {
      allowedAddressRanges: [`${PROVIDER_ADDRESS}/32`],
      backgroundRefresh: { enabled: false },
    },
  });
  ({ provider } = house);
  watch = watchConnections();
});

afterAll(async () => {
  watch?.stop();
  await house?.close();
  await names?.close();
  distrust?.();
  jest.restoreAllMocks();
});

/** Where the process began to connect to since `index`, the requests of this test itself left out. */
const attemptsSince = (index: number): string[] => {
  const port = Number(new URL(house.booted.url).port);
  const others = watch.attempts.slice(index).filter((attempt) => attempt.port !== port);
  return [...new Set(others.map(({ address }) => address))];
};

const FIELDS = ['discoveryUrl', 'issuer', ...ENDPOINTS];

const everywhere = (url: string) => ({
  ...Object.fromEntries(FIELDS.map((field) => [field, url])),
  apiOrigins: [url],
});

const refusedFields = ({ body }: ApiResponse<unknown>): string[] => {
  const errors = (body.error?.details.errors ?? []) as { path: string[] }[];
  return errors.map(({ path }) => path.join('.')).sort();
};

const ALL_REFUSED = [...FIELDS, 'apiOrigins.0'].sort();

const listApps = async () => (await house.api<AppSummary[]>(house.admin, 'get', '/apps')).body.data;

describe('an address that an administrator enters', () => {
  let app: AppDetails;
  const read = async () =>
    (await house.api<AppDetails>(house.admin, 'get', `/apps/${app.key}`)).body.data;

  beforeAll(async () => {
    app = await house.createApp({ name: 'Existing' });
  });

  it.each(REFUSED_URLS)('%s: %j is refused in every field', async (_trick, url) => {
    const from = watch.attempts.length;
    const discovery = await house.api(house.admin, 'post', '/discovery', { url });
    expect([discovery.status, discovery.body.error?.details.code]).toEqual([
      400,
      'url_not_allowed',
    ]);
    const data = everywhere(url);
    const created = await house.api(house.admin, 'post', '/apps', {
      data: { name: 'New', ...data },
    });
    expect([created.status, refusedFields(created)]).toEqual([400, ALL_REFUSED]);
    const updated = await house.api(house.admin, 'put', `/apps/${app.key}`, { data });
    expect([updated.status, refusedFields(updated)]).toEqual([400, ALL_REFUSED]);
    expect(attemptsSince(from)).toEqual([]);
  });

  it('leaves nothing behind when it is refused', async () => {
    const unlinked = { myConnection: null, scopeGaps: { scopes: [], connections: 0 } };
    expect(await read()).toEqual({ ...app, ...unlinked });
    expect((await listApps()).map(({ key }) => key)).toEqual([app.key]);
  });

  it('is not allowed by anything else that is sent', async () => {
    const widening = {
      allowedAddressRanges: ['0.0.0.0/0', '::/0'],
      allowedRanges: ['0.0.0.0/0'],
      allowLoopback: true,
      config: { allowedAddressRanges: ['0.0.0.0/0'] },
      capabilities: { allowedAddressRanges: ['0.0.0.0/0'] },
      authorizationParams: [{ key: 'allowedAddressRanges', value: '0.0.0.0/0' }],
      tokenParams: [{ key: 'allowedAddressRanges', value: '0.0.0.0/0' }],
    };
    const path = `/apps/${app.key}`;
    const accepted = await house.api(house.admin, 'put', path, { data: widening, ...widening });
    expect(accepted.status).toBe(200);
    const data = { ...widening, tokenEndpoint: 'https://10.0.0.1/token' };
    const response = await house.api(house.admin, 'put', path, { data, ...widening });
    expect(refusedFields(response)).toEqual(['tokenEndpoint']);
    const discovery = { url: 'https://10.0.0.1/', ...widening };
    expect((await house.api(house.admin, 'post', '/discovery', discovery)).status).toBe(400);
  });
});

describe('an address that a provider publishes', () => {
  afterEach(() => provider.deviate({}));

  it.each(REFUSED_URLS)('%s: %j is refused in every member', async (_trick, url) => {
    const accepted: string[] = [];
    const from = watch.attempts.length;
    for (const field of ['issuer', ...PUBLISHED_ENDPOINTS] as const) {
      const member = field === 'issuer' ? field : ENDPOINT_MEMBERS[field];
      provider.deviate(announcing({ [member]: url }));
      const { status, body } = await house.api<DiscoveredConfiguration>(
        house.admin,
        'post',
        '/discovery',
        { url: provider.discoveryUrl }
      );
      const isRefused = status === 422 && !body.data;
      const isLeftOut = status === 200 && body.data[field] === null;
      if (!isRefused && !isLeftOut) accepted.push(member);
    }
    expect(accepted).toEqual([]);
    expect(attemptsSince(from)).toEqual([PROVIDER_ADDRESS]);
  });
});

describe.each([
  ['the metadata service', [METADATA_SERVICE]],
  ['this machine', ['127.0.0.1']],
  ['this machine, by IPv6', ['::1']],
  ['the provider and a private address', [PROVIDER_ADDRESS, '10.0.0.1']],
])('a name that later resolves to %s', (_what, bad) => {
  let appKey: string;
  let count = 0;

  const newApp = async (input: Partial<AppInput> = {}) => {
    count += 1;
    const apiOrigins = [provider.originOf('api.')];
    const app = await house.createApp({ name: `${bad.join(' ')} ${count}`, apiOrigins, ...input });
    appKey = app.key;
  };

  const ticket = async (): Promise<string> => {
    const url = await house.authorizationUrl(house.admin, appKey);
    const { fragment } = await house.visitCallback(provider.consent(url));
    return fragment.get('ticket') ?? '';
  };

  const complete = async () => house.complete(house.admin, await ticket());
  const ref = () => ({ app: appKey, owner: ownerOf(house.admin) });
  const turnBad = (host: string) => names.set(`${host}provider.test`, bad);
  const refusal = { code: 'url_not_allowed', reason: 'forbidden_address' };

  beforeEach(() => provider.reset());

  afterEach(resolveWell);

  it('gets no discovery', async () => {
    const from = watch.attempts.length;
    turnBad('');
    const { status, body } = await house.api(house.admin, 'post', '/discovery', {
      url: provider.discoveryUrl,
    });
    expect([status, body.error?.details]).toEqual([400, expect.objectContaining(refusal)]);
    expect(attemptsSince(from)).toEqual([]);
  });

  it('gets no code, and nothing is stored', async () => {
    await newApp();
    const opened = await ticket();
    turnBad('token.');
    const from = watch.attempts.length;
    const { status, body } = await house.complete(house.admin, opened);
    expect([status, body.error?.details]).toEqual([400, expect.objectContaining(refusal)]);
    expect(attemptsSince(from)).toEqual([]);
    expect(await house.tokens.status(ref())).toEqual({ status: 'not_connected' });
    expect(provider.requestsTo('/token')).toHaveLength(0);
  });

  it('gets no request for signing keys, and nothing is stored', async () => {
    await newApp();
    turnBad('jwks.');
    const from = watch.attempts.length;
    const { body } = await complete();
    expect(body.error?.details).toMatchObject({ reason: 'jwks_unavailable' });
    expect(attemptsSince(from)).toEqual([PROVIDER_ADDRESS]);
    expect(provider.requestsTo('/jwks')).toHaveLength(0);
    expect(await house.tokens.status(ref())).toEqual({ status: 'not_connected' });
  });

  it('gets no access token at the userinfo endpoint', async () => {
    await newApp({ scopes: ['mail.read'] });
    turnBad('userinfo.');
    const from = watch.attempts.length;
    const { status, body } = await complete();
    expect([status, body.data.accountLabel]).toEqual([200, null]);
    expect(attemptsSince(from)).toEqual([PROVIDER_ADDRESS]);
    expect(provider.requestsTo('/userinfo')).toHaveLength(0);
  });

  it('gets no refresh token, and the connection stays', async () => {
    await newApp();
    await complete();
    turnBad('token.');
    const from = watch.attempts.length;
    const refreshed = house.tokens.getAccessToken(ref(), { forceRefresh: true });
    await expect(refreshed).rejects.toMatchObject(refusal);
    expect(attemptsSince(from)).toEqual([]);
    expect(provider.requestsTo('/token')).toHaveLength(1);
    expect(await house.tokens.status(ref())).toMatchObject({ status: 'active' });
  });

  it('gets no client secret', async () => {
    await newApp();
    turnBad('token.');
    const from = watch.attempts.length;
    await expect(house.tokens.clientCredentials(appKey)).rejects.toMatchObject(refusal);
    expect(attemptsSince(from)).toEqual([]);
  });

  it('gets no access token as an API', async () => {
    await newApp();
    await complete();
    const url = `${provider.originOf('api.')}/api`;
    expect((await house.tokens.fetch(ref(), url)).status).toBe(200);
    turnBad('api.');
    const from = watch.attempts.length;
    await expect(house.tokens.fetch(ref(), url)).rejects.toMatchObject(refusal);
    expect(attemptsSince(from)).toEqual([]);
    expect(provider.requestsTo('/api')).toHaveLength(1);
  });

  it('gets no token to revoke, and the connection is deleted all the same', async () => {
    await newApp();
    await complete();
    turnBad('revocation.');
    const from = watch.attempts.length;
    expect(await house.tokens.disconnect(ref())).toEqual({ revokedAtProvider: false });
    expect(attemptsSince(from)).toEqual([]);
    expect(await house.tokens.status(ref())).toEqual({ status: 'not_connected' });
  });
});
