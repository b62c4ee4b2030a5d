import { sendJson } from '../support/network/http-server';
import { announcing, responding } from '../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { openStrictHouse, type StrictHouse } from '../support/providers/strict-house';

let strict: StrictHouse;
let provider: TestAuthorizationServer;

openStrictHouse((opened) => {
  strict = opened;
  ({ provider } = opened);
});

afterEach(() => provider.reset());

const refusalOf = async (url?: string) => {
  const { status, body } = await strict.discover(url);
  const { code, reason } = (body.error?.details ?? {}) as { code?: string; reason?: string };
  return { status, code, reason, message: body.error?.message ?? '' };
};

describe('an issuer in the metadata', () => {
  const others: [string, (origin: string) => unknown][] = [
    ['another host', () => 'https://evil.example.com'],
    ['a path more', (origin) => `${origin}/tenant`],
    ['another scheme', (origin) => origin.replace('http:', 'https:')],
    ['a query', (origin) => `${origin}?tenant=a`],
    ['capitals', (origin) => origin.replace('http', 'HTTP')],
  ];

  it.each(others)('C45 with %s is refused, and nothing is filled in', async (_case, change) => {
    provider.deviate(announcing({ issuer: change(provider.issuer) }));
    const { status, reason } = await refusalOf();
    expect([status, reason]).toEqual([422, 'issuer_mismatch']);
  });

  it.each([[undefined], [null], [42], ['']])('C45 that is %j is refused', async (issuer) => {
    provider.deviate(announcing({ issuer }));
    expect(await refusalOf()).toMatchObject({ status: 422, reason: 'no_issuer' });
  });

  it('C45 that is identical is adopted as it is', async () => {
    const { body } = await strict.discover();
    expect(body.data.issuer).toBe(provider.issuer);
  });
});

describe('an issuer with a path', () => {
  const FORMS = [
    '/tenant/a/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/tenant/a',
    '/.well-known/openid-configuration/tenant/a',
  ];

  it.each(FORMS)('C46 is found at %s', async (path) => {
    provider.handle(path, (_request, response) =>
      sendJson(response, { ...provider.metadata(), issuer: `${provider.issuer}/tenant/a` })
    );
    const { status, body } = await strict.discover(`${provider.issuer}/tenant/a`);
    expect([status, body.data?.issuer]).toEqual([200, `${provider.issuer}/tenant/a`]);
    const asked = provider.requests.map((request) => request.path);
    expect(asked).toEqual(FORMS.slice(0, FORMS.indexOf(path) + 1));
  });

  it('C46 is looked for in all of its places before it counts as missing', async () => {
    const { status, reason } = await refusalOf(`${provider.issuer}/tenant/a`);
    expect([status, reason]).toEqual([422, 'not_found']);
    expect(provider.requests.map((request) => request.path)).toEqual(FORMS);
  });

  it("C46 is not served by the host's own metadata", async () => {
    for (const path of FORMS) {
      provider.handle(path, (_request, response) => sendJson(response, provider.metadata()));
    }
    expect(await refusalOf(`${provider.issuer}/tenant/a`)).toMatchObject({
      reason: 'issuer_mismatch',
    });
  });
});

describe('a bad address in the metadata', () => {
  const NEEDED = ['authorization_endpoint', 'token_endpoint'];
  const MEMBERS = [
    'authorization_endpoint',
    'token_endpoint',
    'revocation_endpoint',
    'introspection_endpoint',
    'userinfo_endpoint',
    'jwks_uri',
  ];

  const ADDRESSES = [
    'javascript:alert(1)',
    'JavaScript:alert(1)//https://accounts.example.com',
    'file:///etc/passwd',
    'data:text/html,<script>alert(1)</script>',
    'ftp://accounts.example.com/token',
    'https://user:password@accounts.example.com/token',
    '//accounts.example.com/token',
    { toString: 'https://accounts.example.com' },
  ];

  it.each(MEMBERS)('C57 is refused as %s', async (member) => {
    for (const address of ADDRESSES) {
      provider.deviate(announcing({ [member]: address }));
      if (NEEDED.includes(member)) {
        const { status, reason, message } = await refusalOf();
        expect([status, reason]).toEqual([422, 'invalid_endpoint']);
        expect(message).toContain(member);
      } else {
        const { leftOut, ...found } = (await strict.discover()).body.data;
        expect(leftOut.map(({ message }) => message)).toEqual([expect.stringContaining(member)]);
        expect(leftOut.map(({ endpoint }) => found[endpoint])).toEqual([null]);
      }
    }
  });

  it('C57 cannot be saved by an admin either', async () => {
    for (const address of ADDRESSES.filter((item) => typeof item === 'string')) {
      const saved = await strict.save({ authorizationEndpoint: address, jwksUri: address });
      expect(saved.status).toBe(400);
    }
  });

  it('C18 is refused as a plain http endpoint elsewhere', async () => {
    provider.deviate(announcing({ token_endpoint: 'http://accounts.example.com/token' }));
    expect(await refusalOf()).toMatchObject({ status: 422, reason: 'invalid_endpoint' });
  });

  it('C18 is refused for the metadata themselves if it is plain http', async () => {
    const { status, code } = await refusalOf('http://accounts.example.com');
    expect([status, code]).toEqual([400, 'url_not_allowed']);
  });
});

/** The points of these are open; until they are built, nobody is left in the dark. */
describe('a demand of a provider that the plugin does not support yet', () => {
  it('is reported at discovery for other client authentication', async () => {
    provider.deviate(
      announcing({
        token_endpoint_auth_methods_supported: ['client_secret_jwt', 'tls_client_auth'],
      })
    );
    const { status, reason, message } = await refusalOf();
    expect([status, reason]).toEqual([422, 'no_client_auth_method']);
    expect(message).toContain('client_secret_basic');
  });

  it('is refused when an app is saved with it', async () => {
    const saved = await strict.save({ clientAuthMethod: 'client_secret_jwt' as 'none' });
    expect(saved.status).toBe(400);
  });

  it('is ignored if the provider only offers it', async () => {
    provider.deviate(
      announcing({
        introspection_endpoint: `${provider.issuer}/introspect`,
        dpop_signing_alg_values_supported: ['ES256'],
        token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic'],
      })
    );
    const app = await strict.connectedApp();
    expect((await app.fetch('/api')).status).toBe(200);
    const paths = provider.requests.map(({ path }) => path);
    expect(paths.filter((path) => /introspect/.test(path))).toEqual([]);
    expect(provider.requests.filter(({ headers }) => 'dpop' in headers)).toEqual([]);
    expect(provider.violations).toEqual([]);
  });

  it('is refused if it comes unasked: a DPoP token for a bearer request', async () => {
    const app = await strict.app();
    provider.deviate(responding({ token_type: 'DPoP' }));
    expect(await app.tryToConnect()).toMatchObject({
      code: 'provider_rejected',
      reason: 'unsupported_token_type',
    });
    expect(await app.row()).toBeNull();
  });
});
