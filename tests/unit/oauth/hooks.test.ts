import { createOAuthClient } from '../../../server/src/oauth/client';
import type { ProviderHooks } from '../../../server/src/provider-hooks';
import { only } from '../../support/elements';
import { sendJson } from '../../support/network/http-server';
import {
  CLIENT_SECRET,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const REFRESH_TOKEN = 'rt-1-S3cretS3cretS3cret';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

/** The hooks reach the network of the test through the `fetch` of their context. */
const clientWith = (hooks: ProviderHooks, fetched: string[] = []) =>
  createOAuthClient(provider.settings(), {
    now: Date.now,
    hooks,
    fetch: (input, init) => {
      fetched.push(String(input));
      return fetch(input, init);
    },
  });

const refresh = (hooks: ProviderHooks) =>
  clientWith(hooks).refresh(refreshInput({ refreshToken: REFRESH_TOKEN }));

const failureOf = (hooks: ProviderHooks): Promise<unknown> =>
  refresh(hooks).catch((error: unknown) => error);

describe('the hook of a request', () => {
  it('sees the request as it would be sent, and changes what is sent', async () => {
    await refresh({
      request: ({ url, method, headers, body }) => {
        expect([url, method]).toEqual([`${provider.origin}/token`, 'POST']);
        expect(new URLSearchParams(body ?? '').get('refresh_token')).toBe(REFRESH_TOKEN);
        return {
          url: `${url}?signed=1`,
          method,
          headers: { ...headers, 'x-signature': 'abc' },
          body: `${body}&further=1`,
        };
      },
    });
    const { path, headers, form } = only(provider.requests);
    expect(path).toBe('/token?signed=1');
    expect(headers['x-signature']).toBe('abc');
    expect(headers.authorization).toMatch(/^Basic /);
    expect(form.get('further')).toBe('1');
  });

  it('leaves a request for which it returns nothing', async () => {
    const seen: string[] = [];
    await refresh({ request: (_request, { app }) => void seen.push(app) });
    expect(seen).toEqual(['demo']);
    expect(only(provider.requests).form.get('refresh_token')).toBe(REFRESH_TOKEN);
  });

  it('runs for a revocation too', async () => {
    await clientWith({
      request: ({ headers, ...request }) => ({ ...request, headers: { ...headers, 'x-a': '1' } }),
    }).revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' });
    expect(only(provider.requestsTo('/revoke')).headers['x-a']).toBe('1');
  });

  it('may send a further request by the guarded fetch', async () => {
    const fetched: string[] = [];
    await clientWith(
      {
        request: async (_request, context) => {
          await context.fetch(`${provider.origin}/userinfo`);
          return undefined;
        },
      },
      fetched
    ).refresh(refreshInput());
    expect(fetched).toEqual([`${provider.origin}/userinfo`, `${provider.origin}/token`]);
  });

  it.each<[string, ProviderHooks['request'], RegExp]>([
    [
      'throws',
      () => {
        throw new Error(`no key for ${CLIENT_SECRET}`);
      },
      /failed: no key for/,
    ],
    ['rejects', () => Promise.reject(new Error('no key')), /failed: no key/],
    [
      'throws no error',
      () => {
        throw 'a text';
      },
      /failed: it threw no error/,
    ],
    ['returns a text', (() => 'rubbish') as never, /returned something of another shape/],
    ['returns null', (() => null) as never, /returned something of another shape/],
    [
      'returns a header that is none',
      (request) => ({ ...request, headers: { 'x y': 'z' } }),
      /failed: /,
    ],
    [
      'changes the origin',
      (request) => ({ ...request, url: 'https://evil.example.com/token' }),
      /changed the origin/,
    ],
    ['gives no address', (request) => ({ ...request, url: '' }), /changed the origin/],
  ])('that %s sends nothing, and says what to mend', async (_case, request, message) => {
    const error = await failureOf({ request });
    expect(error).toMatchObject({ code: 'provider_rejected', reason: 'hook_failed', app: 'demo' });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain("Mend it in the plugin's configuration");
    expect(String(error)).not.toContain(CLIENT_SECRET);
    expect(provider.requests).toEqual([]);
  });

  it('that never ends is given up after five seconds, and is told so', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      let told: unknown;
      const failure = failureOf({
        request: (_request, { signal }) =>
          new Promise(() => signal.addEventListener('abort', () => (told = signal.reason))),
      });
      await jest.advanceTimersByTimeAsync(5_000);
      expect(String(await failure)).toMatch(/did not end within 5 seconds/);
      expect(told).toMatchObject({ name: 'TimeoutError' });
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('the hook of a response', () => {
  it('gives the plugin the response that it reads', async () => {
    provider.answer({ result: { access_token: 'at-wrapped' } });
    await expect(
      refresh({
        response: ({ body, ...response }) => ({
          ...response,
          body: JSON.stringify((JSON.parse(body) as { result: unknown }).result),
        }),
      })
    ).resolves.toMatchObject({ accessToken: 'at-wrapped' });
  });

  it('turns a response into a refusal', async () => {
    provider.answer({ code: 42 });
    const error = await failureOf({
      response: (response) => ({ ...response, status: 400, body: '{"error":"invalid_grant"}' }),
    });
    expect(error).toMatchObject({ code: 'needs_reconnect', reason: 'invalid_grant' });
  });

  it('costs no token if it fails', async () => {
    provider.answer({ access_token: 'at-2', refresh_token: 'rt-2' });
    const response = () => {
      throw new Error('broken');
    };
    await expect(refresh({ response })).resolves.toMatchObject({ refreshToken: 'rt-2' });
  });

  it.each<[string, ProviderHooks['response']]>([
    ['throws', () => Promise.reject(new Error('broken'))],
    ['returns a status that is none', (response) => ({ ...response, status: 42 })],
    ['returns a body where none may be', (response) => ({ ...response, status: 204, body: 'x' })],
    ['returns an object as the body', ((response: object) => ({ ...response, body: {} })) as never],
  ])('that %s is named if the response is of no use without it', async (_case, response) => {
    provider.handlers['/token'] = (_request, sent) => sendJson(sent, { wrapped: true });
    const error = await failureOf({ response });
    expect(error).toMatchObject({ code: 'provider_rejected', reason: 'hook_failed' });
    expect(String(error)).toMatch(/The hook "response" of the app demo/);
  });
});
