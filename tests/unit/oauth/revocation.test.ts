import { only } from '../../support/elements';
import { CLIENT_ID, startProvider, type TestProvider } from '../../support/providers/http-provider';
import { sendJson } from '../../support/network/http-server';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const revoke = (overrides: Parameters<TestProvider['client']>[0] = {}) =>
  provider.client(overrides).revoke({ token: 'rt-1', tokenTypeHint: 'refresh_token' });

const answer = (status: number, body?: unknown) => {
  provider.handlers['/revoke'] = (_request, response) =>
    body === undefined
      ? void response.writeHead(status).end()
      : sendJson(response, body, { status });
};

describe('the revocation of a token', () => {
  test('C21 C42 sends token and hint, and authenticates the client', async () => {
    expect(await revoke()).toBe('revoked');
    const { form, headers, method } = only(provider.requestsTo('/revoke'));
    expect(method).toBe('POST');
    expect(Object.fromEntries(form)).toEqual({ token: 'rt-1', token_type_hint: 'refresh_token' });
    expect(headers.authorization).toMatch(/^Basic /);
  });

  test('sends the id of a public client', async () => {
    await revoke({ clientAuthMethod: 'none', clientSecret: null });
    expect(provider.requestsTo('/revoke')[0]?.form.get('client_id')).toBe(CLIENT_ID);
  });

  test.each([200, 202, 204])('succeeds with status %i', async (status) => {
    answer(status);
    expect(await revoke()).toBe('revoked');
  });

  test('succeeds if the provider no longer knows the token', async () => {
    answer(400, { error: 'invalid_token', error_description: 'Token expired or revoked' });
    expect(await revoke()).toBe('revoked');
  });

  test.each([404, 405, 410, 501])('C43 is impossible with status %i', async (status) => {
    answer(status);
    expect(await revoke()).toBe('unsupported');
  });

  test('C43 is impossible for a type that the provider does not revoke', async () => {
    answer(400, { error: 'unsupported_token_type' });
    expect(await revoke()).toBe('unsupported');
  });

  test('C43 is impossible without an endpoint', async () => {
    const { endpoints } = provider.settings();
    expect(await revoke({ endpoints: { ...endpoints, revocationEndpoint: null } })).toBe(
      'unsupported'
    );
    expect(provider.requests).toHaveLength(0);
  });

  test.each([429, 500, 503])('C43 may be retried later after status %i', async (status) => {
    answer(status);
    await expect(revoke()).rejects.toMatchObject({ code: 'provider_unavailable', app: 'demo' });
  });

  test("C58 is the app's fault if it is refused for the client", async () => {
    answer(401, { error: 'invalid_client' });
    await expect(revoke()).rejects.toMatchObject({ code: 'provider_rejected' });
  });
});
