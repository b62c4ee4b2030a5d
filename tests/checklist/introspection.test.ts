import { sendJson } from '../support/network/http-server';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  startProvider,
  type TestProvider,
} from '../support/providers/http-provider';
import { only } from '../support/elements';
import type { ClientSettings } from '../../server/src/oauth/client';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const introspect = (overrides: Partial<ClientSettings> = {}) => {
  const { endpoints } = provider.settings();
  const introspectionEndpoint = `${provider.origin}/introspect`;
  const client = provider.client({
    endpoints: { ...endpoints, introspectionEndpoint },
    ...overrides,
  });
  return client.introspect('access-token-1');
};

const says = (body: unknown, status = 200) => {
  provider.handlers['/introspect'] = (_request, response) => sendJson(response, body, { status });
};

const MEMBERS = {
  scope: 'mail.read mail.send',
  client_id: 'client',
  username: 'ada',
  token_type: 'Bearer',
  exp: 1_900_000_000,
  iat: 1_800_000_000,
  nbf: 1_800_000_001,
  sub: 'user-1',
  aud: 'https://api.example.com',
  iss: 'https://idp.example.com',
};

describe('an introspected token', () => {
  it('C44 has the members that the provider tells, if it is active', async () => {
    says({ active: true, ...MEMBERS, extension: 'ignored' });
    await expect(introspect()).resolves.toEqual({
      active: true,
      scopes: ['mail.read', 'mail.send'],
      clientId: 'client',
      username: 'ada',
      tokenType: 'Bearer',
      expiresAt: new Date(1_900_000_000_000),
      issuedAt: new Date(1_800_000_000_000),
      notBefore: new Date(1_800_000_001_000),
      subject: 'user-1',
      audiences: ['https://api.example.com'],
      issuer: 'https://idp.example.com',
    });
  });

  it('C44 is unusable if it is not active, and no other member is trusted', async () => {
    says({ active: false, ...MEMBERS });
    await expect(introspect()).resolves.toEqual({ active: false });
  });

  it('C44 has none of the members that are not told, or that are no text or time', async () => {
    says({ active: true, exp: 'soon', aud: [1, 'one'], scope: 7 });
    await expect(introspect()).resolves.toMatchObject({
      scopes: [],
      expiresAt: null,
      audiences: ['one'],
      subject: null,
    });
  });

  it.each([{}, { active: 'true' }, { active: 1 }, { ...MEMBERS }])(
    'C44 is not active because of %j',
    async (body) => {
      says(body);
      await expect(introspect()).rejects.toMatchObject({ reason: 'invalid_response' });
    }
  );
});

describe('a request for introspection', () => {
  it('C21 is authenticated, and has the token in its body only', async () => {
    says({ active: true });
    await introspect();
    const { form, headers, path } = only(provider.requestsTo('/introspect'));
    const encoded = [CLIENT_ID, CLIENT_SECRET].map((text) =>
      new URLSearchParams([['', text]]).toString().slice(1)
    );
    const basic = Buffer.from(encoded.join(':')).toString('base64');
    expect(headers.authorization).toBe(`Basic ${basic}`);
    expect(Object.fromEntries(form)).toEqual({
      token: 'access-token-1',
      token_type_hint: 'access_token',
    });
    expect(path).toBe('/introspect');
  });

  it('C21 is not sent by a client that does not authenticate', async () => {
    const request = introspect({ clientAuthMethod: 'none', clientSecret: null });
    await expect(request).rejects.toMatchObject({ reason: 'incomplete' });
    expect(provider.requests).toEqual([]);
  });

  it('is not possible if the app has no such endpoint, which the error says', async () => {
    const { endpoints } = provider.settings();
    await expect(introspect({ endpoints })).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'incomplete',
      message: expect.stringContaining('introspection endpoint'),
    });
  });

  it.each([
    [401, { error: 'invalid_client' }, 'provider_rejected'],
    [404, {}, 'provider_rejected'],
    [503, {}, 'provider_unavailable'],
  ])('says who is at fault if the response is %i', async (status, body, code) => {
    says(body, status);
    const error = await introspect().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('access-token-1');
  });
});
