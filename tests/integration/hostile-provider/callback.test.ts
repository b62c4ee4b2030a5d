import { CLIENT } from '../../support/providers/authorization-server/clients';
import type { Json } from '../../support/providers/authorization-server/deviations';
import { SUBJECT } from '../../support/providers/authorization-server/id-tokens';
import type { TestAuthorizationServer } from '../../support/providers/authorization-server/server';
import { withSignature } from '../../support/providers/forged-jwts';
import type { HostileApp } from '../../support/providers/hostile-app';
import {
  connectAndReplay,
  expectConnected,
  expectNothingStored,
  openHostileHouse,
} from '../../support/providers/hostile-house';
import {
  hmacJwt,
  nowSeconds,
  rsaKey,
  signJwt,
  unsignedJwt,
} from '../../support/providers/http-provider';

const hostile = openHostileHouse();

type Change = (params: URLSearchParams, provider: TestAuthorizationServer) => void;

const set =
  (name: string, value: string): Change =>
  (params) =>
    params.set(name, value);

const remove =
  (name: string): Change =>
  (params) =>
    params.delete(name);

const append =
  (name: string, value: string): Change =>
  (params) =>
    params.append(name, value);

const silentAboutIss = (metadata: Json): Json => ({
  ...metadata,
  authorization_response_iss_parameter_supported: false,
});

const fail =
  (error: string, description?: string): Change =>
  (params) => {
    params.delete('code');
    params.set('error', error);
    if (description) params.set('error_description', description);
  };

const tokenRequests = (app: HostileApp) => app.provider.requestsTo('/token').length;

/** Ends at the callback: no code is sent, and the genuine answer comes too late. */
const expectEnd = async (app: HostileApp, callback: URL, end: string) => {
  expect(await app.arrive(callback)).toEqual({ end });
  expect(tokenRequests(app)).toBe(0);
  await expectNothingStored(app);
};

/** Belongs to no flow: no code is sent, and the genuine answer still counts. */
const expectIgnored = async (app: HostileApp, forged: URL, genuine: URL) => {
  expect(await app.arrive(forged)).toEqual({ end: 'flow_invalid (-)' });
  expect(tokenRequests(app)).toBe(0);
  expect(await app.row()).toBeNull();
  expect(await app.finish(genuine)).toBe('connected');
  await expectConnected(app);
};

const changed = (app: HostileApp, url: URL, change: Change): URL => {
  const copy = new URL(url);
  change(copy.searchParams, app.provider);
  return copy;
};

// RFC 6749 §10.12, RFC 9700 §4.7
describe('a state', () => {
  it.each<[string, Change]>([
    ['missing', remove('state')],
    ['empty', set('state', '')],
    ['wrong', set('state', 'x'.repeat(43))],
    ['of endless length', set('state', 'x'.repeat(5_000))],
    ['given twice', append('state', 'x')],
  ])('belongs to no flow if it is %s', async (_what, change) => {
    const app = await hostile.app();
    const genuine = await app.callback();
    await expectIgnored(app, changed(app, genuine, change), genuine);
  });

  it("belongs to no flow if it is from another app's flow (mix-up, RFC 9700 §4.4)", async () => {
    const [app, attacker] = [await hostile.app(), await hostile.app()];
    const [genuine, other] = [await app.callback(), await attacker.callback()];
    const mixed = changed(app, genuine, set('state', other.searchParams.get('state') ?? ''));
    await expectIgnored(app, mixed, genuine);
    expect(tokenRequests(attacker)).toBe(0);
  });

  it('is accepted for one response, whose code is spent once', async () => {
    const app = await hostile.app();
    const callback = await app.callback();
    await app.arrive(callback);
    const other = changed(app, callback, set('code', 'another'));
    expect(await app.finish(other)).toBe('flow_invalid (-)');
    expect(tokenRequests(app)).toBe(0);
    expect(await app.finish(callback)).toBe('connected');
    expect(await app.finish(callback)).toBe('flow_invalid (-)');
    expect(tokenRequests(app)).toBe(1);
  });

  it('does not adopt the code of another flow (code injection, RFC 9700 §4.5)', async () => {
    const app = await hostile.app();
    const [mine, injected] = [await app.callback(), await app.callback()];
    const code = injected.searchParams.get('code') ?? '';
    expect(await app.finish(changed(app, mine, set('code', code)))).toBe(
      'flow_expired (invalid_grant)'
    );
    expect(tokenRequests(app)).toBe(1);
    expect(await app.row()).toBeNull();
  });
});

// RFC 9207 §2.4
describe('a wrong iss in a response', () => {
  it.each<[string, Change, string]>([
    ['is another', set('iss', 'https://evil.example'), 'issuer_mismatch'],
    ['has a slash more', (p, { issuer }) => p.set('iss', `${issuer}/`), 'issuer_mismatch'],
    [
      'is in another case',
      (p, { issuer }) => p.set('iss', issuer.toUpperCase()),
      'issuer_mismatch',
    ],
    ['is empty', set('iss', ''), 'issuer_mismatch'],
    ['is missing though announced', remove('iss'), 'issuer_missing'],
    ['is given twice', (p, { issuer }) => p.append('iss', issuer), 'duplicate_parameter'],
  ])('ends the flow when it %s', async (_what, change, reason) => {
    const app = await hostile.app({
      authorizationResponse: change,
    });
    await expectEnd(app, await app.callback(), `flow_invalid (${reason})`);
  });

  it('ends the flow even if the provider does not announce iss', async () => {
    const app = await hostile.app({
      metadata: silentAboutIss,
      authorizationResponse: (params) => params.set('iss', 'https://evil.example'),
    });
    await expectEnd(app, await app.callback(), 'flow_invalid (issuer_mismatch)');
  });

  it("ends the flow, whatever error the response claims to be the provider's", async () => {
    const app = await hostile.app({
      authorizationResponse: (params, provider) => {
        fail('access_denied')(params, provider);
        params.set('iss', 'https://evil.example');
      },
    });
    await expectEnd(app, await app.callback(), 'flow_invalid (issuer_mismatch)');
  });
});

describe('a right iss in a response, or none', () => {
  it.each<[string, Change]>([
    ['is missing and not announced', remove('iss')],
    ['is right and not announced', () => undefined],
  ])('is accepted when it %s', async (_what, change) => {
    const app = await hostile.app({
      metadata: silentAboutIss,
      authorizationResponse: change,
    });
    expect(await connectAndReplay(app)).toBe('connected');
    await expectConnected(app);
  });
});

// RFC 6749 §3.1, §4.1.2, §4.1.2.1
describe('an invalid response', () => {
  it.each<[string, Change, string]>([
    ['no code', remove('code'), 'flow_invalid (missing_code)'],
    ['an empty code', set('code', ''), 'flow_invalid (missing_code)'],
    ['two codes', append('code', 'other'), 'flow_invalid (duplicate_parameter)'],
    [
      'anything twice',
      (p) => ['1', '2'].forEach((v) => p.append('x', v)),
      'flow_invalid (duplicate_parameter)',
    ],
    ['a refusal', fail('access_denied'), 'access_denied (access_denied)'],
    ['a refusal and a code', set('error', 'access_denied'), 'access_denied (access_denied)'],
    ['the error server_error', fail('server_error'), 'provider_unavailable (server_error)'],
    ['the error invalid_scope', fail('invalid_scope'), 'provider_rejected (invalid_scope)'],
    ['an error that is none', fail('<script>'), 'provider_rejected (unknown_error)'],
    [
      'an error that leads elsewhere',
      fail('invalid_request', 'See https://evil.example\r\n#ticket=forged'),
      'provider_rejected (invalid_request)',
    ],
  ])('ends the flow with %s', async (_what, change, end) => {
    const app = await hostile.app({
      authorizationResponse: change,
    });
    await expectEnd(app, await app.callback(), end);
  });
});

describe('P05 the completion page', () => {
  it.each([
    ['user_cancelled_login', 'access_denied'],
    ['user_cancelled_authorize', 'access_denied'],
    ['login_required', 'login_required'],
    ['interaction_required', 'interaction_required'],
    ['account_selection_required', 'account_selection_required'],
    ['consent_required', 'consent_required'],
  ])('learns that the error %s is %s', async (error, code) => {
    const app = await hostile.app({
      authorizationResponse: fail(error),
    });
    await expectEnd(app, await app.callback(), `${code} (${error})`);
  });
});

/** A response as JARM has it, in part (§2.1). */
const jarmClaims = (params: URLSearchParams, { issuer }: TestAuthorizationServer): Json => ({
  iss: issuer,
  aud: CLIENT.clientId,
  exp: nowSeconds() + 600,
  code: params.get('code'),
  state: params.get('state'),
});

type Jarm = (claims: Json, provider: TestAuthorizationServer) => string;

const jarmWith =
  (change: Json): Jarm =>
  (claims, { key }) =>
    signJwt(JSON.parse(JSON.stringify({ ...claims, ...change })) as Json, key);

/** The app does not ask for `response_mode=jwt`, so whatever comes as `response` says nothing. */
const jarms: [string, Jarm][] = [
  ['as it should be', jarmWith({})],
  ['unsigned (none)', (claims) => unsignedJwt(claims)],
  ['signed by a stranger', (claims, { key }) => signJwt(claims, rsaKey(key.kid))],
  ['signed by the client secret', (claims) => hmacJwt(claims, CLIENT.clientSecret)],
  ['without a signature', (claims, { key }) => withSignature(signJwt(claims, key), '')],
  ['of another issuer', jarmWith({ iss: 'https://evil.example' })],
  ['for another client', jarmWith({ aud: 'other' })],
  ['expired', jarmWith({ exp: nowSeconds() - 3_600 })],
  ['without iss', jarmWith({ iss: undefined })],
  ['without aud', jarmWith({ aud: undefined })],
  ['without exp', jarmWith({ exp: undefined })],
];

describe('a response as a JWT (JARM), which the app does not request', () => {
  it.each(jarms)('belongs to no flow: %s', async (_what, make) => {
    const app = await hostile.app();
    const genuine = await app.callback();
    const forged = new URL(genuine);
    const response = make(jarmClaims(genuine.searchParams, app.provider), app.provider);
    forged.search = new URLSearchParams({ response }).toString();
    await expectIgnored(app, forged, genuine);
  });

  it('does not supply the code that a response lacks', async () => {
    const app = await hostile.app({
      authorizationResponse: (params, provider) => {
        params.set('response', signJwt(jarmClaims(params, provider), provider.key));
        params.delete('code');
      },
    });
    await expectEnd(app, await app.callback(), 'flow_invalid (missing_code)');
  });

  it.each(jarms)('changes nothing of the response that comes with it: %s', async (_what, make) => {
    const app = await hostile.app({
      authorizationResponse: (params, provider) => {
        const claims = { ...jarmClaims(params, provider), code: 'other', state: 'other' };
        params.set('response', make(claims, provider));
      },
    });
    const callback = await app.callback();
    expect(await app.finish(callback)).toBe('connected');
    const [request] = app.provider.requestsTo('/token');
    expect(request?.form.get('code')).toBe(callback.searchParams.get('code'));
    await expectConnected(app);
  });
});

// RFC 6749 §4.1.2: what is not known is ignored; RFC 9700 §2.1.2: no tokens by way of the browser.
describe('a response with extra parameters', () => {
  it.each<[string, Change]>([
    ['an access token in it', set('access_token', 'injected')],
    [
      'an id_token in it',
      (params, { issuer, key }) => {
        const claims = { iss: issuer, aud: CLIENT.clientId, sub: 'user-2', iat: nowSeconds() };
        params.set('id_token', signJwt({ ...claims, exp: nowSeconds() + 600 }, key));
      },
    ],
    [
      'a token_type and an expiry in it',
      (p) => (p.set('token_type', 'mac'), p.set('expires_in', '0')),
    ],
    ['a session_state and other things in it', set('session_state', 'x')],
  ])('is accepted, but its tokens are not used, with %s', async (_what, change) => {
    const app = await hostile.app({
      authorizationResponse: change,
    });
    expect(await connectAndReplay(app)).toBe('connected');
    const stored = await expectConnected(app);
    expect(stored?.subject).toBe(SUBJECT);
    expect(stored?.accessToken).not.toBe('injected');
  });
});
