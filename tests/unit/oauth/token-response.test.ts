import {
  exchangeInput,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const NOW = Date.parse('2026-01-01T00:00:00Z');
let provider: TestProvider;
let clock: number;

beforeEach(async () => {
  clock = NOW;
  provider = await startProvider({ now: () => clock });
});

afterEach(() => provider.close());

const refresh = () => provider.client().refresh(refreshInput());
const refreshWith = (body: Record<string, unknown>) => {
  provider.answer({ access_token: 'at-1', token_type: 'Bearer', ...body });
  return refresh();
};

describe('a response of the token endpoint', () => {
  test('is returned as it is if it is correct', async () => {
    const result = await refreshWith({
      expires_in: 3600,
      refresh_token: 'rt-2',
      scope: 'mail.read mail.send',
    });
    expect(result).toEqual({
      accessToken: 'at-1',
      refreshToken: 'rt-2',
      tokenType: 'Bearer',
      account: null,
      kept: {},
      requestedAtMs: NOW,
      expiresAt: new Date(NOW + 3_600_000),
      scopes: ['mail.read', 'mail.send'],
      subject: null,
      claims: null,
    });
  });

  test('has a lifetime that counts from the sending, however long the request waited for its turn', async () => {
    provider.answer({ access_token: 'a', token_type: 'Bearer', expires_in: 60 });
    const result = await provider.client().refresh({
      ...refreshInput(),
      send: (request) => {
        clock += 20_000;
        return request();
      },
    });
    expect(result.requestedAtMs).toBe(NOW + 20_000);
    expect(result.expiresAt).toEqual(new Date(NOW + 80_000));
  });

  test('has a lifetime that counts from before the request was sent', async () => {
    provider.handlers['/token'] = (_request, response) => {
      clock += 20_000;
      response.end(JSON.stringify({ access_token: 'a', token_type: 'Bearer', expires_in: 60 }));
    };
    expect((await refresh()).expiresAt).toEqual(new Date(NOW + 60_000));
  });

  test.each([
    ['a number as text', '3600', 3600],
    ['a fraction', 59.5, 59.5],
  ])('accepts expires_in as %s', async (_what, value, seconds) => {
    expect((await refreshWith({ expires_in: value })).expiresAt).toEqual(
      new Date(NOW + seconds * 1_000)
    );
  });

  test.each([undefined, null, '', 'soon', 0, '0', -1, '-3600', 1e300, true, [3600], {}])(
    'C28 has an unknown lifetime with expires_in %p',
    async (value) => {
      expect((await refreshWith({ expires_in: value })).expiresAt).toBeNull();
    }
  );

  /** `Date` is the provider's own clock, which may differ from ours. */
  const tellingTheTime = (body: Record<string, unknown>, date: string) =>
    provider.answer({ access_token: 'at-1', token_type: 'Bearer', ...body }, { headers: { date } });

  const AT_NOON = 'Sun, 01 Mar 2026 12:00:00 GMT';
  const ONE_PM_MS = Date.UTC(2026, 2, 1, 13);

  test.each<[string, Record<string, unknown>]>([
    ['ISO 8601', { expires_at: '2026-03-01T13:00:00Z' }],
    ['ISO 8601 with fractions', { expires_at: '2026-03-01T13:00:00.000Z' }],
    ['ISO 8601 with an offset', { expires_at: '2026-03-01T15:00:00+02:00' }],
    ['a date without a time zone', { expires_at: '2026-03-01 13:00:00' }],
    ['a date and UTC', { expires_at: '2026-03-01 13:00:00 UTC' }],
    ['epoch seconds', { expires_at: ONE_PM_MS / 1_000 }],
    ['epoch seconds as text', { expires_at: String(ONE_PM_MS / 1_000) }],
    ['epoch milliseconds', { expires_at: ONE_PM_MS }],
    ['expires, a date of HTTP', { expires: 'Sun, 01 Mar 2026 13:00:00 GMT' }],
    ['expires, epoch seconds', { expires: ONE_PM_MS / 1_000 }],
    ['expires, epoch milliseconds', { expires: String(ONE_PM_MS) }],
    ['expires, so many seconds', { expires: 3_600 }],
    ['expires, so many seconds as text', { expires: '3600' }],
    ['expires_in next to another', { expires_in: 3_600, expires_at: ONE_PM_MS + 1e6 }],
    ['expires_at next to a useless expires_in', { expires_in: 0, expires_at: ONE_PM_MS }],
  ])("P07 has the lifetime in %s, by the provider's own clock", async (_what, body) => {
    tellingTheTime(body, AT_NOON);
    expect((await refresh()).expiresAt).toEqual(new Date(NOW + 3_600_000));
  });

  test.each<Record<string, unknown>>([
    { expires_at: '2026-03-01T11:59:59Z' },
    { expires_at: 0 },
    { expires_at: -1 },
    { expires_at: 3_600 },
    { expires_at: 'never' },
    { expires_at: 'in 1 hour' },
    { expires_at: '2026-13-45T99:00:00Z' },
    { expires_at: '9999-12-31T23:59:59Z' },
    { expires_at: {} },
    { expires: 0 },
    { expires: -3_600 },
    { expires: 'session 1' },
    { expires: null, expires_at: null, expires_in: null },
  ])('P07 has no lifetime in %j', async (body) => {
    tellingTheTime(body, AT_NOON);
    expect((await refresh()).expiresAt).toBeNull();
  });

  test.each(['Bearer', 'bearer', 'BEARER', undefined, null, ''])(
    'C27 is a bearer token with the type %p',
    async (type) => {
      expect((await refreshWith({ token_type: type })).tokenType).toBe('Bearer');
    }
  );

  test.each(['mac', 'DPoP', 'bot', 'Bearer ', 7, ['Bearer']])(
    'C27 is refused with the token type %p',
    async (type) => {
      await expect(refreshWith({ token_type: type })).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'unsupported_token_type',
        app: 'demo',
      });
    }
  );

  test.each([undefined, null, ''])('C32 has no refresh token with %p', async (value) => {
    expect((await refreshWith({ refresh_token: value })).refreshToken).toBeNull();
  });

  test.each([undefined, null, '', 12, 'bad\ntoken', 'ümlaut', ['at-1'], {}])(
    'C26 is refused without an access token (%p)',
    async (value) => {
      await expect(refreshWith({ access_token: value })).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'invalid_response',
      });
    }
  );

  test.each([
    ['separated by spaces', 'b a', ['b', 'a']],
    ['separated by commas', 'b,a', ['b', 'a']],
    ['separated by both', 'b, a', ['b', 'a']],
    ['as a list', ['b', 'a'], ['b', 'a']],
    ['repeated', 'a a b', ['a', 'b']],
  ])('C29 accepts scopes %s', async (_what, scope, expected) => {
    expect((await refreshWith({ scope })).scopes).toEqual(expected);
  });

  test.each([undefined, null, '', ' ', [], 7])(
    'C29 with the scope %p stands for what was granted or requested',
    async (scope) => {
      expect((await refreshWith({ scope })).scopes).toEqual(['mail.read']);
      const exchanged = await provider.client().exchangeCode(exchangeInput());
      expect(exchanged.scopes).toEqual(['mail.read', 'mail.send']);
    }
  );

  test('C29 does not split a requested scope at a comma', async () => {
    provider.answer({ access_token: 'a', scope: 'read,write all' });
    const scopesRequested = ['read,write', 'all'];
    const result = await provider.client().exchangeCode(exchangeInput({ scopesRequested }));
    expect(result.scopes).toEqual(scopesRequested);
  });

  test("is read from GitHub's form encoding", async () => {
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    provider.respondRaw(200, type, 'access_token=gho_1&scope=repo%2Cgist&token_type=bearer');
    expect(await refresh()).toMatchObject({
      accessToken: 'gho_1',
      tokenType: 'Bearer',
      expiresAt: null,
      scopes: ['repo', 'gist'],
    });
  });

  test("is an error in GitHub's form encoding with status 200", async () => {
    const type = 'application/x-www-form-urlencoded; charset=utf-8';
    provider.respondRaw(200, type, 'error=bad_refresh_token&error_description=It+is+expired.');
    await expect(refresh()).rejects.toMatchObject({
      code: 'needs_reconnect',
      reason: 'bad_refresh_token',
      message: expect.stringContaining('It is expired.'),
    });
  });

  test.each(['text/html', 'text/plain', 'application/vnd.api+json', ''])(
    'is read as JSON with any content type (%p)',
    async (type) => {
      provider.respondRaw(200, type, '{"access_token":"at-1","token_type":"Bearer"}');
      expect((await refresh()).accessToken).toBe('at-1');
    }
  );

  test('may have the status 201', async () => {
    provider.answer({ access_token: 'at-1', token_type: 'Bearer' }, { status: 201 });
    expect((await refresh()).accessToken).toBe('at-1');
  });

  test("is an error in Slack's format with status 200", async () => {
    provider.answer({ ok: false, error: 'invalid_refresh_token' });
    await expect(refresh()).rejects.toMatchObject({ code: 'needs_reconnect' });
    provider.answer({ ok: false, error: 'ratelimited' });
    await expect(refresh()).rejects.toMatchObject({ code: 'provider_unavailable' });
    provider.answer({ ok: false });
    await expect(refresh()).rejects.toMatchObject({ code: 'provider_rejected' });
  });

  test('may have an object as its error', async () => {
    const error = { type: 'OAuthException', message: 'Wrong app.', code: 190 };
    provider.answer({ error }, { status: 400 });
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'OAuthException',
      message: expect.stringContaining('Wrong app.'),
    });
  });

  test('has no error if that is empty next to a token', async () => {
    expect((await refreshWith({ error: '', ok: true })).accessToken).toBe('at-1');
  });

  test.each([
    ['a web page', 'text/html', '<!doctype html><title>Maintenance</title>'],
    ['nothing', 'application/json', ''],
    ['half an answer', 'application/json', '{"access_token":"at-secret-1","tok'],
    ['a list', 'application/json', '[]'],
    ['null', 'application/json', 'null'],
    ['text', 'text/plain', 'OK'],
  ])('is a transient fault with %s under status 200', async (_what, type, body) => {
    provider.respondRaw(200, type, body);
    const error = await refresh().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'provider_unavailable', reason: 'not_json' });
  });

  test('is a transient fault if it is a gigabyte long', async () => {
    provider.handlers['/token'] = (_request, response) => {
      response.writeHead(200, { 'content-length': String(2 ** 30) });
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, ' ')));
      };
      response.on('drain', write);
      write();
    };
    await expect(refresh()).rejects.toMatchObject({
      code: 'provider_unavailable',
      reason: 'response_too_large',
    });
  });
});

describe('S04 a token that is too long', () => {
  const LONG = 'x'.repeat(64 * 1024 + 1);

  test.each(['access_token', 'refresh_token', 'id_token'])(
    'is refused with what to do, and without the token: %s',
    async (member) => {
      const failure = await refreshWith({ [member]: LONG }).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'provider_rejected', reason: 'token_too_long' });
      expect((failure as Error).message).toMatch(/of 65537 characters.*Request fewer scopes/);
      expect((failure as Error).message.length).toBeLessThan(400);
    }
  );

  test('is not one of 65,536 characters', async () => {
    const token = LONG.slice(1);
    const result = await refreshWith({ access_token: token, refresh_token: token });
    expect(result).toMatchObject({ accessToken: token, refreshToken: token });
  });
});
