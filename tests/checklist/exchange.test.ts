import { nth, present } from '../support/elements';
import type { House } from '../support/strapi/house';
import { startHttpServer } from '../support/network/http-server';
import { startSelfSignedServer } from '../support/network/self-signed-server';
import { CLIENT } from '../support/providers/authorization-server/clients';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { refreshInput } from '../support/providers/http-provider';
import { openStrictHouse, type StrictHouse } from '../support/providers/strict-house';

let strict: StrictHouse;
let provider: TestAuthorizationServer;
let house: House;

openStrictHouse((opened) => {
  strict = opened;
  ({ provider, house } = opened);
});

afterEach(() => {
  jest.restoreAllMocks();
  provider.reset();
});

describe('a code', () => {
  it('C12 goes with the exact Redirect URI of the authorization request', async () => {
    const app = await strict.app();
    await app.connect();
    const { form } = nth(provider.requestsTo('/token'), 0);
    expect(form.get('redirect_uri')).toBe((await app.details()).redirectUri);
    expect(provider.violations).toEqual([]);
  });

  it('C12 keeps its Redirect URI when the public address changes on the way', async () => {
    const app = await strict.app();
    const { redirectUri } = await app.details();
    const ticket = await app.ticket();
    house.strapi.config.set('server.absoluteUrl', 'https://moved.example.com/cms/');
    const { status } = await app.complete(ticket);
    house.strapi.config.set('server.absoluteUrl', 'http://localhost:1337');
    expect(status).toBe(200);
    expect(nth(provider.requestsTo('/token'), 0).form.get('redirect_uri')).toBe(redirectUri);
  });

  it('C13 is sent once, however often the flow is completed', async () => {
    const app = await strict.app();
    const ticket = await app.ticket();
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.complete(ticket)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect((await app.complete(ticket)).status).toBe(409);
    expect(provider.requestsTo('/token')).toHaveLength(1);
    expect(provider.violations).toEqual([]);
  });

  const failures: [string, () => void][] = [
    ['503', () => provider.respond('/token', 503, {}, { 'retry-after': '1' })],
    ['429', () => provider.respond('/token', 429, {})],
    ['401', () => provider.respond('/token', 401, { error: 'invalid_client' })],
    [
      'a broken connection',
      () => provider.handle('/token', (_r, response) => void response.destroy()),
    ],
  ];

  it.each(failures)('C13 is not sent again after %s', async (_case, fail) => {
    const app = await strict.app();
    const ticket = await app.ticket();
    fail();
    expect((await app.complete(ticket)).status).toBeGreaterThanOrEqual(400);
    provider.handle('/token', null);
    expect((await app.complete(ticket)).status).toBe(409);
    expect(provider.requestsTo('/token')).toHaveLength(1);
    expect(await app.row()).toBeNull();
  });
});

describe('the destinations of requests', () => {
  const ENDPOINTS = ['authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint', 'jwksUri'];

  it.each(ENDPOINTS)('C18 cannot be saved with a plain http address as %s', async (name) => {
    const saved = await strict.save({ [name]: 'http://provider.example.com/x' });
    expect(saved.status).toBe(400);
    expect(saved.body.error?.message).toContain('https://');
  });

  it('C18 cannot be saved with an API origin without https', async () => {
    const saved = await strict.save({ apiOrigins: ['http://api.example.com'] });
    expect(saved.status).toBe(400);
  });

  it('C18 require https in production, even on loopback', async () => {
    const app = await strict.app();
    const environment: unknown = house.strapi.config.get('environment');
    house.strapi.config.set('environment', 'production');
    const { createProviderClients } =
      await import('../../server/src/services/apps/provider-clients');
    const { createOutboundNetwork } =
      await import('../../server/src/services/runtime/outbound-network');
    const network = createOutboundNetwork(house.strapi);
    const clients = createProviderClients({
      ...house.booted.internals,
      network,
    });
    house.strapi.config.set('environment', environment);
    await expect(clients.discover(provider.issuer)).rejects.toMatchObject({
      code: 'url_not_allowed',
    });
    expect(() => clients.formRules.assertUrlAllowed(`${provider.issuer}/token`)).toThrow(/https/);
    const row = await house.booted.internals.store.apps.find(app.key);
    const client = await clients.clientFor(present(row));
    provider.requests.length = 0;
    await expect(client.refresh(refreshInput())).rejects.toMatchObject({ code: 'url_not_allowed' });
    expect(provider.requests).toEqual([]);
    await network.stop();
  });

  it('C19 with an untrusted certificate end the exchange before anything is sent', async () => {
    const server = await startSelfSignedServer();
    const app = await strict.app({ tokenEndpoint: `${server.origin}/token` });
    const { code, reason } = await app.tryToConnect();
    await server.close();
    expect([code, reason]).toEqual(['provider_unavailable', 'tls']);
    expect(server.requests).toBe(0);
    expect(await app.row()).toBeNull();
  });

  it('C19 with an untrusted certificate end a revocation and an API call too', async () => {
    const server = await startSelfSignedServer();
    const app = await strict.app({
      revocationEndpoint: `${server.origin}/revoke`,
      apiOrigins: [server.origin],
    });
    await app.connect();
    await expect(house.tokens.fetch(app.ref, `${server.origin}/api`)).rejects.toThrow();
    expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: false });
    await server.close();
    expect(server.requests).toBe(0);
  });

  const REDIRECTS = [301, 302, 303, 307, 308];

  it.each(REDIRECTS)('C20 receive no credentials through a %i', async (status) => {
    const thief = await startHttpServer((_request, response) => void response.end('{}'));
    const app = await strict.app();
    const ticket = await app.ticket();
    const location = `${thief.origin}/token`;
    provider.handle(
      '/token',
      (_r, response) => void response.writeHead(status, { location }).end()
    );
    expect((await app.complete(ticket)).status).toBeGreaterThanOrEqual(400);
    expect(await app.row()).toBeNull();

    provider.handle('/token', null);
    await app.connect();
    for (const path of ['/token', '/revoke', '/api']) {
      provider.handle(path, (_r, response) => void response.writeHead(status, { location }).end());
    }
    await app.getAccessToken({ forceRefresh: true }).catch(() => undefined);
    expect((await app.fetch('/api')).status).toBe(status);
    await app.disconnect();
    await thief.close();
    expect(thief.requests).toEqual([]);
    expect(provider.requestsTo('/token')).toHaveLength(3);
  });
});

describe('the client authentication', () => {
  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'C21 uses %s at the token and the revocation endpoint',
    async (method) => {
      provider.clients.authMethod = method;
      const app = await strict.connectedApp({ clientAuthMethod: method });
      await app.getAccessToken({ forceRefresh: true });
      await house.tokens.clientCredentials(app.key);
      expect((await app.disconnect()).body.data).toEqual({ revokedAtProvider: true });
      expect(provider.requestsTo('/token')).toHaveLength(3);
      expect(provider.requestsTo('/revoke')).toHaveLength(1);
      expect(provider.violations).toEqual([]);
    }
  );

  it('C21 of a confidential client sends no request without its secret', async () => {
    const app = await strict.app({ clientSecret: '' });
    expect((await app.tryToConnect()).code).toBe('provider_rejected');
    expect(provider.requestsTo('/token')).toEqual([]);
  });

  it('C22 form-encodes id and secret before Basic', async () => {
    const app = await strict.connectedApp();
    await app.disconnect();
    const requests = [...provider.requestsTo('/token'), ...provider.requestsTo('/revoke')];
    for (const { headers } of requests) {
      const [, encoded = ''] = (headers.authorization ?? '').split(' ');
      const [id = '', secret = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
      expect(rest).toEqual([]);
      expect(id).toBe('client%3A1+of%2Fmany');
      expect(secret).toBe('S3cret%3A%2Fwith+%25odd%2Bsigns%26%3D');
    }
    expect(requests).toHaveLength(2);
  });

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'C23 uses %s and no other method',
    async (method) => {
      provider.clients.authMethod = method;
      const app = await strict.connectedApp({ clientAuthMethod: method });
      await app.getAccessToken({ forceRefresh: true });
      await app.disconnect();
      for (const { headers, form } of [
        ...provider.requestsTo('/token'),
        ...provider.requestsTo('/revoke'),
      ]) {
        const used = [
          headers.authorization,
          form.get('client_secret'),
          form.get('client_assertion'),
        ];
        expect(used.filter(Boolean)).toHaveLength(1);
      }
      for (const key of ['client_secret', 'client_assertion', 'Client_Secret']) {
        const saved = await app.update({ tokenParams: [{ key, value: 'x' }] });
        expect(saved.status).toBe(400);
      }
    }
  );

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'C24 by %s puts the secret in no address',
    async (method) => {
      provider.clients.authMethod = method;
      const app = await strict.connectedApp({ clientAuthMethod: method });
      await app.getAccessToken({ forceRefresh: true });
      await app.fetch('/api');
      await app.disconnect();
      const saved = await app.update({
        authorizationParams: [{ key: 'client_secret', value: CLIENT.clientSecret }],
      });
      expect(saved.status).toBe(400);
      expect(provider.requests.length).toBeGreaterThan(5);
      for (const { path } of provider.requests) {
        const { searchParams } = new URL(path, provider.issuer);
        expect([...searchParams.keys()]).not.toContain('client_secret');
        expect([...searchParams.values()]).not.toContain(CLIENT.clientSecret);
      }
    }
  );

  it('C58 ends no connection when the provider does not know the client', async () => {
    const app = await strict.connectedApp();
    const kept = await app.storedRefreshToken();
    provider.respond('/token', 401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic' });
    await expect(app.getAccessToken({ forceRefresh: true })).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_client',
    });
    expect(await app.row()).toMatchObject({ status: 'active', statusReason: null });
    expect((await app.details()).state.fault).toMatchObject({ code: 'provider_rejected' });

    provider.handle('/token', null);
    await app.update({ clientSecret: CLIENT.clientSecret });
    expect(await app.storedRefreshToken()).toBe(kept);
    await app.getAccessToken({ forceRefresh: true });
    expect((await app.details()).state.fault).toBeNull();
  });
});
