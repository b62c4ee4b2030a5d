import type { ClientSettings } from '../../../server/src/oauth/client';
import { withStandard, type ProtocolDeviations } from '../../../server/src/protocol-settings';
import { only } from '../../support/elements';
import { assertionEndpoint, JWT_BEARER } from '../../support/providers/assertion-endpoint';
import {
  ecKey,
  edKey,
  refreshInput,
  rsaKey,
  startProvider,
  type SigningKey,
  type TestProvider,
} from '../../support/providers/http-provider';

const KEY = rsaKey('key-1');
const SERVICE_ACCOUNT = 'reader@project.iam.gserviceaccount.com';
const SCOPES = ['https://www.googleapis.com/auth/calendar.readonly', 'mail.read'];

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const pemOf = ({ privateKey }: SigningKey) =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const clientOf = (protocol: ProtocolDeviations = {}, overrides: Partial<ClientSettings> = {}) =>
  provider.client({
    clientId: SERVICE_ACCOUNT,
    clientSecret: null,
    clientAuthMethod: 'none',
    assertionKey: { pem: pemOf(KEY), kid: KEY.kid },
    protocol: withStandard({ grantType: 'jwt_bearer', ...protocol }),
    ...overrides,
  });

const accepts = (changes: Partial<Parameters<typeof assertionEndpoint>[0]> = {}) => {
  const audience = `${provider.origin}/token`;
  const endpoint = assertionEndpoint({ key: KEY, issuer: SERVICE_ACCOUNT, audience, ...changes });
  provider.handlers['/token'] = endpoint.handler;
  return endpoint.accepted;
};

describe('a service account, as at Google', () => {
  it('gets a token for a signed assertion, with its scopes in claim and parameter', async () => {
    const accepted = accepts();
    const result = await clientOf().runGrant({ scopes: SCOPES });
    expect(result).toMatchObject({
      accessToken: 'token-1',
      refreshToken: JWT_BEARER,
      scopes: SCOPES,
    });
    const { sub, scope, exp, iat } = only(accepted);
    expect({ sub, scope }).toEqual({ sub: undefined, scope: SCOPES.join(' ') });
    expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(300);
    const { form, headers } = only(provider.requestsTo('/token'));
    expect([...form.keys()].sort()).toEqual(['assertion', 'grant_type', 'scope']);
    expect(headers.authorization).toBeUndefined();
  });

  it('signs a new assertion for each request, also for a refresh', async () => {
    const accepted = accepts();
    const client = clientOf();
    await client.runGrant({ scopes: SCOPES });
    const input = refreshInput({ refreshToken: JWT_BEARER, scopesRequested: SCOPES });
    await expect(client.refresh(input)).resolves.toMatchObject({
      accessToken: 'token-2',
      refreshToken: JWT_BEARER,
      scopes: SCOPES,
    });
    expect(new Set(accepted.map(({ jti }) => jti)).size).toBe(2);
  });

  it('acts for a user whom the domain delegates', async () => {
    const accepted = accepts({ subjects: ['ada@example.com'] });
    await clientOf({ assertionSubject: 'ada@example.com' }).runGrant({ scopes: SCOPES });
    expect(only(accepted).sub).toBe('ada@example.com');
  });

  it.each([
    ['another subject', { assertionSubject: 'eve@example.com' }, {}],
    ['another audience', { assertionAudience: 'https://other.example.com' }, {}],
    ['another key', {}, { assertionKey: { pem: pemOf(rsaKey('key-1')), kid: 'key-1' } }],
  ])('is refused with %s, and reads what to check', async (_name, protocol, overrides) => {
    accepts();
    const request = clientOf(protocol, overrides).runGrant({ scopes: SCOPES });
    await expect(request).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_grant',
      message: expect.stringContaining('signed assertion'),
    });
  });
});

describe('a client with a certificate, as at Salesforce', () => {
  it('sends its user name and audience, and no scope', async () => {
    const audience = 'https://login.salesforce.com';
    const subjects = ['integration@example.com'];
    const accepted = accepts({ issuer: '3MVG9', audience, subjects, namesKey: false });
    const protocol = { assertionSubject: 'integration@example.com', assertionAudience: audience };
    const assertionKey = { pem: pemOf(KEY), kid: null };
    const client = clientOf(protocol, { clientId: '3MVG9', assertionKey });
    await client.runGrant({ scopes: [] });
    expect(only(accepted)).not.toHaveProperty('scope');
    const { form } = only(provider.requestsTo('/token'));
    expect([...form.keys()].sort()).toEqual(['assertion', 'grant_type']);
  });

  it('authenticates too if it has a client secret', async () => {
    accepts({ issuer: 'client' });
    const client = clientOf(
      {},
      { clientId: 'client', clientSecret: 'S', clientAuthMethod: 'client_secret_basic' }
    );
    await client.runGrant({ scopes: [] });
    expect(only(provider.requestsTo('/token')).headers.authorization).toMatch(/^Basic /);
  });
});

describe('an assertion', () => {
  it.each([ecKey(), edKey()])('may be signed by a key for $alg', async (key) => {
    accepts({ key });
    const client = clientOf({}, { assertionKey: { pem: pemOf(key), kid: key.kid } });
    await expect(client.runGrant({ scopes: [] })).resolves.toMatchObject({
      accessToken: 'token-1',
    });
  });

  it('is not sent by an app without a key', async () => {
    const request = clientOf({}, { assertionKey: undefined }).runGrant({ scopes: [] });
    await expect(request).rejects.toMatchObject({ reason: 'incomplete' });
    expect(provider.requests).toEqual([]);
  });

  it('appears in no message, even if the provider repeats it', async () => {
    provider.handlers['/token'] = ({ form }, response) =>
      void response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: 'invalid_grant', error_description: form.get('assertion') }));
    const error = await clientOf()
      .runGrant({ scopes: [] })
      .catch((reason: unknown) => reason);
    const [, , signature = ''] =
      only(provider.requestsTo('/token')).form.get('assertion')?.split('.') ?? [];
    expect(String(error)).not.toContain(signature.slice(0, 20));
  });
});
