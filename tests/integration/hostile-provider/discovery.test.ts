import type { AppDetails, DiscoveredConfiguration } from '../../../server/src/contracts';
import { announcing, type Json } from '../../support/providers/authorization-server/deviations';
import { TestAuthorizationServer } from '../../support/providers/authorization-server/server';
import {
  connectAndReplay,
  expectConnected,
  openHostileHouse,
} from '../../support/providers/hostile-house';

const hostile = openHostileHouse();

let provider: TestAuthorizationServer | undefined;

afterEach(() => provider?.stop());

const appKeys = async (): Promise<string[]> => {
  const house = hostile.house();
  const { body } = await house.api<{ key: string }[]>(house.admin, 'get', '/apps');
  return body.data.map(({ key }) => key);
};

interface Failure {
  status: number;
  details: { code?: string; reason?: string };
}

/** What "Get OpenID Configuration" says to metadata that was changed so. */
const discover = async (change: (metadata: Json, issuer: string) => Json): Promise<string> => {
  provider = await TestAuthorizationServer.start();
  provider.deviate({ metadata: (metadata, { issuer }) => change(metadata, issuer) });
  const house = hostile.house();
  const { discoveryUrl: url } = provider;
  const { status, body } = await house.api<DiscoveredConfiguration>(
    house.admin,
    'post',
    '/discovery',
    { url }
  );
  if (status === 200) {
    const { leftOut, ...found } = body.data;
    const isLeftOut = leftOut.every(({ endpoint }) => found[endpoint] === null);
    return [
      'found',
      ...leftOut.map(({ endpoint }) => `without ${endpoint}`),
      ...(isLeftOut ? [] : ['!']),
    ].join(' ');
  }
  const { code, reason } = (body.error as unknown as Failure).details;
  return `${status}: ${code} (${reason})`;
};

// RFC 8414 §3.3, OpenID Connect Discovery §4.3
describe('metadata with a wrong issuer', () => {
  it.each<[string, (issuer: string) => unknown, string]>([
    ['is another', () => 'https://evil.example', 'issuer_mismatch'],
    ['has another scheme', (issuer) => issuer.replace('http:', 'https:'), 'issuer_mismatch'],
    ['has another port', (issuer) => issuer.replace(/\d+$/, '1'), 'issuer_mismatch'],
    ['has a path', (issuer) => `${issuer}/tenant`, 'issuer_mismatch'],
    ['goes on', (issuer) => issuer.replace('.1:', '.1.evil.example:'), 'issuer_mismatch'],
    ['is only the user of another', (issuer) => `${issuer}@evil.example`, 'issuer_mismatch'],
    ['has a query', (issuer) => `${issuer}?x=1`, 'issuer_mismatch'],
    ['is missing', () => undefined, 'no_issuer'],
    ['is a number', () => 7, 'no_issuer'],
    ['is a list', (issuer) => [issuer], 'no_issuer'],
  ])('is refused, and no app is created, when its issuer %s', async (_what, issuerOf, reason) => {
    const before = await appKeys();
    const end = await discover((metadata, issuer) => ({ ...metadata, issuer: issuerOf(issuer) }));
    expect(end).toBe(`422: provider_rejected (${reason})`);
    expect(await appKeys()).toEqual(before);
  });
});

const NEEDED_ENDPOINTS = ['authorization_endpoint', 'token_endpoint'];

const OTHER_ENDPOINTS = {
  revocation_endpoint: 'revocationEndpoint',
  introspection_endpoint: 'introspectionEndpoint',
  userinfo_endpoint: 'userinfoEndpoint',
  jwks_uri: 'jwksUri',
};

const BAD_ADDRESSES = [
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  'http://provider.example/token',
  'ftp://provider.example/token',
  '//provider.example/token',
  '/token',
  'https://user:pass@provider.example/token',
  'https://provider.example/token#fragment',
  7,
  ['https://provider.example/token'],
];

// OpenID Connect Discovery §3, RFC 8414 §2: https
describe('metadata with a wrong required endpoint', () => {
  const cases = NEEDED_ENDPOINTS.flatMap((name) => BAD_ADDRESSES.map((address) => [name, address]));

  it.each(cases)('is refused with %s %j', async (name, address) => {
    const end = await discover((metadata) => ({ ...metadata, [String(name)]: address }));
    expect(end).toBe('422: provider_rejected (invalid_endpoint)');
  });

  it('is refused without a token endpoint', async () => {
    const end = await discover((metadata) => ({ ...metadata, token_endpoint: undefined }));
    expect(end).toBe('422: provider_rejected (no_endpoints)');
  });
});

describe('metadata with a wrong optional endpoint', () => {
  const cases = Object.entries(OTHER_ENDPOINTS).flatMap(([member, name]) =>
    BAD_ADDRESSES.map((address) => [member, address, name])
  );

  it.each(cases)('P13 is used without %s %j', async (member, address, name) => {
    const end = await discover((metadata) => ({ ...metadata, [String(member)]: address }));
    expect(end).toBe(`found without ${String(name)}`);
  });
});

describe('an app', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'http://provider.example',
  ])('refuses %s as an endpoint entered by hand', async (address) => {
    const app = await hostile.app();
    const house = hostile.house();
    const path = `/apps/${app.key}`;
    for (const field of ['authorizationEndpoint', 'tokenEndpoint', 'jwksUri', 'userinfoEndpoint']) {
      const data = { [field]: address };
      const { status } = await house.api(house.admin, 'put', path, { data });
      expect(status).toBe(400);
    }
    const { body } = await house.api<AppDetails>(house.admin, 'get', path);
    expect(body.data.tokenEndpoint).toBe(`${app.provider.issuer}/token`);
    expect(body.data.authorizationEndpoint).toBe(`${app.provider.issuer}/authorize`);
  });
});

// RFC 7636 §7.2: no downgrade, whatever is announced.
describe('the challenge method', () => {
  it.each([[['plain']], [[]], [undefined]])(
    'is S256 for a provider that announces %j',
    async (methods) => {
      const app = await hostile.app(announcing({ code_challenge_methods_supported: methods }));
      expect(await app.connect()).toBe('connected');
      const [request] = app.provider.requestsTo('/authorize');
      expect(request?.path).toContain('code_challenge_method=S256');
      await expectConnected(app);
    }
  );
});

describe('an unusual configuration', () => {
  it.each<[string, (metadata: Json) => Json]>([
    ['with members that nobody knows', (metadata) => ({ ...metadata, x: { y: [1] } })],
    ['without the optional endpoints', (metadata) => ({ ...metadata, revocation_endpoint: null })],
    [
      'without the algorithms of its id_tokens',
      (metadata) => ({ ...metadata, id_token_signing_alg_values_supported: undefined }),
    ],
  ])('is accepted %s', async (_what, change) => {
    const app = await hostile.app({ metadata: change });
    expect(await connectAndReplay(app)).toBe('connected');
    await expectConnected(app);
  });
});
