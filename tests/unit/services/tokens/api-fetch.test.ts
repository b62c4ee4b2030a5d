import { setTimeout as sleep } from 'node:timers/promises';

import { apiRequestSettings, STANDARD_PROTOCOL } from '../../../../server/src/protocol-settings';
import { createApiFetch } from '../../../../server/src/services/tokens/api-fetch';
import { identityOfRef } from '../../../../server/src/services/tokens/connection-ref';
import type { CachedToken } from '../../../../server/src/services/tokens/token-cache';
import { nth, only } from '../../../support/elements';

const API = 'https://api.example.com';
const MESSAGES = `${API}/messages`;
const FIVE_MINUTES_MS = 5 * 60_000;

interface Sent {
  url: string;
  authorization: string | null;
  init: RequestInit;
}

const tokenNumber = (number: number): CachedToken => ({
  uid: 'connection',
  tokenVersion: number,
  variableValues: null,
  accessToken: `token-${number}`,
  tokenType: 'Bearer',
  scopes: [],
  expiresAtMs: null,
  lifetimeMs: null,
  refreshDueAtMs: null,
  apiRequest: apiRequestSettings(STANDARD_PROTOCOL),
  values: {},
  apiOrigins: [API],
  checkedAtMs: 0,
});

/** An API that accepts the tokens of `accepts`, and a connection whose refreshes number them. */
const setUp = ({ accepts = ['token-1'], challenge = 'Bearer error="invalid_token"' } = {}) => {
  let nowMs = 1_800_000_000_000;
  let current = 1;
  const sent: Sent[] = [];
  const refreshed: string[] = [];
  const fetch = createApiFetch({
    identityOf: identityOfRef,
    clock: { now: () => nowMs },
    async tokenFor(_identity, _signal, refusedToken) {
      if (refusedToken === `token-${current}`) {
        refreshed.push(refusedToken);
        current += 1;
      }
      return tokenNumber(current);
    },
    async send(url, init = {}) {
      const authorization = new Headers(init.headers).get('authorization');
      sent.push({ url: String(url), authorization, init });
      const isAccepted = accepts.includes(authorization?.replace('Bearer ', '') ?? '');
      if (isAccepted) return new Response('messages');
      return new Response('refused', { status: 401, headers: { 'www-authenticate': challenge } });
    },
  });
  const passMs = async (ms: number) => {
    nowMs += ms;
    // lru-cache reads its clock at most once in a real millisecond.
    await sleep(2);
  };
  return { fetch, sent, refreshed, passMs };
};

const REF = { app: 'mail' };

describe('a request to the API', () => {
  it("carries the token in its header, instead of the caller's, and all else unchanged", async () => {
    const { fetch, sent } = setUp();
    const headers = { authorization: 'Basic of-the-caller', 'x-trace': '1' };
    await fetch(REF, MESSAGES, { method: 'PUT', headers, body: 'text' });
    const { url, authorization, init } = only(sent);
    expect([url, authorization]).toEqual([MESSAGES, 'Bearer token-1']);
    expect(new Headers(init.headers).get('x-trace')).toBe('1');
    expect(init).toMatchObject({ method: 'PUT', body: 'text' });
  });

  it.each(['https://evil.example.com/', 'http://api.example.com/', `${API}:8443/`])(
    'to %s, which is no API origin of the app, is not sent',
    async (address) => {
      const { fetch, sent } = setUp();
      await expect(fetch(REF, address)).rejects.toMatchObject({ code: 'url_not_allowed' });
      expect(sent).toEqual([]);
    }
  );

  it('to an incomplete address is refused without repeating the address', async () => {
    const { fetch, sent } = setUp();
    const failure = await fetch(REF, '/messages?key=secret').catch((error: Error) => error);
    expect(failure).toMatchObject({ code: 'url_not_allowed', reason: 'invalid_url' });
    expect(String(failure)).not.toContain('secret');
    expect(sent).toEqual([]);
  });
});

describe('an API that refuses the token with a 401', () => {
  it('gets the request once more, with a refreshed token', async () => {
    const { fetch, sent, refreshed } = setUp({ accepts: ['token-2'] });
    const response = await fetch(REF, MESSAGES, { method: 'POST', body: 'text' });
    expect(await response.text()).toBe('messages');
    expect(sent.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(nth(sent, 1).init).toMatchObject({ method: 'POST', body: 'text' });
    expect(refreshed).toEqual(['token-1']);
  });

  it('costs no further refresh for five minutes if it refuses the refreshed token too', async () => {
    const { fetch, sent, refreshed, passMs } = setUp({ accepts: [] });
    expect((await fetch(REF, MESSAGES)).status).toBe(401);
    await passMs(FIVE_MINUTES_MS - 1);
    expect((await fetch(REF, MESSAGES)).status).toBe(401);
    expect([sent.length, refreshed.length]).toEqual([3, 1]);
    await passMs(2);
    await fetch(REF, MESSAGES);
    expect([sent.length, refreshed.length]).toEqual([5, 2]);
  });

  it('costs no refresh if the token lacks a scope, which a refresh cannot add', async () => {
    const challenge = 'Bearer error="insufficient_scope", scope="mail.send"';
    const { fetch, sent, refreshed } = setUp({ accepts: [], challenge });
    const response = await fetch(REF, MESSAGES);
    expect([response.status, await response.text()]).toEqual([401, 'refused']);
    expect([sent.length, refreshed.length]).toEqual([1, 0]);
  });

  it.each<[string, () => RequestInit['body']]>([
    ['a stream', () => new Blob(['text']).stream()],
    ['a generator', () => (async function* () {})() as unknown as RequestInit['body']],
  ])('gets %s only once, because it can be read only once', async (_what, body) => {
    const { fetch, sent } = setUp({ accepts: [] });
    const init = { method: 'POST', body: body(), duplex: 'half' } as RequestInit;
    expect((await fetch(REF, MESSAGES, init)).status).toBe(401);
    expect(sent).toHaveLength(1);
  });
});

describe('a retry', () => {
  it('does not take the token of another connection to the origin of the former one', async () => {
    const sent: (string | null)[] = [];
    const fetch = createApiFetch({
      identityOf: identityOfRef,
      clock: { now: () => 0 },
      tokenFor: async (_identity, _signal, refusedToken) =>
        refusedToken === undefined
          ? tokenNumber(1)
          : { ...tokenNumber(2), apiOrigins: ['https://other.example.com'] },
      async send(_url, init = {}) {
        sent.push(new Headers(init.headers).get('authorization'));
        return new Response('', { status: 401 });
      },
    });
    expect((await fetch(REF, MESSAGES)).status).toBe(401);
    expect(sent).toEqual(['Bearer token-1']);
  });
});
