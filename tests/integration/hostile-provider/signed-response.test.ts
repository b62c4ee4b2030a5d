import { CLIENT } from '../../support/providers/authorization-server/clients';
import type { Deviation, Json } from '../../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../../support/providers/authorization-server/server';
import { encrypted, withSignature } from '../../support/providers/forged-jwts';
import type { HostileApp } from '../../support/providers/hostile-app';
import {
  expectConnected,
  expectNothingStored,
  openHostileHouse,
} from '../../support/providers/hostile-house';
import { nowSeconds, rsaKey, signJwt, unsignedJwt } from '../../support/providers/http-provider';

const hostile = openHostileHouse();

const signedApp = (deviation: Deviation = {}): Promise<HostileApp> =>
  hostile.app(deviation, {
    input: { authorizationParams: [{ key: 'response_mode', value: 'jwt' }] },
  });

const tokenRequests = (app: HostileApp) => app.provider.requestsTo('/token').length;
const keyRequests = (app: HostileApp) => app.provider.requestsTo('/jwks').length;

const changed = (url: URL, change: (params: URLSearchParams) => void): URL => {
  const copy = new URL(url);
  change(copy.searchParams);
  return copy;
};

const signed =
  (change: Json) =>
  (claims: Json, { key }: TestAuthorizationServer): string =>
    signJwt(JSON.parse(JSON.stringify({ ...claims, ...change })) as Json, key);

describe('an app that asks for signed responses (JARM)', () => {
  it('is connected by one, whose unsigned company is ignored', async () => {
    const app = await signedApp();
    const callback = await app.callback();
    expect([...callback.searchParams.keys()]).toEqual(['response']);
    const accompanied = changed(callback, (params) => {
      for (const name of ['code', 'state', 'iss', 'error']) params.append(name, 'injected');
      params.append('code', 'twice');
    });
    expect(await app.finish(accompanied)).toBe('connected');
    expect(app.provider.violations).toEqual([]);
    await expectConnected(app);
  });

  it("reads a refusal in it as the person's", async () => {
    const app = await signedApp({
      authorizationResponse: (params) => {
        params.delete('code');
        params.set('error', 'access_denied');
      },
    });
    expect(await app.arrive(await app.callback())).toEqual({
      end: 'access_denied (access_denied)',
    });
    expect(tokenRequests(app)).toBe(0);
  });

  it('refuses an unsigned one, which ends nothing: the signed one still counts', async () => {
    const app = await signedApp();
    const genuine = await app.callback();
    const claims = JSON.parse(
      Buffer.from(genuine.searchParams.get('response')?.split('.')[1] ?? '', 'base64url').toString()
    ) as Record<string, string>;
    const unsigned = new URL(genuine);
    const { code = '', state = '', iss = '' } = claims;
    unsigned.search = new URLSearchParams({ code, state, iss }).toString();
    expect(await app.arrive(unsigned)).toEqual({ end: 'provider_rejected (unsigned_response)' });
    expect(tokenRequests(app)).toBe(0);
    expect(await app.finish(genuine)).toBe('connected');
  });

  it.each<[string, NonNullable<Deviation['responseJwt']>, string]>([
    ['unsigned (none)', (claims) => unsignedJwt(claims), 'provider_rejected (response_algorithm)'],
    [
      'signed by a stranger',
      (claims, { key }) => signJwt(claims, rsaKey(key.kid)),
      'flow_invalid (response_invalid)',
    ],
    [
      'without a signature',
      (claims, { key }) => withSignature(signJwt(claims, key), ''),
      'flow_invalid (response_invalid)',
    ],
    ['of another issuer', signed({ iss: 'https://e.example' }), 'flow_invalid (response_invalid)'],
    ['for another client', signed({ aud: 'other' }), 'flow_invalid (response_invalid)'],
    ['expired', signed({ exp: nowSeconds() - 3_600 }), 'flow_invalid (response_invalid)'],
    ['without exp', signed({ exp: undefined }), 'flow_invalid (response_invalid)'],
    ['without a code', signed({ code: undefined }), 'flow_invalid (missing_code)'],
  ])('is not connected by one that is %s', async (_what, responseJwt, end) => {
    const app = await signedApp({ responseJwt });
    expect(await app.arrive(await app.callback())).toEqual({ end });
    expect(tokenRequests(app)).toBe(0);
    await expectNothingStored(app);
  });

  it('is not connected by an encrypted one, whose flow nobody can know', async () => {
    const app = await signedApp({
      responseJwt: (claims, { key }) => encrypted(signJwt(claims, key), CLIENT.clientSecret),
    });
    const end = 'provider_rejected (encrypted_response)';
    expect(await app.arrive(await app.callback())).toEqual({ end });
    expect(tokenRequests(app) + keyRequests(app)).toBe(0);
  });

  it('fetches keys only for a pending flow, and once, however often anybody visits', async () => {
    const app = await signedApp({
      responseJwt: (claims, { key }) => signJwt(claims, rsaKey(key.kid)),
    });
    const { key } = app.provider;
    const callback = await app.callback();
    const stray = signJwt({ state: 'x'.repeat(43), exp: nowSeconds() + 600 }, key);
    await app.arrive(changed(callback, (params) => params.set('response', stray)));
    expect(keyRequests(app)).toBe(0);
    for (let visit = 0; visit < 3; visit += 1) await app.arrive(callback);
    expect(keyRequests(app)).toBe(1);
  });
});
