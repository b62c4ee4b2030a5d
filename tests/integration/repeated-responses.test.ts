import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { consent } from '../support/strapi/http-browser';
import { House } from '../support/strapi/house';
import { tablesOf } from '../support/databases/tables';

let house: House;
let person: Admin;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

beforeEach(async () => {
  person = await createAdminWith(house.strapi, EDITOR_ACTIONS);
  await house.provider.resetRequests();
});

afterEach(() => jest.restoreAllMocks());

const answer = async (decision: 'allow' | 'deny' = 'allow'): Promise<URL> =>
  consent(await house.authorizationUrl(person, 'demo-mail'), { decision });

const ticketAt = async (callback: URL): Promise<string> =>
  (await house.visitCallback(callback)).fragment.get('ticket') ?? '';

const errorAt = async (callback: URL) =>
  (await house.visitCallback(callback)).fragment.get('error');

const connects = async (callback: URL) => {
  expect((await house.complete(person, await ticketAt(callback))).status).toBe(200);
  expect(await house.provider.requestsTo('/token')).toBe(1);
};

const withCode = (callback: URL, code: string): URL => {
  const copy = new URL(callback);
  copy.searchParams.set('code', code);
  return copy;
};

describe('a response that a browser prefetches', () => {
  const ahead: [string, string][] = [
    ['Sec-Purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['Sec-Purpose', 'prefetch;anonymous-client-ip'],
    ['sec-purpose', 'Prefetch'],
    ['Purpose', 'prefetch'],
    ['PURPOSE', 'PREVIEW'],
    ['X-Moz', 'prefetch'],
    ['X-Purpose', 'preview'],
    ['X-Purpose', ': preview'],
  ];

  it.each(ahead)(
    'P04 with %s: %s changes nothing, and the person can still connect',
    async (name, value) => {
      const callback = await answer();
      const before = await tablesOf(house.strapi);
      const { status, headers } = await house.visitCallback(callback, { [name]: value });
      expect([status, headers.get('location')]).toEqual([425, null]);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('vary')).toMatch(/sec-purpose/i);
      expect(await tablesOf(house.strapi)).toBe(before);
      await connects(callback);
    }
  );

  it('P04 is refused as a form too', async () => {
    const callback = await answer();
    const response = await fetch(new URL(callback.pathname, house.booted.url), {
      method: 'POST',
      body: callback.searchParams,
      redirect: 'manual',
      headers: { 'Sec-Purpose': 'prefetch' },
    });
    expect(response.status).toBe(425);
    await connects(callback);
  });

  it('P04 leaves no code in the access log', async () => {
    const lines: string[] = [];
    jest.spyOn(house.strapi.log, 'http').mockImplementation((line: unknown) => {
      lines.push(String(line));
      return house.strapi.log;
    });
    const callback = await answer();
    const address = new URL(callback.pathname + callback.search, house.booted.url);
    await house.visitCallback(callback, { 'Sec-Purpose': 'prefetch' });
    await fetch(address, { method: 'HEAD' });
    expect(lines.filter((line) => line.includes('/callback/'))).toHaveLength(2);
    expect(lines.join()).not.toContain(callback.searchParams.get('code'));
  });

  it.each([
    ['Sec-Purpose', 'navigate'],
    ['Sec-Fetch-Purpose', 'prefetch'],
    ['X-Purpose', 'prefetching'],
  ])('P04 is not recognized by %s: %s', async (name, value) => {
    expect((await house.visitCallback(await answer(), { [name]: value })).status).toBe(303);
  });
});

describe('a repeated response', () => {
  it('P04 gives the person a valid ticket after a scanner that does not identify itself', async () => {
    const callback = await answer();
    await house.visitCallback(callback, { 'User-Agent': 'LinkScanner/1.0' });
    await connects(callback);
  });

  it('P04 keeps the earlier ticket valid', async () => {
    const callback = await answer();
    const ticket = await ticketAt(callback);
    await house.visitCallback(callback, { 'User-Agent': 'LinkScanner/1.0' });
    expect((await house.complete(person, ticket)).status).toBe(200);
  });

  it('P04 counts as the same by form post and by address', async () => {
    const callback = await answer();
    const ticket = await ticketAt(callback);
    const response = await fetch(new URL(callback.pathname, house.booted.url), {
      method: 'POST',
      body: callback.searchParams,
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toContain(`#ticket=${ticket}&`);
  });

  it('P04 is refused with another code for the same state, and the first one stays valid', async () => {
    const callback = await answer();
    await ticketAt(callback);
    const before = await tablesOf(house.strapi);
    expect(await errorAt(withCode(callback, 'of-somebody-else'))).toBe('flow_invalid');
    const refusal = new URL(callback);
    refusal.searchParams.delete('code');
    refusal.searchParams.set('error', 'access_denied');
    expect(await errorAt(refusal)).toBe('flow_invalid');
    expect(await tablesOf(house.strapi)).toBe(before);
    await connects(callback);
  });

  it('P04 does not extend the five minutes of its ticket', async () => {
    const callback = await answer();
    const ticket = await ticketAt(callback);
    house.travel(299);
    expect(await ticketAt(callback)).toBe(ticket);
    house.travel(301);
    expect(await errorAt(callback)).toBe('flow_expired');
    expect((await house.complete(person, ticket)).status).toBe(410);
  });

  it('P04 gets no ticket while its code is being spent, and disturbs nothing', async () => {
    const callback = await answer();
    const ticket = await ticketAt(callback);
    const requests = house.booted.internals.store.authorizationRequests;
    const started = jest.spyOn(requests, 'startExchange');
    const seen: (string | null)[] = [];
    started.mockImplementationOnce(async (request, completedBy) => {
      const exchanging = await requests.startExchange(request, completedBy);
      seen.push(await errorAt(callback));
      return exchanging;
    });
    expect((await house.complete(person, ticket)).status).toBe(200);
    expect(seen).toEqual(['flow_invalid']);
  });

  it('P04 reports again that the person refused, not that it belongs to no flow', async () => {
    const callback = await answer('deny');
    expect(await errorAt(callback)).toBe('access_denied');
    const before = await tablesOf(house.strapi);
    expect(await errorAt(callback)).toBe('access_denied');
    expect(await tablesOf(house.strapi)).toBe(before);
  });

  it('P04 is not completed if the app was edited in the meantime', async () => {
    const { key, clientId, configVersion } = await house.createApp({
      name: `Edited ${Date.now()}`,
    });
    const callback = await consent(await house.authorizationUrl(person, key));
    const before = await ticketAt(callback);
    await house.api(house.admin, 'put', `/apps/${key}`, {
      data: { clientId: `${clientId}-x`, clientSecret: 'again', configVersion },
    });
    expect(await ticketAt(callback)).toBe(before);
    expect((await house.complete(person, before)).status).toBe(409);
    expect(await house.connectionsOf(person)).toEqual([]);
  });
});
