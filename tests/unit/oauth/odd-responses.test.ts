import { discover } from '../../../server/src/oauth/discovery';
import { createGuardedFetch } from '../../../server/src/oauth/http';
import { startHttpServer, type HttpServer } from '../../support/network/http-server';
import {
  exchangeInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const { assertUrlAllowed } = createGuardedFetch({ allowLoopback: true, allowedRanges: [] });

const network = createGuardedFetch({ allowLoopback: true, allowedRanges: [] });

let server: HttpServer;
let provider: TestProvider;

beforeAll(async () => {
  server = await startHttpServer(({ path }, response) => {
    const [, status = '200', reason = 'OK'] = path.split('/');
    response.writeHead(Number(status), decodeURIComponent(reason));
    response.end('{"a":1}');
  });
  provider = await startProvider();
});

afterAll(async () => {
  await Promise.all([server.close(), provider.close(), network.stop()]);
});

describe('a response that HTTP does not define', () => {
  it.each([
    [999, 502],
    [600, 502],
    [205, 205],
    [204, 204],
    [599, 599],
  ])('with status %i is read as one of %i', async (status, expected) => {
    const response = await network.fetch(`${server.origin}/${status}`);
    expect(response.status).toBe(expected);
  });

  it('may have a reason phrase that is not ASCII', async () => {
    const response = await network.fetch(`${server.origin}/200/Gr%C3%BC%C3%9Fe`);
    expect(await response.json()).toEqual({ a: 1 });
  });

  it.each([999, 205])('with status %i ends an exchange with one of our errors', async (status) => {
    provider.answer({ error: 'x' }, { status });
    await expect(provider.client().exchangeCode(exchangeInput())).rejects.toMatchObject({
      name: 'ConnectedAppsError',
    });
  });
});

describe('a response that is nested deeper than any stack', () => {
  const DEPTH = 100_000;
  const deep = `{"keys":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)},"access_token":"at","sub":"x"}`;

  it.each(['/token', '/jwks', '/userinfo'] as const)(
    'at %s ends in one of our errors',
    async (path) => {
      const { handlers } = provider;
      const original = handlers[path];
      provider.answer({ access_token: 'at', id_token: provider.idToken() });
      handlers[path] = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(deep);
      };
      const client = provider.client();
      const request =
        path === '/userinfo'
          ? client.userInfo({ accessToken: 'at', subject: null })
          : client.exchangeCode(exchangeInput({ nonce: 'nonce-1' }));
      await expect(request).rejects.toMatchObject({ name: 'ConnectedAppsError' });
      handlers[path] = original;
    }
  );
});

it('discovery sends no request to another host, however the path begins', async () => {
  const hosts: string[] = [];
  const fetch = async (url: string | URL) => {
    hosts.push(new URL(url).host);
    return new Response('', { status: 404 });
  };
  await expect(
    discover('https://provider.example.com//evil.example.com', { fetch, assertUrlAllowed })
  ).rejects.toMatchObject({ reason: 'not_found' });
  expect(new Set(hosts)).toEqual(new Set(['provider.example.com']));
});
