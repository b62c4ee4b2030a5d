import {
  hmacJwt,
  jwkOf,
  nowSeconds,
  rsaKey,
  signJwt,
  unsignedJwt,
} from '../support/providers/http-provider';
import { sendJson } from '../support/network/http-server';
import { CLIENT } from '../support/providers/authorization-server/clients';
import { claiming } from '../support/providers/authorization-server/deviations';
import { signingKey } from '../support/providers/authorization-server/id-tokens';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import { openStrictHouse, type StrictHouse } from '../support/providers/strict-house';

let strict: StrictHouse;
let provider: TestAuthorizationServer;

openStrictHouse((opened) => {
  strict = opened;
  ({ provider } = opened);
});

afterEach(() => {
  jest.restoreAllMocks();
  provider.reset();
});

const otherKey = rsaKey(signingKey.kid);
const rotatedKey = rsaKey('rotated');

const tamper = (jwt: string): string => {
  const [header, , signature] = jwt.split('.');
  const payload = { iss: provider.issuer, sub: 'victim', aud: CLIENT.clientId };
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
};

/** Moves the process's clock, by which keys are kept and id_tokens are checked. */
const travel = (seconds: number) => {
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + seconds * 1_000);
};

describe('the id_token of a code exchange', () => {
  const claims: [string, string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
    ['C05', 'without the nonce', ({ nonce: _nonce, ...rest }) => rest],
    ['C05', 'with another nonce', (all) => ({ ...all, nonce: 'of another flow' })],
    ['C53', 'of another issuer', (all) => ({ ...all, iss: 'https://evil.example.com' })],
    ['C53', 'without an issuer', ({ iss: _iss, ...rest }) => rest],
    ['C53', 'for another client', (all) => ({ ...all, aud: 'another-client' })],
    ['C53', 'for us and for others without azp', (all) => ({ ...all, aud: [all.aud, 'another'] })],
    ['C53', 'issued to another client', (all) => ({ ...all, azp: 'another-client' })],
    ['C53', 'that has expired', (all) => ({ ...all, exp: nowSeconds() - 3_600 })],
    ['C53', 'that never expires', ({ exp: _exp, ...rest }) => rest],
    ['C53', 'without a subject', ({ sub: _sub, ...rest }) => rest],
  ];

  it.each(claims)('%s one %s is refused, and nothing is stored', async (_point, _case, change) => {
    const app = await strict.app();
    provider.deviate({ claims: change });
    const { code, reason } = await app.tryToConnect();
    expect([code, reason]).toEqual(['provider_rejected', 'id_token_invalid']);
    expect(await app.row()).toBeNull();
  });

  const signatures: [string, (claims: Record<string, unknown>) => string][] = [
    ['the algorithm "none"', (all) => unsignedJwt(all)],
    ['the algorithm "None"', (all) => unsignedJwt(all, 'None')],
    ["HS256 and the client's secret", (all) => hmacJwt(all, CLIENT.clientSecret)],
    ['HS256 and the public key', (all) => hmacJwt(all, JSON.stringify(jwkOf(provider.key)))],
    ['another key of the same kid', (all) => signJwt(all, otherKey)],
    ['an algorithm that was not advertised', (all) => signJwt(all, provider.key, { alg: 'PS256' })],
    ['the signature of another payload', (all) => tamper(signJwt(all, provider.key))],
    ['no signature', (all) => signJwt(all, provider.key).replace(/\.[^.]*$/, '.')],
  ];

  it.each(signatures)('C53 one with %s is refused, and nothing is stored', async (_case, sign) => {
    const app = await strict.app();
    provider.deviate({ idToken: sign });
    const { code, reason } = await app.tryToConnect();
    expect([code, reason]).toEqual(['provider_rejected', 'id_token_invalid']);
    expect(await app.row()).toBeNull();
  });

  it('C05 C53 that is valid connects', async () => {
    const app = await strict.app();
    provider.deviate(claiming({ email: 'user-1@provider.test' }));
    expect((await app.connect()).accountLabel).toBe('user-1@provider.test');
    expect((await app.row())?.subject).toBe('user-1');
  });
});

describe('an id_token with an unknown kid', () => {
  const jwksRequests = () => provider.requestsTo('/jwks').length;

  const rotate = () => {
    provider.deviate({
      idToken: (all) => signJwt(all, rotatedKey),
      keys: (keys) => [...keys, jwkOf(rotatedKey)],
    });
  };

  it('C54 costs one request for the keys, then connects', async () => {
    const app = await strict.connectedApp();
    expect(jwksRequests()).toBe(1);
    rotate();
    travel(61);
    await (await app.ofAnotherUser()).connect();
    expect(jwksRequests()).toBe(2);
    await (await app.ofAnotherUser()).connect();
    expect(jwksRequests()).toBe(2);
  });

  it('C54 costs one request for many at the same time too', async () => {
    const app = await strict.connectedApp();
    rotate();
    travel(61);
    const others = await Promise.all(Array.from({ length: 6 }, () => app.ofAnotherUser()));
    const tickets = await Promise.all(others.map((other) => other.ticket()));
    const answers = await Promise.all(others.map((other, i) => other.complete(tickets[i] ?? '')));
    expect(answers.map(({ status }) => status)).toEqual(others.map(() => 200));
    expect(jwksRequests()).toBe(2);
  });

  it('C54 costs at most one request a minute if its key is never published', async () => {
    const app = await strict.connectedApp();
    provider.deviate({ idToken: (all) => signJwt(all, rotatedKey) });
    for (let flow = 0; flow < 3; flow += 1) expect((await app.tryToConnect()).status).toBe(422);
    expect(jwksRequests()).toBe(1);
    travel(61);
    for (let flow = 0; flow < 3; flow += 1) expect((await app.tryToConnect()).status).toBe(422);
    expect(jwksRequests()).toBe(2);
  });
});

describe('userinfo', () => {
  it('C55 of another subject than the id_token is refused, and nothing is stored', async () => {
    const app = await strict.app();
    provider.respond('/userinfo', 200, { sub: 'user-2', email: 'someone@else.test' });
    expect(await app.tryToConnect()).toMatchObject({ reason: 'subject_mismatch' });
    expect(await app.row()).toBeNull();
  });

  it('C55 that names no subject, or another one in capitals, names nobody', async () => {
    const app = await strict.app();
    provider.respond('/userinfo', 200, { email: 'someone@else.test' });
    expect((await app.connect()).accountLabel).toBeNull();
    provider.respond('/userinfo', 200, { sub: 'USER-1', email: 'someone@else.test' });
    expect(await app.tryToConnect()).toMatchObject({ reason: 'subject_mismatch' });
  });

  it('C55 of the same subject says who it is', async () => {
    const app = await strict.app();
    provider.handle('/userinfo', (_request, response) =>
      sendJson(response, { sub: 'user-1', email: 'me@provider.test' })
    );
    expect((await app.connect()).accountLabel).toBe('me@provider.test');
  });
});

describe('the id_token of a refresh', () => {
  it('C56 of another subject ends the connection, and its tokens are not stored', async () => {
    const app = await strict.connectedApp();
    const kept = await app.storedRefreshToken();
    provider.deviate(claiming({ sub: 'user-2' }));
    await expect(app.getAccessToken({ forceRefresh: true })).rejects.toMatchObject({
      code: 'needs_reconnect',
      reason: 'subject_changed',
    });
    expect(await app.row()).toMatchObject({ statusReason: 'subject_changed', subject: 'user-1' });
    expect(await app.storedRefreshToken()).toBe(kept);
  });

  it('C56 of another issuer is refused, and its tokens are not stored', async () => {
    const app = await strict.connectedApp();
    const kept = await app.storedRefreshToken();
    provider.deviate(claiming({ iss: 'https://evil.example.com' }));
    await expect(app.getAccessToken({ forceRefresh: true })).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'id_token_invalid',
    });
    expect(await app.storedRefreshToken()).toBe(kept);
  });

  it('C56 of another subject is refused even while the keys cannot be read', async () => {
    const app = await strict.connectedApp();
    provider.deviate(claiming({ sub: 'user-2' }));
    provider.respond('/jwks', 503, {});
    travel(301);
    await expect(app.getAccessToken({ forceRefresh: true })).rejects.toMatchObject({
      reason: 'subject_changed',
    });
  });

  it('C56 of the same issuer and subject is accepted, with or without a nonce', async () => {
    const app = await strict.connectedApp();
    const before = await app.getAccessToken();
    expect(await app.getAccessToken({ forceRefresh: true })).not.toBe(before);
    expect((await app.row())?.status).toBe('active');
  });
});
