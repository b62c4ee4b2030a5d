import type { TokenExchangeInput } from '../../../server/src/oauth/client';
import { only } from '../../support/elements';
import { exchangeEndpoint } from '../../support/providers/exchange-endpoint';
import { startProvider, type TestProvider } from '../../support/providers/http-provider';

const JWT = 'urn:ietf:params:oauth:token-type:jwt';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
  provider.handlers['/token'] = exchangeEndpoint('subject', ['billing', 'stock']);
});

afterEach(() => provider.close());

const exchange = (
  changes: Partial<TokenExchangeInput> = {},
  overrides: Parameters<TestProvider['client']>[0] = {}
) =>
  provider.client(overrides).exchangeToken({
    subjectToken: 'subject',
    scopes: [],
    audiences: [],
    resources: [],
    requestedTokenType: null,
    ...changes,
  });

describe('a token exchange', () => {
  it('sends the access token with its type, and gets another token with its type', async () => {
    await expect(exchange()).resolves.toMatchObject({
      accessToken: 'exchanged',
      issuedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
      expiresAt: expect.any(Date),
    });
    const { form, headers } = only(provider.requestsTo('/token'));
    expect([...form.keys()].sort()).toEqual(['grant_type', 'subject_token', 'subject_token_type']);
    expect(headers.authorization).toMatch(/^Basic /);
  });

  it('asks for each audience and resource, for scopes and for a type', async () => {
    const result = await exchange({
      audiences: ['billing', 'stock'],
      resources: ['https://billing.example.com'],
      scopes: ['read', 'write'],
      requestedTokenType: JWT,
    });
    expect(result).toMatchObject({ issuedTokenType: JWT, scopes: ['read', 'write'] });
    const { form } = only(provider.requestsTo('/token'));
    expect(form.getAll('audience')).toEqual(['billing', 'stock']);
    expect(form.getAll('resource')).toEqual(['https://billing.example.com']);
    expect(form.get('scope')).toBe('read write');
  });

  it("replaces the app's own audience by the one that is asked for", async () => {
    const tokenParams = [{ key: 'audience', value: 'stock' }];
    await exchange({ audiences: ['billing'] }, { tokenParams });
    await exchange({}, { tokenParams });
    const asked = provider.requestsTo('/token').map(({ form }) => form.getAll('audience'));
    expect(asked).toEqual([['billing'], ['stock']]);
  });

  it('is refused for a service that the provider does not know', async () => {
    await expect(exchange({ audiences: ['secret'] })).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_target',
    });
  });

  it('is refused if nothing can carry the new token', async () => {
    const requestedTokenType = 'urn:ietf:params:oauth:token-type:id_token';
    await expect(exchange({ requestedTokenType })).rejects.toMatchObject({
      reason: 'unsupported_token_type',
    });
  });

  it('repeats the token in no message', async () => {
    const body = { error: 'invalid_request', error_description: 'subject-of-ada is bad' };
    provider.answer(body, { status: 400 });
    const error = await exchange({ subjectToken: 'subject-of-ada' }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'provider_rejected' });
    expect(String(error)).not.toContain('subject-of-ada');
  });
});
