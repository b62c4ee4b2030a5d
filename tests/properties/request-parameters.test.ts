import fc from 'fast-check';

import { newCodeVerifier } from '../../server/src/oauth/random';
import { formatRequest } from '../../server/src/oauth/wire/request-format';
import { REQUEST_FORMATS, type RequestFormat } from '../../server/src/protocol-settings';
import { ensure, holdsFor } from '../support/properties/properties';
import { REDIRECT_URI, startProvider, type TestProvider } from '../support/providers/http-provider';

const anyGraphemes = fc.string({ unit: 'grapheme' });

describe('the parameters of a token request arrive as they are, in each format', () => {
  const READ: Record<RequestFormat, (url: string, body: unknown) => [string, string][]> = {
    form: (_url, body) => [...new URLSearchParams(String(body))],
    json: (_url, body) =>
      Object.entries(JSON.parse(String(body)) as Record<string, string | string[]>).flatMap(
        ([name, value]) => [value].flat().map((item): [string, string] => [name, item])
      ),
    query: (url) => [...new URL(url).searchParams],
    get: (url) => [...new URL(url).searchParams],
  };

  const anyParams = fc.array(
    fc.tuple(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', 'resource', 'a[b]')),
      fc.string({ unit: 'grapheme' })
    ),
    { maxLength: 6 }
  );

  const sorted = (pairs: [string, string][]) =>
    pairs
      .map((pair) => JSON.stringify(pair))
      .sort()
      .join();

  holdsFor('the parameters of a token request', anyParams, (params) => {
    for (const format of REQUEST_FORMATS) {
      const request = {
        url: 'https://accounts.example.com/token',
        method: 'POST',
        headers: {},
        params,
      };
      const { url, init } = formatRequest(format, request);
      ensure(sorted(READ[format](url, init.body)) === sorted(params), `not as ${format}`);
    }
  });
});

describe('whatever is in a parameter of an authorization request stays in it', () => {
  const PAGES = ['https://app.example.com/authorize', 'https://app.example.com/#/connect'];
  let provider: TestProvider;

  beforeAll(async () => {
    provider = await startProvider();
  });

  afterAll(() => provider.close());

  const urlFor = (authorizationEndpoint: string, state: string, value: string): Promise<URL> => {
    const endpoints = { ...provider.settings().endpoints, authorizationEndpoint };
    const client = provider.client({ endpoints, authorizationParams: [{ key: 'login', value }] });
    const codeVerifier = newCodeVerifier();
    return client.buildAuthorizationUrl({
      redirectUri: REDIRECT_URI,
      scopes: [],
      state,
      codeVerifier,
    });
  };

  const params = fc.record({
    state: fc.string({ unit: 'grapheme', minLength: 1 }),
    login: anyGraphemes,
  });

  holdsFor('the parameters of an authorization request', params, async ({ state, login }) => {
    for (const page of PAGES) {
      const { origin, hash, searchParams } = await urlFor(page, state, login);
      const sent = hash ? new URLSearchParams(hash.split('?')[1]) : searchParams;
      expect([sent.getAll('state'), sent.getAll('login')]).toEqual([[state], [login]]);
      ensure(origin === 'https://app.example.com', `another page: ${origin}`);
    }
  });
});
