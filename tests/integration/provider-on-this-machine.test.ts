import { House, ownerOf } from '../support/strapi/house';
import { selfSigned } from '../support/network/self-signed-server';
import { announcing } from '../support/providers/authorization-server/deviations';
import { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { trustCertificate } from '../support/network/trusted-tls';

/** A provider under this machine's own name, like a container next to Strapi. */
describe('a provider on this machine, in production', () => {
  let house: House<TestAuthorizationServer>;
  let provider: TestAuthorizationServer;
  let distrust: () => void;

  beforeAll(async () => {
    const certificate = selfSigned();
    distrust = trustCertificate(certificate.cert);
    const providerOptions = { tls: certificate, hostname: 'localhost' };
    house = await House.openWith(() => TestAuthorizationServer.start(providerOptions), {
      environment: 'production',
      pluginConfig: {
        allowedAddressRanges: ['127.0.0.0/8'],
        backgroundRefresh: { enabled: false },
      },
    });
    ({ provider } = house);
    const { issuer } = provider;
    provider.deviate(
      announcing({
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        revocation_endpoint: `${issuer}/revoke`,
      })
    );
  });

  afterAll(async () => {
    await house?.close();
    distrust?.();
  });

  it('P19 can be connected by the name localhost if its address is allowed', async () => {
    expect(new URL(provider.issuer).hostname).toBe('localhost');
    const app = await house.createApp();
    const url = await house.authorizationUrl(house.admin, app.key);
    const { fragment } = await house.visitCallback(provider.consent(url));
    const { status } = await house.complete(house.admin, fragment.get('ticket') ?? '');
    expect(status).toBe(200);
    const ref = { app: app.key, owner: ownerOf(house.admin) };
    expect((await house.tokens.fetch(ref, `${provider.issuer}/api`)).status).toBe(200);
  });
});
