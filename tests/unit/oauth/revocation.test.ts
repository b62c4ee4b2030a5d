import { only } from '../../support/elements';
import type { KeylessAuthMethod } from '../../../server/src/oauth/client-auth-methods';
import { withStandard, type ProtocolDeviations } from '../../../server/src/protocol-settings';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';
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

describe('a revocation that has its own way', () => {
  const revokeWith = (protocol: ProtocolDeviations) =>
    revoke({ protocol: withStandard({ requestFormat: 'form', ...protocol }) });

  test('has a format of its own', async () => {
    await revokeWith({ revocationRequestFormat: 'json' });
    const { body, headers } = only(provider.requestsTo('/revoke'));
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ token: 'rt-1', token_type_hint: 'refresh_token' });
  });

  test.each<[KeylessAuthMethod, RegExp | undefined, string | null, string | null]>([
    ['client_secret_basic', /^Basic /, null, null],
    ['client_secret_post', undefined, CLIENT_ID, CLIENT_SECRET],
    ['none', undefined, CLIENT_ID, null],
  ])('authenticates by %s', async (revocationAuthMethod, header, id, secret) => {
    await revokeWith({ revocationAuthMethod });
    const { form, headers } = only(provider.requestsTo('/revoke'));
    if (header) expect(headers.authorization).toMatch(header);
    else expect(headers.authorization).toBeUndefined();
    expect([form.get('client_id'), form.get('client_secret')]).toEqual([id, secret]);
  });

  test('leaves other requests as they are', async () => {
    const protocol = withStandard({
      revocationRequestFormat: 'json',
      revocationAuthMethod: 'none',
    });
    await provider.client({ protocol }).refresh(refreshInput());
    const { form, headers } = only(provider.requestsTo('/token'));
    expect(form.get('grant_type')).toBe('refresh_token');
    expect(headers.authorization).toMatch(/^Basic /);
  });
});
