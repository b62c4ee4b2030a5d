import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { AppDetails, AppInput, AppSummary } from '../../server/src/contracts';
import { House, type ApiResponse } from '../support/strapi/house';

let house: House;

beforeAll(async () => {
  house = await House.open();
}, 120_000);

afterAll(() => house?.close());

interface FieldError {
  path: string[];
  message: string;
}

const fieldsOf = ({ body }: ApiResponse<unknown>): string[] =>
  (body.error?.details.errors as FieldError[]).map(({ path }) => path.join('.'));

const appCount = async () =>
  (await house.api<AppSummary[]>(house.admin, 'get', '/apps')).body.data.length;

describe('a discovery URL', () => {
  let server: Server;
  let answer: RequestListener;
  let origin: string;

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => server.close());

  const discover = (url: unknown) =>
    house.api(house.admin, 'post', '/discovery', { url } as object);
  const wellKnown = () => `${origin}/.well-known/openid-configuration`;
  const json = (value: unknown) => {
    answer = (_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
  };

  it('is refused at its field if it is left out', async () => {
    const response = await discover(undefined);
    expect(response.status).toBe(400);
    expect(fieldsOf(response)).toEqual(['url']);
  });

  it.each([
    ['is no URL', 'not a url', 'invalid_url', 400],
    ['is not https', 'http://accounts.example.com', 'not_https', 400],
    ['is a file', 'file:///etc/passwd', 'not_https', 400],
    ['is inside the own network', 'https://10.0.0.1/', 'forbidden_address', 400],
    ['nobody answers at', 'http://localhost:1', 'unreachable', 503],
  ])('that %s gets its own message', async (_case, url, reason, status) => {
    const response = await discover(url);
    expect([response.status, response.body.error?.details]).toEqual([
      status,
      expect.objectContaining({ reason }),
    ]);
  });

  it('gets its own message if it returns HTML', async () => {
    answer = (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<html></html>');
    };
    const response = await discover(wellKnown());
    expect([response.status, response.body.error?.details]).toEqual([
      422,
      expect.objectContaining({ reason: 'not_json' }),
    ]);
  });

  it('gets its own message if it returns no endpoints', async () => {
    json({ issuer: origin });
    const response = await discover(wellKnown());
    expect(response.body.error?.details).toMatchObject({ reason: 'no_endpoints' });
  });

  it('gets its own message if it returns another issuer', async () => {
    json({
      issuer: 'https://somebody-else.example.com',
      authorization_endpoint: `${origin}/auth`,
      token_endpoint: `${origin}/token`,
    });
    const response = await discover(wellKnown());
    expect(response.body.error?.details).toMatchObject({ reason: 'issuer_mismatch' });
  });
});

describe('an app', () => {
  const create = (data: Partial<AppInput> & Record<string, unknown>) =>
    house.api<AppDetails>(house.admin, 'post', '/apps', { data });

  beforeAll(async () => {
    await create({ name: 'Taken', key: 'taken' });
  });

  const refused: [string, Record<string, unknown>, string][] = [
    ['without a name', { name: '' }, 'name'],
    ['whose name is taken, in whatever case', { name: 'tAKEN', key: 'another' }, 'name'],
    ['whose key is taken', { name: 'Another', key: 'taken' }, 'key'],
    ['whose key has illegal characters', { name: 'Another', key: 'Über/key' }, 'key'],
    ['whose name gives no key', { name: '日本' }, 'key'],
    [
      'with a scope that holds a space',
      { name: 'Another', scopes: ['mail.read mail.send'] },
      'scopes.0',
    ],
    ['with an empty scope', { name: 'Another', scopes: ['mail.read', ''] }, 'scopes.1'],
    [
      'with an unknown way to authenticate',
      { name: 'Another', clientAuthMethod: 'magic' },
      'clientAuthMethod',
    ],
    [
      'with an endpoint that is not https',
      { name: 'Another', tokenEndpoint: 'http://example.com/t' },
      'tokenEndpoint',
    ],
    [
      'with an endpoint that is a script',
      { name: 'Another', authorizationEndpoint: 'javascript:alert(1)' },
      'authorizationEndpoint',
    ],
    [
      'with an endpoint inside the own network',
      { name: 'Another', tokenEndpoint: 'https://169.254.169.254/t' },
      'tokenEndpoint',
    ],
    [
      'with an API origin that has a path',
      { name: 'Another', apiOrigins: ['https://api.example.com/v1'] },
      'apiOrigins.0',
    ],
    ...[
      'state',
      'client_id',
      'redirect_uri',
      'response_type',
      'code_challenge',
      'nonce',
      'scope',
      'State',
    ].map((key): [string, Record<string, unknown>, string] => [
      `with an extra parameter named ${key}`,
      {
        name: 'Another',
        authorizationParams: [
          { key: 'prompt', value: 'consent' },
          { key, value: 'x' },
        ],
      },
      'authorizationParams.1.key',
    ]),
    [
      'with a token parameter named grant_type',
      { name: 'Another', tokenParams: [{ key: 'grant_type', value: 'x' }] },
      'tokenParams.0.key',
    ],
  ];

  it.each(refused)(
    '%s is refused at its field, and nothing is saved',
    async (_case, data, field) => {
      const before = await appCount();
      const response = await create(data as Partial<AppInput>);
      expect([response.status, fieldsOf(response)]).toEqual([400, [field]]);
      expect(await appCount()).toBe(before);
    }
  );

  it('is refused with every wrong field at once', async () => {
    const response = await create({ name: '', scopes: [''], tokenEndpoint: 'x' });
    expect(fieldsOf(response).sort()).toEqual(['name', 'scopes.0', 'tokenEndpoint']);
  });

  it('is refused without a body', async () => {
    const response = await house.api(house.admin, 'post', '/apps');
    expect(response.status).toBe(400);
  });

  it('keeps its key and its Redirect URI, whatever an update sends', async () => {
    const { body } = await house.api<AppDetails>(house.admin, 'put', '/apps/taken', {
      data: {
        key: 'moved',
        redirectUri: 'https://evil.example.com',
        javascriptOrigin: 'https://evil.example.com',
      },
    });
    expect(body.data).toMatchObject({
      key: 'taken',
      redirectUri: 'http://localhost:1337/api/connected-apps/callback/taken',
      javascriptOrigin: 'http://localhost:1337',
    });
  });

  it('keeps its secret when an update sends none, or an empty one', async () => {
    await create({ name: 'With secret', key: 'with-secret', clientSecret: 'a secret' });
    const path = '/apps/with-secret';
    await house.api(house.admin, 'put', path, { data: { clientSecret: '' } });
    await house.api(house.admin, 'put', path, { data: { name: 'Still with secret' } });
    const { body } = await house.api<AppDetails>(house.admin, 'get', path);
    expect(body.data).toMatchObject({ hasClientSecret: true, name: 'Still with secret' });
  });

  it.each(['tokenEndpoint', 'revocationEndpoint', 'introspectionEndpoint'] as const)(
    'does not send its secret to a new address, named by %s',
    async (endpoint) => {
      const { key } = await house.createApp({ name: `Secretive ${endpoint}` });
      const before = await house.api<AppDetails>(house.admin, 'get', `/apps/${key}`);
      const moved = { [endpoint]: 'https://elsewhere.example.com/endpoint' };
      const refused = await house.api(house.admin, 'put', `/apps/${key}`, { data: moved });
      expect(refused.status).toBe(400);
      expect(fieldsOf(refused)).toEqual(['clientSecret']);
      const after = await house.api<AppDetails>(house.admin, 'get', `/apps/${key}`);
      expect(after.body.data).toEqual(before.body.data);

      const data = { ...moved, clientSecret: 'the one for elsewhere' };
      expect((await house.api(house.admin, 'put', `/apps/${key}`, { data })).status).toBe(200);
    }
  );

  it('gives 404 if it does not exist', async () => {
    const responses = await Promise.all([
      house.api(house.admin, 'get', '/apps/nowhere'),
      house.api(house.admin, 'put', '/apps/nowhere', { data: { name: 'x' } }),
      house.api(house.admin, 'delete', '/apps/nowhere'),
      house.api(house.admin, 'post', '/apps/nowhere/connect', {}),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  });

  it('cannot be connected before it is set up, and says what is missing', async () => {
    const response = await house.api(house.admin, 'post', '/apps/taken/connect', {});
    expect(response.status).toBe(422);
    expect(response.body.error?.message).toMatch(/authorization URI, a token URI and a client id/);
  });
});
