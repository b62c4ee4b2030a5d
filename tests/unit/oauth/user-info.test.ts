import { only } from '../../support/elements';
import {
  CLIENT_ID,
  rsaKey,
  signJwt,
  startProvider,
  unsignedJwt,
  type TestProvider,
} from '../../support/providers/http-provider';
import { sendJson } from '../../support/network/http-server';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.close());

const answer = (body: unknown, status = 200) => {
  provider.handlers['/userinfo'] = (_request, response) => sendJson(response, body, { status });
};

const respondWithJwt = (jwt: string) => {
  provider.handlers['/userinfo'] = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/jwt; charset=utf-8' }).end(jwt);
};

const userInfo = (
  subject: string | null = 'user-1',
  overrides: Parameters<TestProvider['client']>[0] = {}
) => provider.client(overrides).userInfo({ accessToken: 'at-1', subject });

describe('userinfo', () => {
  test('C36 is requested with the token in the header only', async () => {
    answer({ sub: 'user-1', email: 'ada@example.com', name: 'Ada', preferred_username: 'ada' });
    expect(await userInfo()).toEqual({
      subject: 'user-1',
      email: 'ada@example.com',
      name: 'Ada',
      preferredUsername: 'ada',
    });
    const request = only(provider.requestsTo('/userinfo'));
    expect(request.method).toBe('GET');
    expect(request.headers.authorization).toBe('Bearer at-1');
    expect(request.headers['user-agent']).toBeTruthy();
    expect(request.body).toBe('');
  });

  test('C55 of another account is refused', async () => {
    answer({ sub: 'user-2', email: 'eve@example.com' });
    await expect(userInfo()).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'subject_mismatch',
      app: 'demo',
    });
  });

  test('C55 of nobody is not used if somebody is expected', async () => {
    answer({ email: 'ada@example.com' });
    expect(await userInfo()).toBeNull();
  });

  test('of GitHub, with an id instead of a subject, is accepted', async () => {
    answer({ id: 583231, login: 'octocat', name: null, email: null });
    expect(await userInfo(null, { issuer: null })).toEqual({
      subject: '583231',
      email: null,
      name: null,
      preferredUsername: 'octocat',
    });
  });

  test('with neither subject nor id is accepted if nobody is expected', async () => {
    answer({ email: 'ada@example.com' });
    expect(await userInfo(null)).toMatchObject({ subject: null, email: 'ada@example.com' });
  });

  test.each([
    { sub: 7 },
    { sub: ['user-1'] },
    { sub: '' },
    { sub: null },
    { sub: 'x'.repeat(256) },
    { sub: 'user-1\u0000' },
    { id: 'user-1' },
  ])('C55 with an invalid subject (%p) is not used', async (body) => {
    answer({ ...body, email: 'ada@example.com' });
    expect(await userInfo()).toBeNull();
  });

  test('is verified if it is signed', async () => {
    const claims = { sub: 'user-1', iss: provider.origin, aud: CLIENT_ID, email: 'a@example.com' };
    respondWithJwt(signJwt(claims, provider.key));
    expect(await userInfo()).toMatchObject({ subject: 'user-1', email: 'a@example.com' });
    for (const forged of [
      signJwt(claims, { ...rsaKey(), kid: provider.key.kid }),
      signJwt({ ...claims, iss: 'https://evil.example' }, provider.key),
      signJwt({ ...claims, aud: 'other' }, provider.key),
      unsignedJwt(claims),
      `${signJwt(claims, provider.key)}!`,
    ]) {
      respondWithJwt(forged);
      await expect(userInfo()).rejects.toMatchObject({ code: 'provider_rejected' });
    }
  });

  test('of an app without the endpoint is null', async () => {
    const { endpoints } = provider.settings();
    expect(
      await userInfo(null, { endpoints: { ...endpoints, userinfoEndpoint: null } })
    ).toBeNull();
    expect(provider.requests).toHaveLength(0);
  });

  test.each([
    [401, { error: 'invalid_token' }, 'provider_rejected'],
    [403, {}, 'provider_rejected'],
    [500, {}, 'provider_unavailable'],
    [200, ['no object'], 'provider_unavailable'],
  ])('with status %i and %j fails as %s', async (status, body, code) => {
    answer(body, status);
    await expect(userInfo()).rejects.toMatchObject({ code, app: 'demo' });
  });

  test('does not follow a redirect with the token', async () => {
    provider.handlers['/userinfo'] = (_request, response) =>
      void response.writeHead(302, { location: `${provider.origin}/elsewhere` }).end();
    await expect(userInfo()).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(provider.requestsTo('/elsewhere')).toHaveLength(0);
  });
});
