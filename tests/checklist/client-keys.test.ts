import type { AppDetails } from '../../server/src/contracts';
import { only } from '../support/elements';
import { isSignedBy, readJwt } from '../support/providers/jwts';
import { startKeyProvider, type KeyProvider } from '../support/providers/key-provider';
import { House, ownerOf } from '../support/strapi/house';
import { HttpBrowser } from '../support/strapi/http-browser';

jest.setTimeout(120_000);

let house: House<KeyProvider>;
let provider: KeyProvider;

beforeAll(async () => {
  const pluginConfig = { backgroundRefresh: { enabled: false } };
  house = await House.openWith(startKeyProvider, { pluginConfig });
  ({ provider } = house);
});

afterAll(() => house?.close());

afterEach(() => jest.restoreAllMocks());

/** The address as the provider reaches this Strapi. */
const reachable = (address: string | undefined): string => {
  const { pathname } = new URL(address ?? '');
  return `${house.booted.url}${pathname}`;
};

const appOf = async (name: string, protocol = {}): Promise<AppDetails> => {
  const clientAuthMethod = 'private_key_jwt';
  const scopes = ['openid', 'mail.read'];
  const input = { name, clientAuthMethod, scopes, authorizationParams: [], protocol } as const;
  const app = await house.createApp({ ...input, scopes: [...scopes], authorizationParams: [] });
  await provider.change(app.clientId, {
    jwks: undefined,
    jwks_uri: reachable(app.keys?.jwksUrl),
    token_endpoint_auth_signing_alg: app.protocol.clientKeyAlgorithm,
  });
  await provider.resetRequests();
  return app;
};

const connect = async ({ key }: AppDetails) => {
  const isCallback = (url: URL) => url.pathname.includes('/callback/');
  const address = await house.authorizationUrl(house.admin, key);
  const { url } = await new HttpBrowser().open(address, {}, isCallback);
  const { fragment } = await house.visitCallback(url);
  const { status, body } = await house.complete(house.admin, fragment.get('ticket') ?? '');
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.data;
};

const refOf = ({ key }: AppDetails) => ({ app: key, owner: ownerOf(house.admin) });

const assertions = async (): Promise<string[]> =>
  (await provider.requests()).flatMap(({ assertion }) => assertion ?? []);

describe('private_key_jwt', () => {
  it.each(['ES256', 'RS256'] as const)(
    'C25 C21 authenticates each request by a new, short-lived assertion, with %s',
    async (clientKeyAlgorithm) => {
      const app = await appOf(`Keys ${clientKeyAlgorithm}`, { clientKeyAlgorithm });
      const { uid } = await connect(app);
      await house.tokens.getAccessToken(refOf(app), { forceRefresh: true });
      await house.tokens.clientCredentials(app.key);
      const ended = await house.api(house.admin, 'delete', `/connections/${uid}`);
      expect(ended.body.data).toEqual({ revokedAtProvider: true });

      const requests = (await provider.requests()).filter(({ assertion }) => assertion !== null);
      const paths = requests.map(({ path, status }) => `${path} ${status}`);
      expect(paths).toEqual(['/token 200', '/token 200', '/token 200', '/token/revocation 200']);
      const sent = (await assertions()).map(readJwt);
      const nowSeconds = Date.now() / 1_000;
      for (const { header, claims } of sent) {
        expect(header).toMatchObject({ alg: clientKeyAlgorithm, kid: expect.any(String) });
        const { iss, sub, aud, iat, exp } = claims;
        expect([iss, sub, aud]).toEqual([app.clientId, app.clientId, provider.issuer]);
        expect(Number(exp) - Number(iat)).toBeLessThanOrEqual(120);
        expect(Math.abs(nowSeconds - Number(iat))).toBeLessThan(60);
      }
      expect(new Set(sent.map(({ claims }) => claims.jti)).size).toBe(4);
    }
  );

  it('C25 names the token endpoint as its audience if the provider wants that', async () => {
    const app = await appOf('Keys aud', { clientAssertionAudience: 'token_endpoint' });
    await house.tokens.clientCredentials(app.key);
    expect(readJwt(only(await assertions())).claims.aud).toBe(app.tokenEndpoint);
  });

  it('C25 C24 publishes only the public half of its key, which has signed the assertion', async () => {
    const app = await appOf('Keys public');
    await house.tokens.clientCredentials(app.key);
    const response = await fetch(reachable(app.keys?.jwksUrl));
    expect(response.headers.get('content-type')).toContain('application/jwk-set+json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await response.json()) as { keys: Record<string, string>[] };
    const jwk = only(keys);
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    const assertion = only(await assertions());
    expect(isSignedBy(assertion, jwk)).toBe(true);
    expect(readJwt(assertion).header.kid).toBe(jwk.kid);
  });
});
