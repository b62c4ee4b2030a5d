import { ENDPOINTS, forEachEndpoint } from '../../../../server/src/endpoints';
import { ENTRA_ISSUER_TEMPLATE } from '../../../../server/src/oauth/issuers';
import { useOf, withValues } from '../../../../server/src/services/apps/app-variables';
import { createProviderClients } from '../../../../server/src/services/apps/provider-clients';
import { appRow } from '../../../support/databases/rows';
import { nth } from '../../../support/elements';
import { refreshInput } from '../../../support/providers/http-provider';
import { aVariable } from '../../../support/strapi/app-fields';

const REGION = aVariable({ name: 'region', source: 'app', from: 'eu' });

const NO_ADDRESSES = forEachEndpoint(() => null);

describe('what a variable is used for', () => {
  it.each(['issuer', ...ENDPOINTS] as const)('is seen in the %s', (name) => {
    const using = (address: string) => useOf(appRow({ [name]: address }), aVariable());
    expect(using('{shop}/path')).toBe('origin');
    expect(using('https://{shop}.example.com')).toBe('part');
    expect(using('https://example.com/{other}')).toBe('other');
  });

  it('is seen in the API origins', () => {
    const using = (...apiOrigins: string[]) => useOf(appRow({ apiOrigins }), aVariable());
    expect(using('https://a.example.com', '{shop}')).toBe('origin');
    expect(using('https://a.example.com', 'https://{shop}.example.com')).toBe('part');
    expect(using()).toBe('other');
  });

  it('is an origin if one address begins with it', () => {
    const app = appRow({ tokenEndpoint: 'https://example.com/{shop}', apiOrigins: ['{shop}'] });
    expect(useOf(app, aVariable())).toBe('origin');
  });

  it('is not seen in the start of another name, or in another case', () => {
    const app = appRow({ tokenEndpoint: 'https://{shop2}.{Shop}.example.com' });
    expect(useOf(app, aVariable())).toBe('other');
  });

  it('is neither in a parameter', () => {
    const params = [{ key: 'shop', value: '{shop}' }];
    const app = appRow({ authorizationParams: params, tokenParams: params });
    expect(useOf(app, aVariable())).toBe('other');
  });
});

describe('an app with values', () => {
  const APP = appRow({
    issuer: 'https://{shop}.example.com',
    ...forEachEndpoint((endpoint) => `https://{region}.example.com/{shop}/${endpoint}`),
    revocationEndpoint: null,
    apiOrigins: ['{instance}', 'https://{shop}.example.com'],
    authorizationParams: [{ key: '{shop}', value: 'of {shop} in {region}' }],
    tokenParams: [{ key: 'secret', value: '{client_secret}' }],
    clientId: '{shop}',
    scopes: ['{shop}'],
    name: '{shop}',
    variables: [aVariable(), REGION, aVariable({ name: 'instance', source: 'response' })],
  });

  it('has them in its addresses and in the values of its parameters, and nowhere else', () => {
    expect(withValues(APP, { shop: 'a', instance: 'https://na1.example.com' })).toEqual({
      ...APP,
      issuer: 'https://a.example.com',
      ...forEachEndpoint((endpoint) => `https://eu.example.com/a/${endpoint}`),
      revocationEndpoint: null,
      apiOrigins: ['https://na1.example.com', 'https://a.example.com'],
      authorizationParams: [{ key: '{shop}', value: 'of a in eu' }],
    });
  });

  it('keeps the placeholders whose values are not known yet', () => {
    const { issuer, apiOrigins, tokenEndpoint } = withValues(APP, {});
    expect([issuer, ...apiOrigins]).toEqual([
      'https://{shop}.example.com',
      '{instance}',
      'https://{shop}.example.com',
    ]);
    expect(tokenEndpoint).toBe('https://eu.example.com/{shop}/tokenEndpoint');
  });

  it('has its own fixed value, whatever a connection says', () => {
    expect(withValues(APP, { region: 'evil' }).tokenEndpoint).toContain('https://eu.example.com/');
  });

  it('is not changed itself', () => {
    const before = JSON.stringify(APP);
    withValues(APP, { shop: 'a' });
    expect(JSON.stringify(APP)).toBe(before);
  });

  it('is the same app if it has no variables', () => {
    const app = appRow({ issuer: ENTRA_ISSUER_TEMPLATE, tokenEndpoint: 'https://a.example/{x}' });
    expect(withValues(app, { x: 'evil', tenantid: 'evil' })).toBe(app);
  });

  it("keeps Microsoft's issuer for any tenant", () => {
    const app = appRow({ issuer: ENTRA_ISSUER_TEMPLATE, variables: [aVariable(), REGION] });
    expect(withValues(app, { shop: 'a' }).issuer).toBe(ENTRA_ISSUER_TEMPLATE);
  });

  it('has a slash after an origin where its address has one', () => {
    const app = appRow({
      ...NO_ADDRESSES,
      tokenEndpoint: '{region}/token',
      apiOrigins: ['{region}'],
      variables: [{ ...REGION, from: 'https://eu.example.com' }],
    });
    const { tokenEndpoint, apiOrigins } = withValues(app, {});
    expect([tokenEndpoint, ...apiOrigins]).toEqual([
      'https://eu.example.com/token',
      'https://eu.example.com',
    ]);
  });
});

describe('a client of an app with variables', () => {
  type Parts = Parameters<typeof createProviderClients>[0];

  const setUp = (body: object = { access_token: 'at-1', expires_in: 60 }) => {
    const sent: { address: string; body: string }[] = [];
    const store = {
      apps: { openClientSecrets: () => ({ current: 'S3cret', previous: null }) },
      secrets: { assertUsable: () => undefined },
    };
    const clients = createProviderClients({
      settings: { hooks: { apps: {}, providers: {} } },
      clock: { now: Date.now, monotonicMs: () => 0 },
      log: {} as Parts['log'],
      store: store as unknown as Parts['store'],
      network: {
        fetch: async (address: string | URL, init?: RequestInit) => {
          sent.push({ address: String(address), body: String(init?.body) });
          return Response.json(body);
        },
      } as unknown as Parts['network'],
    });
    return { clients, sent };
  };

  const APP = appRow({
    clientAuthMethod: 'client_secret_post',
    tokenEndpoint: 'https://{shop}.example.com/token',
    variables: [aVariable()],
  });

  it('sends its secret to the address of these values', async () => {
    const { clients, sent } = setUp();
    for (const shop of ['a', 'b', 'a']) {
      await (await clients.clientFor(APP, { shop })).clientCredentials({ scopes: [] });
    }
    expect(sent.map(({ address }) => address)).toEqual([
      'https://a.example.com/token',
      'https://b.example.com/token',
      'https://a.example.com/token',
    ]);
  });

  it('is another one for other values, and the same one for the same values', async () => {
    const { clients } = setUp();
    const a = await clients.clientFor(APP, { shop: 'a' });
    expect(await clients.clientFor(APP, { shop: 'b' })).not.toBe(a);
    expect(await clients.clientFor(APP, { shop: 'a' })).toBe(a);
  });

  it.each(['https://{shop}.example.com/token', 'https://example.com/{shop}/token'])(
    'sends nothing to an address whose value is not known: %s',
    async (tokenEndpoint) => {
      const { clients, sent } = setUp();
      const app = { ...APP, tokenEndpoint };
      const token = async () => (await clients.clientFor(app)).clientCredentials({ scopes: [] });
      await expect(token()).rejects.toMatchObject({ code: 'provider_rejected' });
      expect(sent).toEqual([]);
    }
  );

  it('asks nothing about a token at an address whose value is not known', async () => {
    const { clients, sent } = setUp({ access_token: 'at-1' });
    const app = {
      ...APP,
      tokenEndpoint: 'https://example.com/token',
      introspectionEndpoint: 'https://{shop}.example.com/introspect',
    };
    await (await clients.clientFor(app)).clientCredentials({ scopes: [] });
    expect(sent.map(({ address }) => address)).toEqual(['https://example.com/token']);
  });

  it('sends the values that extra parameters ask for', async () => {
    const { clients, sent } = setUp();
    const tokenParams = [{ key: 'account', value: 'shop {shop}' }];
    const client = await clients.clientFor({ ...APP, tokenParams }, { shop: 'a&b=c' });
    await client.refresh(refreshInput());
    expect(new URLSearchParams(nth(sent, 0).body).get('account')).toBe('shop a&b=c');
  });
});
