import { generateClientKey, importSigningKey } from '../../../server/src/oauth/client-keys';
import { ENTRA_ISSUER_TEMPLATE } from '../../../server/src/oauth/issuers';
import { withStandard } from '../../../server/src/protocol-settings';
import type { ClientSettings } from '../../../server/src/oauth/client';
import { only } from '../../support/elements';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  exchangeInput,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';
import { readJwt } from '../../support/providers/jwts';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const clientWith = async (changes: Partial<ClientSettings> = {}) => {
  const clientKey = await importSigningKey(await generateClientKey('ES256'));
  return provider.client({ clientAuthMethod: 'private_key_jwt', clientKey, ...changes });
};

const audienceWith = async (changes: Partial<ClientSettings>): Promise<unknown> => {
  await (await clientWith(changes)).refresh(refreshInput());
  return readJwt(only(provider.requests).form.get('client_assertion') ?? '').claims.aud;
};

describe('a client that authenticates by private_key_jwt', () => {
  it('sends a new assertion with each request, and never its secret', async () => {
    const client = await clientWith();
    await client.exchangeCode(exchangeInput());
    await client.refresh(refreshInput());
    await client.clientCredentials({ scopes: [] });
    await client.revoke({ token: 'at-1', tokenTypeHint: 'access_token' });
    const assertions = provider.requests.map(({ form }) => form.get('client_assertion'));
    expect(new Set(assertions).size).toBe(4);
    for (const { headers, form, path } of provider.requests) {
      expect(headers.authorization).toBeUndefined();
      expect(form.get('client_id')).toBe(CLIENT_ID);
      expect(form.get('client_assertion_type')).toBe(
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      );
      expect(`${path} ${form}`).not.toContain(new URLSearchParams({ v: CLIENT_SECRET }).toString());
      expect(form.has('client_secret')).toBe(false);
    }
  });

  it('says nothing of a time before which the assertion is not valid', async () => {
    await (await clientWith()).refresh(refreshInput());
    const { claims } = readJwt(only(provider.requests).form.get('client_assertion') ?? '');
    expect(claims).not.toHaveProperty('nbf');
  });

  it('sends nothing without a key', async () => {
    const client = await clientWith({ clientKey: undefined });
    await expect(client.refresh(refreshInput())).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'incomplete',
    });
    expect(provider.requests).toEqual([]);
  });

  it('names the token endpoint as the audience without a usable issuer, or if told so', async () => {
    const tokenEndpoint = `${provider.origin}/token`;
    const audiences: [Partial<ClientSettings>, string][] = [
      [{}, provider.origin],
      [{ issuer: null }, tokenEndpoint],
      [{ issuer: ENTRA_ISSUER_TEMPLATE }, tokenEndpoint],
      [{ protocol: withStandard({ clientAssertionAudience: 'token_endpoint' }) }, tokenEndpoint],
    ];
    for (const [settings, audience] of audiences) {
      expect(await audienceWith(settings)).toBe(audience);
      provider.requests.length = 0;
    }
  });

  it('has its assertion in no error, whatever the provider repeats', async () => {
    let sent = '';
    provider.handlers['/token'] = ({ form }, response) => {
      sent = form.get('client_assertion') ?? '';
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_client', error_description: `bad ${sent}` }));
    };
    const refresh = (await clientWith()).refresh(refreshInput());
    const error: unknown = await refresh.catch((reason: unknown) => reason);
    expect(String(error)).toContain('client authentication method private_key_jwt');
    expect(String(error)).toContain('public key');
    expect(String(error)).not.toContain('client secret');
    for (const part of sent.split('.')) expect(String(error)).not.toContain(part.slice(0, 20));
  });
});
