import { discover } from '../../../server/src/oauth/discovery';
import { createGuardedFetch, type GuardedFetch } from '../../../server/src/oauth/http';
import { nth } from '../../support/elements';
import {
  sendJson,
  startHttpServer,
  type Handler,
  type HttpServer,
} from '../../support/network/http-server';

const network = createGuardedFetch({ allowLoopback: true, allowedRanges: [] });

let server: HttpServer;
let handlers: Record<string, Handler>;

beforeEach(async () => {
  handlers = {};
  server = await startHttpServer((request, response) => {
    const handler = handlers[nth(request.path.split('?'), 0)];
    return handler ? handler(request, response) : void response.writeHead(404).end('Not found');
  });
});

afterEach(() => server.close());
afterAll(network.stop);

const OPENID = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

const metadata = (changes: Record<string, unknown> = {}) => ({
  issuer: server.origin,
  authorization_endpoint: `${server.origin}/authorize`,
  token_endpoint: `${server.origin}/token`,
  ...changes,
});

const publish = (path: string, body: unknown) => {
  handlers[path] = (_request, response) => sendJson(response, body);
};

const answer = (path: string, status: number, type: string, body: string) => {
  handlers[path] = (_request, response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);
};

const paths = () => server.requests.map(({ path }) => path);

describe('discovery', () => {
  test('reads everything that the plugin uses', async () => {
    publish(
      OPENID,
      metadata({
        revocation_endpoint: `${server.origin}/revoke`,
        introspection_endpoint: `${server.origin}/introspect`,
        userinfo_endpoint: `${server.origin}/userinfo`,
        jwks_uri: `${server.origin}/jwks`,
        device_authorization_endpoint: `${server.origin}/device`,
        pushed_authorization_request_endpoint: `${server.origin}/par`,
        scopes_supported: ['openid', 'email', 7, null],
        token_endpoint_auth_methods_supported: ['private_key_jwt', 'none', 'client_secret_post'],
        token_endpoint_auth_signing_alg_values_supported: ['PS256', 'RS256'],
        grant_types_supported: ['authorization_code', 'refresh_token'],
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ['S256'],
        id_token_signing_alg_values_supported: ['RS256', 'none'],
        something_else: { large: true },
      })
    );
    expect(await discover(server.origin, network)).toEqual({
      issuer: server.origin,
      authorizationEndpoint: `${server.origin}/authorize`,
      deviceAuthorizationEndpoint: `${server.origin}/device`,
      tokenEndpoint: `${server.origin}/token`,
      secondTokenEndpoint: null,
      refreshEndpoint: null,
      pushedAuthorizationRequestEndpoint: `${server.origin}/par`,
      revocationEndpoint: `${server.origin}/revoke`,
      introspectionEndpoint: `${server.origin}/introspect`,
      userinfoEndpoint: `${server.origin}/userinfo`,
      jwksUri: `${server.origin}/jwks`,
      leftOut: [],
      scopesSupported: ['openid', 'email'],
      clientAuthMethodsSupported: ['client_secret_post', 'none', 'private_key_jwt'],
      clientKeyAlgorithmsSupported: ['RS256'],
      grantTypesSupported: ['authorization_code', 'refresh_token'],
      capabilities: {
        authorizationResponseIssParameterSupported: true,
        codeChallengeMethodsSupported: ['S256'],
        idTokenSigningAlgValuesSupported: ['RS256', 'none'],
        offlineAccessSupported: false,
      },
    });
  });

  test('knows the defaults of omitted members', async () => {
    publish(OPENID, metadata());
    expect(await discover(server.origin, network)).toMatchObject({
      revocationEndpoint: null,
      userinfoEndpoint: null,
      scopesSupported: [],
      clientAuthMethodsSupported: ['client_secret_basic'],
      grantTypesSupported: ['authorization_code', 'implicit'],
      capabilities: {
        authorizationResponseIssParameterSupported: false,
        codeChallengeMethodsSupported: [],
        idTokenSigningAlgValuesSupported: [],
      },
    });
  });

  test('accepts the full address of the metadata', async () => {
    publish(OPENID, metadata());
    const { issuer } = await discover(`  ${server.origin}${OPENID}  `, network);
    expect(issuer).toBe(server.origin);
    expect(paths()).toEqual([OPENID]);
  });

  test('reads metadata with any content type', async () => {
    answer(OPENID, 200, 'text/plain', JSON.stringify(metadata()));
    expect((await discover(server.origin, network)).issuer).toBe(server.origin);
  });

  test('C46 tries all places for an issuer with a path', async () => {
    const issuer = `${server.origin}/tenant/a`;
    publish(`/.well-known/openid-configuration/tenant/a`, metadata({ issuer }));
    expect((await discover(issuer, network)).issuer).toBe(issuer);
    expect(paths()).toEqual([`/tenant/a${OPENID}`, `${OAUTH}/tenant/a`, `${OPENID}/tenant/a`]);
  });

  test.each([`/tenant/a${OPENID}`, `${OAUTH}/tenant/a`])(
    'C46 finds the metadata of an issuer with a path at %s',
    async (path) => {
      const issuer = `${server.origin}/tenant/a`;
      publish(path, metadata({ issuer }));
      expect((await discover(issuer, network)).issuer).toBe(issuer);
      expect((await discover(`${issuer}/`, network)).issuer).toBe(issuer);
      expect((await discover(`${server.origin}${path}`, network)).issuer).toBe(issuer);
    }
  );

  test('C46 continues from a web page or a redirect to the other place', async () => {
    answer(OPENID, 200, 'text/html', '<!doctype html>');
    publish(OAUTH, metadata());
    expect((await discover(server.origin, network)).issuer).toBe(server.origin);
    answer(OPENID, 302, 'text/html', '');
    expect((await discover(server.origin, network)).issuer).toBe(server.origin);
  });

  test('C45 accepts an issuer that ends with a slash when its address does not, as at Auth0', async () => {
    publish(OPENID, metadata({ issuer: `${server.origin}/` }));
    expect((await discover(server.origin, network)).issuer).toBe(`${server.origin}/`);
    expect((await discover(`${server.origin}${OPENID}`, network)).issuer).toBe(`${server.origin}/`);
  });

  test.each([
    'https://accounts.google.com',
    'https://evil.example/',
    'same/tenant',
    'same//',
    'same?x=1',
    'SAME',
  ])('C45 refuses metadata of another issuer (%s)', async (name) => {
    const issuer = name.replace('same', server.origin).replace('SAME', server.origin.toUpperCase());
    publish(OPENID, metadata({ issuer }));
    for (const url of [server.origin, `${server.origin}${OPENID}`]) {
      await expect(discover(url, network)).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'issuer_mismatch',
      });
    }
    expect(paths()).toEqual([OPENID, OPENID]);
  });

  test.each([undefined, null, 7, '', 'nonsense'])('refuses an issuer %p', async (issuer) => {
    publish(OPENID, metadata({ issuer }));
    await expect(discover(server.origin, network)).rejects.toMatchObject({ reason: 'no_issuer' });
  });
});

describe('an address that leads to no configuration', () => {
  const failure = (url: string, by = network) => discover(url, by).catch((error: unknown) => error);

  test.each([
    ['accounts.example.com', 'invalid_url'],
    ['', 'invalid_url'],
    ['not an address', 'invalid_url'],
    ['http://accounts.example.com', 'not_https'],
    ['http://10.0.0.1', 'not_https'],
    ['ftp://accounts.example.com', 'not_https'],
    ['javascript:alert(1)', 'not_https'],
    ['file:///etc/passwd', 'not_https'],
    ['https://user:pass@accounts.example.com', 'userinfo'],
    ['https://10.0.0.1', 'forbidden_address'],
    ['https://169.254.169.254/latest/meta-data', 'forbidden_address'],
  ])('%s is refused: %s', async (url, reason) => {
    expect(await failure(url)).toMatchObject({ code: 'url_not_allowed', reason });
  });

  test('is refused if the host does not exist', async () => {
    expect(await failure('https://does-not-exist.invalid')).toMatchObject({
      code: 'provider_unavailable',
      reason: 'unreachable',
      message: expect.stringContaining('"does-not-exist.invalid" could not be reached'),
    });
  });

  test('is refused if no response comes in time', async () => {
    handlers[OPENID] = () => new Promise<void>(() => undefined);
    const impatient = createGuardedFetch({
      allowLoopback: true,
      allowedRanges: [],
      timeoutMs: 100,
    });
    expect(await failure(server.origin, impatient)).toMatchObject({
      code: 'provider_unavailable',
      reason: 'unreachable',
      message: expect.stringContaining('in time'),
    });
    await impatient.stop();
  });

  test('is refused if nothing is there', async () => {
    expect(await failure(`${server.origin}/nowhere`)).toMatchObject({
      code: 'provider_rejected',
      reason: 'not_found',
    });
  });

  test('is refused if it serves a web page, as a single-page site does everywhere', async () => {
    for (const path of [OPENID, OAUTH]) answer(path, 200, 'text/html', '<!doctype html>');
    expect(await failure(server.origin)).toMatchObject({
      code: 'provider_rejected',
      reason: 'not_json',
      message: expect.stringContaining('web page'),
    });
  });

  test.each([{}, { hello: 'world' }, { issuer: 'x', jwks_uri: null }])(
    'is refused if it serves JSON without endpoints: %j',
    async (body) => {
      publish(OPENID, body);
      expect(await failure(server.origin)).toMatchObject({
        code: 'provider_rejected',
        reason: 'no_endpoints',
      });
    }
  );

  test('is refused if it redirects, with the target and without following it', async () => {
    handlers[OPENID] = (_request, response) =>
      void response.writeHead(301, { location: '/real?secret=1' }).end();
    expect(await failure(server.origin)).toMatchObject({
      code: 'provider_rejected',
      reason: 'redirect',
      message: expect.stringContaining(`${server.origin}/real. Enter`),
    });
    expect(paths()).not.toContain('/real?secret=1');
  });

  test.each([401, 403, 418])('is refused with status %i', async (status) => {
    answer(OPENID, status, 'text/plain', 'no');
    expect(await failure(server.origin)).toMatchObject({
      code: 'provider_rejected',
      reason: `http_${status}`,
    });
  });

  test('is refused if the provider has a fault of its own', async () => {
    handlers[OPENID] = (_request, response) =>
      void response.writeHead(503, { 'retry-after': '9' }).end();
    expect(await failure(server.origin)).toMatchObject({
      code: 'provider_unavailable',
      reason: 'http_503',
      retryAfterSeconds: 9,
    });
    expect(paths()).toEqual([OPENID]);
  });

  test('is refused if the response is too large', async () => {
    answer(OPENID, 200, 'application/json', JSON.stringify(metadata({ x: 'x'.repeat(2 ** 21) })));
    expect(await failure(server.origin)).toMatchObject({ reason: 'response_too_large' });
  });

  test.each([
    ['authorization_endpoint', 'javascript:alert(document.domain)'],
    ['authorization_endpoint', 'data:text/html,x'],
    ['authorization_endpoint', 'http://accounts.example.com/authorize'],
    ['token_endpoint', 'file:///etc/passwd'],
    ['token_endpoint', 'http://accounts.example.com/token'],
    ['token_endpoint', '/token'],
    ['token_endpoint', 'https://user:pass@accounts.example.com/token'],
    ['token_endpoint', 'https://accounts.example.com/token#x'],
  ])('C18 C57 is refused if its %s is %s', async (member, value) => {
    publish(OPENID, metadata({ [member]: value }));
    expect(await failure(server.origin)).toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_endpoint',
      message: expect.stringContaining(member),
    });
  });

  test('P13 leads to an error that names and offers the full address for an issuer with a path', async () => {
    const issuer = `${server.origin}/realms/demo`;
    publish(OPENID, metadata({ issuer }));
    publish(`/realms/demo${OPENID}`, metadata({ issuer }));
    for (const url of [server.origin, `${server.origin}${OPENID}`]) {
      expect(await failure(url)).toMatchObject({
        code: 'provider_rejected',
        reason: 'issuer_mismatch',
        message: expect.stringContaining(`another issuer, ${issuer}, so`),
        suggestedUrl: issuer,
      });
    }
    expect((await discover(issuer, network)).issuer).toBe(issuer);
  });

  test.each([
    'https://10.0.0.1/realms/demo',
    'http://accounts.example.com/realms/demo',
    'https://user:secret@accounts.example.com',
    'HTTPS://ACCOUNTS.EXAMPLE.COM/x',
    'javascript:alert(1)',
  ])('P13 offers no issuer that cannot be requested: %s', async (issuer) => {
    publish(OPENID, metadata({ issuer }));
    expect(await failure(server.origin)).toMatchObject({
      reason: 'issuer_mismatch',
      message: expect.stringContaining(
        "Enter the discovery address from the provider's documentation"
      ),
      suggestedUrl: undefined,
    });
  });

  test.each([`${OPENID}/`, `/final${OPENID}`])(
    'P13 offers the target of a redirect to metadata: %s',
    async (target) => {
      handlers[OPENID] = (_request, response) =>
        void response.writeHead(301, { location: `${target}?secret=1` }).end();
      publish(
        target,
        metadata({ issuer: target.startsWith('/final') ? `${server.origin}/final` : server.origin })
      );
      const refused = await failure(`${server.origin}${OPENID}`);
      expect(refused).toMatchObject({
        reason: 'redirect',
        suggestedUrl: `${server.origin}${target}`,
      });
      const { suggestedUrl } = refused as { suggestedUrl: string };
      expect((await discover(suggestedUrl, network)).tokenEndpoint).toBe(`${server.origin}/token`);
    }
  );

  test.each([
    ['a page to sign in', '/login'],
    ['a private network', 'https://10.0.0.1/.well-known/openid-configuration'],
    ['plain http', 'http://accounts.example.com/.well-known/openid-configuration'],
    ['itself', OPENID],
    ['nothing', 'http://['],
  ])('P13 offers nothing for a redirect to %s', async (_what, location) => {
    handlers[OPENID] = (_request, response) => void response.writeHead(302, { location }).end();
    expect(await failure(server.origin)).toMatchObject({
      reason: 'redirect',
      suggestedUrl: undefined,
    });
  });

  test.each([
    ['introspection_endpoint', 'introspectionEndpoint', 'http://keycloak:8080/introspect'],
    ['revocation_endpoint', 'revocationEndpoint', 'https://10.0.0.1/revoke'],
    ['userinfo_endpoint', 'userinfoEndpoint', 7],
    [
      'pushed_authorization_request_endpoint',
      'pushedAuthorizationRequestEndpoint',
      'http://keycloak:8080/par',
    ],
    ['jwks_uri', 'jwksUri', 'ftp://accounts.example.com/keys'],
    ['introspection_endpoint', 'introspectionEndpoint', 'javascript:alert(1)'],
    ['userinfo_endpoint', 'userinfoEndpoint', 'https://user:pa55word@accounts.example.com/me'],
  ] as const)('P13 leaves out a refused %s alone, with a notice', async (member, name, value) => {
    publish(OPENID, metadata({ [member]: value }));
    const found = await discover(server.origin, network);
    expect(found.tokenEndpoint).toBe(`${server.origin}/token`);
    expect(found[name]).toBeNull();
    expect(found.leftOut).toEqual([
      {
        endpoint: name,
        message: expect.stringMatching(/ is left out\. .* enter that address by hand\.$/),
      },
    ]);
    expect(found.leftOut[0]?.message).toContain(`"${member}"`);
    expect(found.leftOut[0]?.message).not.toContain('pa55word');
  });

  test('has its own message for every kind of fault', async () => {
    const messages = new Set<string>();
    const add = async (url: string) => messages.add(((await failure(url)) as Error).message);
    await add('nonsense');
    await add('http://accounts.example.com');
    await add('https://does-not-exist.invalid');
    await add(server.origin);
    answer(OPENID, 200, 'text/html', '<html>');
    await add(server.origin);
    publish(OPENID, {});
    await add(server.origin);
    publish(OPENID, metadata({ issuer: 'https://evil.example' }));
    await add(server.origin);
    expect(messages.size).toBe(7);
  });
});

describe('the exceptions for Microsoft', () => {
  const tenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

  const discoverAs = (url: string, issuer: string) => {
    const { origin } = new URL(url);
    const body = {
      issuer,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
    };
    const answering: GuardedFetch = async () => Response.json(body);
    return discover(url, { ...network, fetch: answering });
  };

  test.each([
    [
      `https://login.microsoftonline.com/common/v2.0${OPENID}`,
      'https://login.microsoftonline.com/{tenantid}/v2.0',
    ],
    [
      'https://login.microsoftonline.com/organizations/v2.0',
      'https://login.microsoftonline.com/{tenantid}/v2.0',
    ],
    [
      `https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0${OPENID}`,
      `https://login.microsoftonline.com/${tenant}/v2.0`,
    ],
    [
      `https://login.microsoftonline.com/${tenant}/v2.0${OPENID}`,
      `https://login.microsoftonline.com/${tenant}/v2.0`,
    ],
    [
      `https://login.microsoftonline.us/contoso.onmicrosoft.us/v2.0${OPENID}`,
      `https://login.microsoftonline.us/${tenant}/v2.0`,
    ],
    [
      `https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_in/v2.0${OPENID}`,
      `https://contoso.b2clogin.com/${tenant}/v2.0/`,
    ],
    [
      `https://contoso.ciamlogin.com/contoso.onmicrosoft.com/v2.0${OPENID}`,
      `https://${tenant}.ciamlogin.com/${tenant}/v2.0`,
    ],
  ])('%s may speak for %s', async (url, issuer) => {
    expect((await discoverAs(url, issuer)).issuer).toBe(issuer);
  });

  test.each([
    [`https://evil.example${OPENID}`, 'https://login.microsoftonline.com/{tenantid}/v2.0'],
    [`https://evil.example${OPENID}`, `https://login.microsoftonline.com/${tenant}/v2.0`],
    [
      `https://login.microsoftonline.com.evil.example/common/v2.0${OPENID}`,
      'https://login.microsoftonline.com/{tenantid}/v2.0',
    ],
    [
      `https://login.microsoftonline.com:8443/common/v2.0${OPENID}`,
      'https://login.microsoftonline.com/{tenantid}/v2.0',
    ],
    [
      `https://login.microsoftonline.com/common/v2.0${OPENID}`,
      `https://login.microsoftonline.us/${tenant}/v2.0`,
    ],
    [`https://login.microsoftonline.com/common/v2.0${OPENID}`, 'https://accounts.google.com'],
    [`https://login.microsoftonline.com/common${OPENID}`, 'https://sts.windows.net/{tenantid}/'],
    [`https://evil.b2clogin.com/x/v2.0${OPENID}`, `https://contoso.b2clogin.com/${tenant}/v2.0/`],
  ])('%s may not speak for %s', async (url, issuer) => {
    await expect(discoverAs(url, issuer)).rejects.toMatchObject({ reason: 'issuer_mismatch' });
  });
});
