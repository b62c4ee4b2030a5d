import {
  KEYLESS_AUTH_METHODS,
  type KeylessAuthMethod,
} from '../../../server/src/oauth/client-auth-methods';
import { isSentAsItIs } from '../../../server/src/oauth/client-authentication';
import { nth, only } from '../../support/elements';
import type { SeenRequest } from '../../support/network/http-server';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  exchangeInput,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const basicOf = ({ headers }: SeenRequest): string | null => {
  const { authorization } = headers;
  if (authorization === undefined) return null;
  const [scheme, credentials] = authorization.split(' ');
  expect(scheme).toBe('Basic');
  return Buffer.from(String(credentials), 'base64').toString('utf8');
};

/** `client-assertions.test.ts` shows the method with a key. */
const METHODS = KEYLESS_AUTH_METHODS;

const CREDENTIALS = ['client_id', 'client_secret'];

const inBody = ({ form }: SeenRequest) =>
  Object.fromEntries([...form].filter(([name]) => CREDENTIALS.includes(name)));

/** Each request that a client authenticates: exchange, refresh, client credentials, revocation. */
const requestsBy = async (
  clientAuthMethod: KeylessAuthMethod,
  changes: { clientId?: string; clientSecret?: string } = {}
): Promise<SeenRequest[]> => {
  const client = provider.client({ clientAuthMethod, ...changes });
  await client.exchangeCode(exchangeInput());
  await client.refresh(refreshInput());
  await client.clientCredentials({ scopes: [] });
  await client.revoke({ token: 'at-1', tokenTypeHint: 'access_token' });
  expect(provider.requests).toHaveLength(4);
  return provider.requests;
};

/** RFC 6749 §2.3.1: form-encoded. */
const ENCODED = `${CLIENT_ID}:S3cret%3A%2Fwith+%25odd%2Bsigns`;

const SENT: Record<KeylessAuthMethod, { basic: string | null; body: Record<string, string> }> = {
  client_secret_basic: { basic: ENCODED, body: {} },
  client_secret_post: {
    basic: null,
    body: { client_id: CLIENT_ID, client_secret: CLIENT_SECRET },
  },
  client_secret_basic_unencoded: { basic: `${CLIENT_ID}:${CLIENT_SECRET}`, body: {} },
  client_secret_as_username: { basic: `${CLIENT_SECRET}:`, body: {} },
  client_secret_basic_and_post: {
    basic: ENCODED,
    body: { client_id: CLIENT_ID, client_secret: CLIENT_SECRET },
  },
  none: { basic: null, body: { client_id: CLIENT_ID } },
};

describe.each(METHODS)('a client that authenticates by %s', (method) => {
  it('sends what the method says in each request, and nothing else', async () => {
    for (const request of await requestsBy(method)) {
      expect(basicOf(request)).toBe(SENT[method].basic);
      expect(inBody(request)).toEqual(SENT[method].body);
    }
  });

  it('never has its secret in an address', async () => {
    for (const { path } of await requestsBy(method)) {
      expect(decodeURIComponent(path)).not.toContain('S3cret');
    }
  });

  it('sends nothing without the secret that the method needs', async () => {
    const refresh = provider
      .client({ clientAuthMethod: method, clientSecret: null })
      .refresh(refreshInput());
    if (method === 'none') {
      await refresh;
    } else {
      await expect(refresh).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'incomplete',
        app: 'demo',
      });
      expect(provider.requests).toHaveLength(0);
    }
  });
});

describe('HTTP Basic without form encoding', () => {
  it('sends a secret with signs and other letters in UTF-8 (RFC 7617 §2.1)', async () => {
    const clientSecret = 'pässwörd:+%20&=/谷';
    const requests = await requestsBy('client_secret_basic_unencoded', { clientSecret });
    expect(requests.map(basicOf)).toEqual(Array(4).fill(`${CLIENT_ID}:${clientSecret}`));
  });

  it('is one header line, whatever is in the secret', async () => {
    const clientSecret = 'a\r\nX-Evil: 1';
    const requests = await requestsBy('client_secret_basic_unencoded', { clientSecret });
    expect(nth(requests, 0).headers).not.toHaveProperty('x-evil');
    expect(basicOf(nth(requests, 0))).toBe(`${CLIENT_ID}:${clientSecret}`);
  });
});

describe('the secret as the user name', () => {
  it('has an empty password, and no client id anywhere', async () => {
    for (const request of await requestsBy('client_secret_as_username', { clientSecret: 'sk_1' })) {
      expect(request.headers.authorization).toBe(
        `Basic ${Buffer.from('sk_1:').toString('base64')}`
      );
      expect(request.body).not.toContain(CLIENT_ID);
    }
  });
});

describe('a secret that a provider repeats', () => {
  it.each(METHODS)('is in no error, by %s', async (clientAuthMethod) => {
    provider.answer(
      { error: 'invalid_client', error_description: `no client has ${CLIENT_SECRET}` },
      { status: 401 }
    );
    const refresh = provider.client({ clientAuthMethod }).refresh(refreshInput());
    const error: unknown = await refresh.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'provider_rejected' });
    expect(String(error)).not.toContain(CLIENT_SECRET);
    expect(only(provider.requests).path).toBe('/token');
  });
});

describe('whether form encoding changes a value', () => {
  it.each(['client-1_of.many', 'abcDEF123', '*', ''])('does not hold for %j', (value) => {
    expect(isSentAsItIs(value)).toBe(true);
  });

  it.each([' ', '+', ':', '/', '%', '=', '&', '~', 'ü', '@'])('holds for %j', (value) => {
    expect(isSentAsItIs(value)).toBe(false);
  });
});
