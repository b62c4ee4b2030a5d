import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';

import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { isTransient, translateError } from '../../../../server/src/oauth/errors/translate-error';
import {
  CLIENT_SECRET,
  exchangeInput,
  refreshInput,
  rsaKey,
  startProvider,
  unsignedJwt,
  type TestProvider,
} from '../../../support/providers/http-provider';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const refresh = () => provider.client().refresh(refreshInput());
const exchange = () => provider.client().exchangeCode(exchangeInput());
const clientCredentials = () => provider.client().clientCredentials({ scopes: [] });

describe('a refusal by the token endpoint', () => {
  test.each([
    ['invalid_grant', 400, 'needs_reconnect'],
    ['bad_refresh_token', 400, 'needs_reconnect'],
    ['interaction_required', 400, 'needs_reconnect'],
    ['invalid_grant', 401, 'needs_reconnect'],
    ['invalid_grant', 403, 'needs_reconnect'],
    ['invalid_client', 401, 'provider_rejected'],
    ['invalid_client', 400, 'provider_rejected'],
    ['unauthorized_client', 400, 'provider_rejected'],
    ['invalid_scope', 400, 'provider_rejected'],
    ['invalid_request', 400, 'provider_rejected'],
    ['access_denied', 403, 'provider_rejected'],
    ['something_new', 400, 'provider_rejected'],
    ['temporarily_unavailable', 400, 'provider_unavailable'],
    ['rate_limit_exceeded', 403, 'provider_unavailable'],
  ])('C35 C58 at a refresh: %s with status %i is %s', async (error, status, code) => {
    provider.answer({ error }, { status });
    await expect(refresh()).rejects.toMatchObject({ code, reason: error, app: 'demo' });
  });

  test.each([
    ['invalid_grant', 500],
    ['invalid_grant', 503],
    ['invalid_grant', 429],
    ['invalid_client', 502],
  ])('C35 %s under the status %i of a fault is transient', async (error, status) => {
    provider.answer({ error }, { status });
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: `http_${status}`,
    });
  });

  test.each(['Basic realm="x"', 'Bearer error="invalid_token"', 'nonsense,,=='])(
    'is judged by its body, even next to a challenge (%s)',
    async (challenge) => {
      const options = { status: 401, headers: { 'www-authenticate': challenge } };
      provider.answer({ error: 'invalid_grant' }, options);
      await expect(refresh()).rejects.toMatchObject({ code: 'needs_reconnect' });
      provider.answer({ error: 'invalid_client' }, options);
      await expect(refresh()).rejects.toMatchObject({ code: 'provider_rejected' });
    }
  );

  test('is about the credentials if it has a challenge and no body', async () => {
    provider.handlers['/token'] = (_request, response) =>
      void response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'http_401',
    });
  });

  test('is read from JSON of any content type', async () => {
    provider.respondRaw(400, 'text/json', '{"error":"invalid_grant"}');
    await expect(refresh()).rejects.toMatchObject({ code: 'needs_reconnect' });
    provider.respondRaw(400, 'application/x-www-form-urlencoded', 'error=invalid_grant');
    await expect(refresh()).rejects.toMatchObject({ code: 'needs_reconnect' });
  });

  test.each([400, 401, 403, 404, 405, 410])(
    'P01 has an unknown reason if it is a web page with status %i',
    async (status) => {
      provider.respondRaw(status, 'text/html', '<h1>Blocked</h1>');
      await expect(refresh()).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: `http_${status}`,
      });
    }
  );

  test.each([
    [
      '{"status":"BAD_REFRESH_TOKEN","message":"missing or unknown refresh token"}',
      'BAD_REFRESH_TOKEN',
    ],
    ['{"errorCode":"INVALID_REFRESH_TOKEN"}', 'INVALID_REFRESH_TOKEN'],
    ['{"code":"token_revoked"}', 'token_revoked'],
  ])(
    'P01 ends the grant by words that mean only that, wherever they are: %s',
    async (body, reason) => {
      provider.respondRaw(400, 'application/json', body);
      await expect(refresh()).rejects.toMatchObject({ code: 'needs_reconnect', reason });
    }
  );

  test('P01 keeps a message without an error code for people', async () => {
    provider.respondRaw(403, 'application/json', '{"message":"User has been deactivated"}');
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'http_403',
      message: expect.stringContaining('The provider says: "User has been deactivated"'),
    });
  });

  test.each([500, 502, 503])('is transient if it is a web page with status %i', async (status) => {
    provider.respondRaw(status, 'text/html', '<h1>Blocked</h1>');
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: `http_${status}`,
    });
  });

  test('of the code ends the flow, not the app', async () => {
    for (const error of ['invalid_grant', 'bad_verification_code']) {
      provider.answer({ error }, { status: 400 });
      await expect(exchange()).rejects.toMatchObject({
        code: 'flow_expired',
        reason: error,
        message: expect.stringMatching(/Connect again.*Redirect URI/),
      });
    }
  });

  test.each(['invalid_client', 'redirect_uri_mismatch', 'incorrect_client_credentials'])(
    'of the app at the exchange is for an admin to fix: %s',
    async (error) => {
      provider.answer({ error }, { status: 400 });
      await expect(exchange()).rejects.toMatchObject({ code: 'provider_rejected', reason: error });
    }
  );

  test('of client credentials never asks anybody to reconnect', async () => {
    provider.answer({ error: 'invalid_grant' }, { status: 400 });
    await expect(clientCredentials()).rejects.toMatchObject({ code: 'provider_rejected' });
  });

  test('is quoted, so that an admin can look it up', async () => {
    const error_description =
      'AADSTS7000222: The provided client secret keys are expired. Trace ID: 0aa1bb2c-1111-4222-8333-444455556666';
    provider.answer({ error: 'invalid_client', error_description }, { status: 401 });
    const { message } = (await refresh().catch((error: Error) => error)) as Error;
    expect(message).toContain('client authentication method');
    expect(message).toContain('(invalid_client)');
    expect(message).toContain(error_description);
  });
});

describe('a refused client', () => {
  const messageOf = async (attempt: Promise<unknown>): Promise<string> =>
    ((await attempt.catch((error: unknown) => error)) as Error).message;

  const refuse = (error: string, status = 400) => provider.answer({ error }, { status });

  test.each(['invalid_client', 'unauthorized_client', 'incorrect_client_credentials'])(
    'P11 says what was tried at the exchange, and what to try next: %s',
    async (error) => {
      refuse(error);
      const message = await messageOf(exchange());
      expect(message).toContain(
        'Tried: grant authorization_code with PKCE, client authentication method client_secret_basic.'
      );
      expect(message).toContain('Choose client_secret_post.');
      expect(message).toMatch(/because of PKCE \(code_verifier\)\. Allow PKCE/);
      expect(message).toMatch(new RegExp(`\\(${error}\\)$`));
    }
  );

  test('P11 says nothing about PKCE if none was sent', async () => {
    refuse('invalid_client', 401);
    const message = await messageOf(refresh());
    expect(message).toContain('Tried: grant refresh_token, client authentication');
    expect(message).not.toContain('PKCE');
    expect(await messageOf(clientCredentials())).toContain('Tried: grant client_credentials,');
  });

  test.each([
    ['client_secret_basic', 'client_secret_post'],
    ['client_secret_post', 'client_secret_basic'],
    ['none', 'client_secret_post'],
  ] as const)('P11 suggests another method than %s: %s', async (clientAuthMethod, other) => {
    refuse('invalid_client');
    const client = provider.client({ clientAuthMethod, clientId: 'id', clientSecret: 'plain' });
    const message = await messageOf(client.refresh(refreshInput()));
    expect(message).toContain(`method ${clientAuthMethod}.`);
    expect(message).toContain(`If they are right, choose ${other}`);
  });

  test.each(['a+b', 'a/b', 'a%b', 'a=b', 'a b', 'ä'])(
    'P11 says that its secret is encoded in the header, if so: %s',
    async (clientSecret) => {
      provider.handlers['/token'] = ({ headers }, response) => {
        const raw = Buffer.from(`id:${clientSecret}`).toString('base64');
        const isRight = headers.authorization === `Basic ${raw}`;
        response.writeHead(isRight ? 500 : 401).end('{"error":"invalid_client"}');
      };
      const basic = provider.client({ clientId: 'id', clientSecret });
      const message = await messageOf(basic.refresh(refreshInput()));
      expect(message).toMatch(/encoded in the header .* Choose client_secret_post\./);
      expect(message).not.toContain(clientSecret);
      const post = provider.client({
        clientId: 'id',
        clientSecret,
        clientAuthMethod: 'client_secret_post',
      });
      expect(await messageOf(post.refresh(refreshInput()))).not.toContain('encoded');
    }
  );

  test('P11 explains both meanings of unauthorized_client', async () => {
    refuse('unauthorized_client');
    expect(await messageOf(refresh())).toMatch(
      /does not allow this app to use the grant refresh_token, or the client secret is wrong/
    );
  });

  test('P11 names a grant type that is not offered', async () => {
    refuse('unsupported_grant_type');
    expect(await messageOf(clientCredentials())).toMatch(
      /does not offer the grant client_credentials at this token URI.*Tried: grant client_credentials/
    );
  });
});

describe('a token URI that is the wrong address', () => {
  const wrong = (status: number, headers: Record<string, string> = {}, body = '') => {
    provider.handlers['/token'] = (_request, response) =>
      void response.writeHead(status, headers).end(body);
  };

  const attempts: [string, () => Promise<unknown>, string][] = [
    ['an exchange', exchange, 'provider_rejected'],
    ['a refresh', refresh, 'provider_rejected'],
    ['client credentials', clientCredentials, 'provider_rejected'],
  ];

  /** At a refresh the token URI has worked before, so a redirect may be temporary. */
  const codeOfRedirect = (ask: () => Promise<unknown>) =>
    ask === refresh ? 'provider_unavailable' : 'provider_rejected';

  const texts: [number, RegExp][] = [
    [404, /\/token was not found\. Check the token URI/],
    [410, /\/token was not found\. Check the token URI/],
    [405, /\/token accepts no POST requests.*Check the token URI/],
    [415, /\/token does not accept the form.*expects JSON/],
    [422, /\/token does not accept the form.*expects JSON/],
  ];

  describe.each(attempts)('at %s', (_what, ask, code) => {
    test.each(texts)('P12 %i says what is wrong and what to do', async (status, text) => {
      for (const body of ['', '<h1>No</h1>', '{"detail":"Not Found"}', '{"message":"no"}']) {
        wrong(status, {}, body);
        await expect(ask()).rejects.toMatchObject({
          code,
          reason: `http_${status}`,
          message: expect.stringMatching(text),
        });
      }
    });

    test.each([301, 302, 303, 307, 308])(
      'P12 %i says where the token URI has moved to, without the query',
      async (status) => {
        wrong(status, { location: 'https://id.example.com/oauth/token?secret=1#x' });
        await expect(ask()).rejects.toMatchObject({
          code: codeOfRedirect(ask),
          reason: `http_${status}`,
          message: expect.stringMatching(
            /\/token has moved to https:\/\/id\.example\.com\/oauth\/token, .* enter it as the token URI\. \(http_30\d\)$/
          ),
        });
      }
    );

    test('P12 names the full target of a redirect to a path', async () => {
      wrong(301, { location: '/oauth2/token?x=1' });
      await expect(ask()).rejects.toMatchObject({
        message: expect.stringContaining(`has moved to ${provider.origin}/oauth2/token, `),
      });
    });

    test.each([
      {},
      { location: '' },
      { location: 'http://[' },
      { location: 'javascript:alert(1)' },
    ])('P12 says so if a redirect leads nowhere: %j', async (headers) => {
      wrong(302, headers as Record<string, string>);
      await expect(ask()).rejects.toMatchObject({
        code: codeOfRedirect(ask),
        message: expect.stringMatching(/redirects to another address|has moved to http:\/\/127/),
      });
    });

    test('P12 lets an OAuth error outweigh the status', async () => {
      wrong(404, {}, '{"error":"invalid_client"}');
      await expect(ask()).rejects.toMatchObject({ reason: 'invalid_client' });
    });
  });

  test('P12 does not repeat a secret in the target of a redirect', async () => {
    provider.handlers['/token'] = ({ form }, response) =>
      void response.writeHead(307, { location: `/next/${form.get('refresh_token')}` }).end();
    const attempt = provider.client().refresh(refreshInput({ refreshToken: 'rt-very-secret-1' }));
    const { message } = (await attempt.catch((error: unknown) => error)) as Error;
    expect(message).toContain('has moved to');
    expect(message).not.toContain('rt-very-secret-1');
  });

  test('P12 does not mistake the error of a web server for an OAuth error', async () => {
    wrong(404, {}, '{"status":404,"error":"Not Found"}');
    await expect(exchange()).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'http_404',
      message: expect.stringContaining('was not found'),
    });
  });
});

describe('Retry-After', () => {
  const with503 = (value: string) =>
    provider.answer({}, { status: 503, headers: { 'retry-after': value } });

  test.each([
    ['120', 120],
    ['86400', 3_600],
    ['0', undefined],
    ['-5', undefined],
    ['soon', undefined],
    ['Thu, 01 Jan 1970 00:00:00 GMT', undefined],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 3_600],
  ])('"%s" means %p seconds', async (value, seconds) => {
    with503(value);
    const error = (await refresh().catch((thrown: unknown) => thrown)) as ConnectedAppsError;
    expect(error.code).toBe('provider_unavailable');
    expect(error.retryAfterSeconds).toBe(seconds);
  });

  test('counts from now if it is a date', async () => {
    with503(new Date(Date.now() + 60_000).toUTCString());
    const error = (await refresh().catch((thrown: unknown) => thrown)) as ConnectedAppsError;
    expect(error.retryAfterSeconds).toBeGreaterThan(57);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test('is read from a 429 too', async () => {
    provider.answer({ error: 'slow_down' }, { status: 429, headers: { 'retry-after': '30' } });
    await expect(refresh()).rejects.toMatchObject({ reason: 'http_429', retryAfterSeconds: 30 });
  });
});

describe('a fault of the network', () => {
  const withTokenEndpoint = (tokenEndpoint: string) => {
    const { endpoints } = provider.settings();
    return provider.client({ endpoints: { ...endpoints, tokenEndpoint } }).refresh(refreshInput());
  };

  const rawServer = async (onConnection: (socket: Socket) => void) => {
    const server = createServer(onConnection);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { port, close: () => new Promise((resolve) => server.close(resolve)) };
  };

  test('is reported if no server is there', async () => {
    const { port, close } = await rawServer(() => undefined);
    await close();
    await expect(withTokenEndpoint(`http://127.0.0.1:${port}/token`)).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'network',
      app: 'demo',
    });
  });

  test('is reported if the name does not resolve', async () => {
    await expect(withTokenEndpoint('https://does-not-exist.invalid/token')).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'network',
    });
  });

  test('is reported if the connection breaks before the response', async () => {
    provider.handlers['/token'] = (_request, response) => void response.destroy();
    await expect(refresh()).rejects.toMatchObject({ reason: 'network' });
  });

  test('is reported if the connection breaks within the response', async () => {
    provider.handlers['/token'] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"access_token":"at-1"');
      setTimeout(() => response.destroy(), 20);
    };
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'network',
    });
  });

  test('is reported if the response is not HTTP', async () => {
    const { port, close } = await rawServer((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    });
    const failed = withTokenEndpoint(`http://127.0.0.1:${port}/token`);
    await expect(failed).rejects.toMatchObject({ reason: 'network' });
    await close();
  });

  test('C19 is reported if the server cannot speak TLS', async () => {
    const { port, close } = await rawServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    await expect(withTokenEndpoint(`https://127.0.0.1:${port}/token`)).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'tls',
    });
    await close();
  });

  const allowOnly = async (timeoutMs: number) => {
    await provider.close();
    provider = await startProvider({ timeoutMs });
  };

  test('is reported if no response comes in time', async () => {
    await allowOnly(100);
    provider.handlers['/token'] = () => new Promise<void>(() => undefined);
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'timeout',
    });
  });

  test('is reported if only half a response comes in time', async () => {
    await allowOnly(100);
    provider.handlers['/token'] = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"access_token":');
    };
    await expect(refresh()).rejects.toMatchObject({ reason: 'timeout' });
  });
});

describe('every error', () => {
  const SECRETS = [
    'at-very-secret',
    'rt-very-secret',
    'code-very-secret',
    'v'.repeat(43),
    CLIENT_SECRET,
  ];

  const failures: [string, () => void][] = [
    [
      'a broken answer',
      () => provider.respondRaw(200, 'application/json', '{"access_token":"at-very-secret'),
    ],
    [
      'an unknown token type',
      () => provider.answer({ access_token: 'at-very-secret', token_type: 'mac' }),
    ],
    [
      'a bad refresh token',
      () => provider.answer({ access_token: 'at-very-secret', refresh_token: ['rt-very-secret'] }),
    ],
    [
      'no id_token',
      () => provider.answer({ access_token: 'at-very-secret', refresh_token: 'rt-very-secret' }),
    ],
    [
      'a forged id_token',
      () => {
        const id_token = provider.idToken(
          { email: 'at-very-secret' },
          { ...rsaKey(), kid: 'rsa-1' }
        );
        provider.answer({ access_token: 'at-very-secret', id_token });
      },
    ],
    [
      'an unsigned id_token',
      () => provider.answer({ access_token: 'at-very-secret', id_token: unsignedJwt({}) }),
    ],
    [
      'an error that repeats what was sent',
      () => {
        provider.handlers['/token'] = ({ body, headers }, response) => {
          const error_description = `${body} ${decodeURIComponent(body)} ${String(headers.authorization)}`;
          response
            .writeHead(400)
            .end(JSON.stringify({ error: 'invalid_request', error_description }));
        };
      },
    ],
    [
      'an error code that repeats what was sent',
      () => {
        provider.handlers['/token'] = ({ form }, response) => {
          const error = form.get('code') ?? form.get('refresh_token');
          response.writeHead(400).end(JSON.stringify({ error }));
        };
      },
    ],
    [
      'a break',
      () => (provider.handlers['/token'] = (_request, response) => void response.destroy()),
    ],
  ];

  test.each(failures)('C39 contains no secret: %s', async (_what, prepare) => {
    prepare();
    const client = provider.client();
    const attempts = [
      client.exchangeCode(
        exchangeInput({
          params: new URLSearchParams({ code: 'code-very-secret', state: 'state-1' }),
          nonce: 'nonce-1',
        })
      ),
      client.refresh(refreshInput({ refreshToken: 'rt-very-secret', subject: 'user-9' })),
    ];
    for (const attempt of await Promise.allSettled(attempts)) {
      if (attempt.status === 'fulfilled') continue;
      const printed = [
        inspect(attempt.reason, { depth: 20, showHidden: true }),
        String(attempt.reason),
        JSON.stringify(attempt.reason),
      ].join('\n');
      expect(attempt.reason).toBeInstanceOf(ConnectedAppsError);
      for (const secret of SECRETS) expect(printed).not.toContain(secret);
      expect(printed).not.toContain(Buffer.from(CLIENT_SECRET).toString('base64').slice(0, 12));
    }
  });

  test('keeps its cause', async () => {
    provider.handlers['/token'] = (_request, response) => void response.destroy();
    const error = (await refresh().catch((thrown: unknown) => thrown)) as ConnectedAppsError;
    expect((error.cause as Error).message).toContain('other side closed');
  });
});

describe('the translation of an error', () => {
  test('does not quote the text that a parser failed on', () => {
    const cause = new SyntaxError('Unexpected token in "at-very-secret"');
    const error = Object.assign(new Error('parsing', { cause }), { code: 'OAUTH_PARSE_ERROR' });
    const translated = translateError(error, { phase: 'exchange' });
    expect(translated).toMatchObject({ code: 'provider_rejected', reason: 'invalid_response' });
    expect(inspect(translated, { depth: 20, showHidden: true })).not.toContain('at-very-secret');
  });

  test("keeps the plugin's own errors as they are, and adds the app", () => {
    const own = new ConnectedAppsError('url_not_allowed', 'No.', { reason: 'userinfo' });
    const wrapped = new Error('outer', { cause: own });
    expect(translateError(wrapped, { phase: 'refresh', app: 'demo' })).toMatchObject({
      code: 'url_not_allowed',
      message: 'No.',
      reason: 'userinfo',
      app: 'demo',
    });
  });

  test('does not turn a programming error into a fault of the provider', () => {
    const bug = new TypeError("Cannot read properties of undefined (reading 'x')");
    expect(translateError(bug, { phase: 'refresh' })).toBe(bug);
  });

  test('survives circular causes and values that are not errors', () => {
    const circle = new Error('a');
    circle.cause = new Error('b', { cause: circle });
    expect(translateError(circle, { phase: 'refresh' })).toBe(circle);
    expect(translateError(undefined, { phase: 'refresh' })).toBeUndefined();
    expect(translateError('text', { phase: 'refresh' })).toBe('text');
  });

  test('marks only a temporary fault as transient', () => {
    expect(isTransient(new ConnectedAppsError('provider_unavailable', ''))).toBe(true);
    expect(isTransient(new ConnectedAppsError('provider_rejected', ''))).toBe(false);
    expect(isTransient(new ConnectedAppsError('needs_reconnect', ''))).toBe(false);
    expect(isTransient(new Error())).toBe(false);
  });
});
