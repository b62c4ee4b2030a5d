import { createHash } from 'node:crypto';

import { CLIENT } from '../../support/providers/authorization-server/clients';
import { TestAuthorizationServer } from '../../support/providers/authorization-server/server';
import { REDIRECT_URI } from '../../support/providers/http-provider';

// The provider of these tests is no rubber stamp: what a real one refuses, it refuses.

const VERIFIER = 'v'.repeat(43);
const BASIC = `${encodeURIComponent(CLIENT.clientId)}:${encodeURIComponent(CLIENT.clientSecret)}`;

let provider: TestAuthorizationServer;

beforeEach(async () => {
  provider = await TestAuthorizationServer.start({ client: CLIENT });
  await provider.register(REDIRECT_URI);
});

afterEach(() => provider.stop());

const authorize = async (change: Record<string, string> = {}) => {
  const url = new URL('/authorize', provider.issuer);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT.clientId,
    redirect_uri: REDIRECT_URI,
    scope: 'openid',
    state: 's'.repeat(22),
    nonce: 'nonce-1',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  }).toString();
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  return { status: response.status, params: location ? new URL(location).searchParams : null };
};

const post = async (form: Record<string, string>, authorization?: string) => {
  const response = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    headers: { authorization: authorization ?? `Basic ${Buffer.from(BASIC).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  const body = (await response.json()) as Record<string, string>;
  return { status: response.status, body };
};

const codeForm = async (change: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  code: (await authorize()).params?.get('code') ?? '',
  redirect_uri: REDIRECT_URI,
  code_verifier: VERIFIER,
  ...change,
});

const refreshForm = (refreshToken: string) => ({
  grant_type: 'refresh_token',
  refresh_token: refreshToken,
});

/** The tokens of a response that must have them. */
const tokensFor = async (form: Record<string, string>) => {
  const { body } = await post(form);
  const { access_token: accessToken, refresh_token: refreshToken } = body;
  if (!accessToken || !refreshToken) throw new Error(`no tokens: ${JSON.stringify(body)}`);
  return { accessToken, refreshToken };
};

describe('the test authorization server itself', () => {
  it('issues tokens for a proper request', async () => {
    const { status, body } = await post(await codeForm());
    expect([status, body.token_type]).toEqual([200, 'Bearer']);
  });

  it.each<Record<string, string>>([
    { redirect_uri: `${REDIRECT_URI}/` },
    { client_id: 'other' },
    { state: '' },
    { state: 's'.repeat(21) },
  ])('redirects nobody for %p', async (change) => {
    expect(await authorize(change)).toMatchObject({ status: 400, params: null });
  });

  it.each<Record<string, string>>([
    { code_challenge_method: 'plain' },
    { code_challenge: 'short' },
    { response_type: 'token' },
    { nonce: '' },
  ])('issues no code for %p', async (change) => {
    const { params } = await authorize(change);
    expect([params?.get('error'), params?.get('code')]).toEqual(['invalid_request', null]);
    expect(provider.violations).toHaveLength(1);
  });

  it.each<[Record<string, string>, string]>([
    [{ code_verifier: 'w'.repeat(43) }, 'invalid_grant'],
    [{ code_verifier: 'short' }, 'invalid_request'],
    [{ redirect_uri: `${REDIRECT_URI}/` }, 'invalid_grant'],
    [{ code: 'guessed' }, 'invalid_grant'],
    [{ code: '' }, 'invalid_request'],
    [{ client_secret: 'a second authentication' }, 'invalid_request'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses an exchange with %p as %s', async (change, error) => {
    const { status, body } = await post(await codeForm(change));
    expect([status, body]).toEqual([400, { error }]);
  });

  it('refuses a client that authenticates by another method', async () => {
    provider.clients.authMethod = 'client_secret_post';
    const { status, body } = await post(await codeForm());
    expect([status, body]).toEqual([401, { error: 'invalid_client' }]);
  });

  it('refuses a refresh for more scopes than were granted', async () => {
    const { refreshToken } = await tokensFor(await codeForm());
    const form = { ...refreshForm(refreshToken), scope: 'openid mail.read' };
    expect((await post(form)).body).toEqual({ error: 'invalid_scope' });
  });

  it('refuses a client that it does not know', async () => {
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(CLIENT.clientId)}:wrong`).toString('base64')}`;
    const { status, body } = await post(await codeForm(), authorization);
    expect([status, body]).toEqual([401, { error: 'invalid_client' }]);
  });

  it('accepts a code once, and ends the grant when it comes again', async () => {
    const form = await codeForm();
    const { accessToken, refreshToken } = await tokensFor(form);
    expect((await post(form)).body).toEqual({ error: 'invalid_grant' });
    expect(provider.grants.isAlive(accessToken)).toBe(false);
    expect((await post(refreshForm(refreshToken))).body).toEqual({ error: 'invalid_grant' });
  });

  it('rotates refresh tokens, and ends the grant when a spent one comes again', async () => {
    const first = await tokensFor(await codeForm());
    const second = await tokensFor(refreshForm(first.refreshToken));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await post(refreshForm(first.refreshToken))).status).toBe(400);
    expect((await post(refreshForm(second.refreshToken))).status).toBe(400);
  });

  it('says nothing about an account without a valid token', async () => {
    const headers = { authorization: 'Bearer guessed' };
    const response = await fetch(`${provider.issuer}/userinfo`, { headers });
    expect(response.status).toBe(401);
  });
});
