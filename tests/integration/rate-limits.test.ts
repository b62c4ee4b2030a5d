import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { consent } from '../support/strapi/http-browser';
import { House } from '../support/strapi/house';

let house: House;
let nowMs: number;

/** Time stands still unless a test lets it pass. */
const pass = (seconds: number) => (nowMs += seconds * 1_000);

beforeAll(async () => {
  house = await House.open({ pluginConfig: { rateLimits: { enabled: true } } });
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

beforeEach(() => {
  nowMs = Date.now();
  jest.spyOn(house.booted.internals.clock, 'now').mockImplementation(() => nowMs);
});

afterEach(() => jest.restoreAllMocks());

const times = async <T>(count: number, work: () => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let i = 0; i < count; i += 1) results.push(await work());
  return results;
};

const user = () =>
  createAdminWith(house.strapi, [...EDITOR_ACTIONS, 'plugin::connected-apps.apps.update']);

const PER_MINUTE = 30;
const TICKET = 'x'.repeat(43);

const LIMITED: [string, object, number][] = [
  ['/apps/demo-mail/connect', {}, 200],
  ['/complete', { ticket: TICKET }, 409],
  ['/discovery', { url: 'https://192.0.2.1' }, 400],
];

describe.each(LIMITED)('POST %s', (path, body, usualStatus) => {
  const post = (who: Admin, headers: Record<string, string> = {}) =>
    fetch(`${house.booted.url}/connected-apps${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${who.token}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(body),
    });

  it('accepts thirty from one person in a minute, and says when it accepts more', async () => {
    const who = await user();
    const usual = await times(PER_MINUTE, () => post(who));
    expect(usual.map(({ status }) => status)).toEqual(Array(PER_MINUTE).fill(usualStatus));
    const refused = await post(who);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(await refused.json()).toEqual({
      data: null,
      error: {
        status: 429,
        name: 'RateLimitError',
        message: expect.stringContaining('Try again in 2 s.'),
        details: { retryAfterSeconds: 2 },
      },
    });
    pass(2);
    expect((await post(who)).status).toBe(usualStatus);
  });

  it('counts per person, not per shared address', async () => {
    const [who, other] = [await user(), await user()];
    await times(PER_MINUTE + 1, () => post(who));
    expect((await post(other)).status).toBe(usualStatus);
  });

  it('counts per person, whatever addresses the requests name', async () => {
    const who = await user();
    let address = 0;
    const statuses = await times(PER_MINUTE + 3, async () => {
      address += 1;
      return (await post(who, { 'x-forwarded-for': `203.0.113.${address}` })).status;
    });
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
  });

  it('accepts nothing from users without the permission', async () => {
    const who = await createAdminWith(house.strapi, []);
    const statuses = await times(PER_MINUTE + 3, async () => (await post(who)).status);
    expect(new Set(statuses)).toEqual(new Set([403]));
  });
});

describe('S11 refreshing by hand', () => {
  const REFRESHES_PER_MINUTE = 5;
  const refresh = (who: Admin, uid: string) =>
    house.api(who, 'post', `/connections/${uid}/refresh`);

  it('sends the provider at most five requests a minute per person and connection', async () => {
    const who = await user();
    const { uid } = await house.connect(who, 'demo-mail');
    const pressed = await times(46, () => refresh(who, uid));
    const statuses = pressed.map(({ status }) => status);
    expect(statuses.slice(0, REFRESHES_PER_MINUTE)).toEqual(Array(REFRESHES_PER_MINUTE).fill(200));
    expect(new Set(statuses.slice(REFRESHES_PER_MINUTE))).toEqual(new Set([429]));
    pass(12);
    expect((await refresh(who, uid)).status).toBe(200);
  });

  it('is counted separately for each connection', async () => {
    const who = await user();
    const own = await house.connect(who, 'demo-mail');
    const shared = await house.connect(house.admin, 'demo-mail', { connect: { owner: 'shared' } });
    await times(REFRESHES_PER_MINUTE + 1, () => refresh(house.admin, own.uid));
    expect((await refresh(house.admin, own.uid)).status).toBe(429);
    expect((await refresh(house.admin, shared.uid)).status).toBe(200);
    expect((await refresh(who, own.uid)).status).toBe(200);
  });
});

describe('the limits of one person', () => {
  it('are independent of each other', async () => {
    const who = await user();
    const connect = () => house.api(who, 'post', '/apps/demo-mail/connect', {});
    await times(PER_MINUTE + 1, connect);
    expect((await connect()).status).toBe(429);
    expect((await house.complete(who, TICKET)).status).toBe(409);
  });

  it('leave a ticket as it is, so that it can be completed a moment later', async () => {
    const who = await user();
    const ticket = await house.ticket(who, 'demo-mail');
    await times(PER_MINUTE, () => house.complete(who, TICKET));
    expect((await house.complete(who, ticket)).status).toBe(429);
    pass(2);
    expect((await house.complete(who, ticket)).status).toBe(200);
  });
});

describe('the callback', () => {
  const CALLBACKS_PER_MINUTE = 60;
  let lastAddress = 0;
  /** An address that no other test has used. */
  const newAddress = () => `198.51.100.${(lastAddress += 1)}`;

  const visit = (
    address: string,
    query = `?code=c&state=${TICKET}`,
    init: RequestInit & { headers?: Record<string, string> } = {}
  ) =>
    fetch(`${house.booted.url}/api/connected-apps/callback/demo-mail${query}`, {
      redirect: 'manual',
      ...init,
      headers: { 'x-forwarded-for': address, ...init.headers },
    });

  const useUp = (address: string) => times(CALLBACKS_PER_MINUTE, () => visit(address));

  it('accepts sixty responses from one address in a minute', async () => {
    const address = newAddress();
    const usual = await useUp(address);
    expect(usual.map(({ status }) => status)).toEqual(Array(CALLBACKS_PER_MINUTE).fill(303));
    const refused = await visit(address);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    pass(1);
    expect((await visit(address)).status).toBe(303);
  });

  it('S16 accepts sixty from a private address whose header changes, if there is no proxy', async () => {
    const { app } = house.strapi.server;
    app.proxy = false;
    // The tests before have visited from this address, too.
    pass(60);
    try {
      const visits = await times(CALLBACKS_PER_MINUTE + 20, () => visit(newAddress()));
      const refused = visits.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(20);
    } finally {
      app.proxy = true;
    }
  });

  it('stays open to everybody else meanwhile', async () => {
    await useUp(newAddress());
    expect((await visit(newAddress())).status).toBe(303);
  });

  it('counts the addresses of one IPv6 customer as one', async () => {
    let host = 0;
    const statuses = await times(CALLBACKS_PER_MINUTE + 5, async () => {
      host += 1;
      return (await visit(`2001:db8:7:7::${host.toString(16)}`)).status;
    });
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect((await visit('2001:db8:7:8::1')).status).toBe(303);
  });

  it('counts form posts and queries together', async () => {
    const address = newAddress();
    await useUp(address);
    const body = new URLSearchParams({ code: 'c', state: TICKET });
    expect((await visit(address, '', { method: 'POST', body })).status).toBe(429);
  });

  it('says what to do, and continues when the page is reloaded', async () => {
    const who = await user();
    const address = newAddress();
    const callback = await consent(await house.authorizationUrl(who, 'demo-mail'));
    await useUp(address);
    const refused = await visit(address, callback.search);
    expect(refused.headers.get('content-type')).toMatch(/^text\/html/);
    const html = await refused.text();
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('This page tries again automatically in 1 seconds');
    expect(html).toContain('<meta http-equiv="refresh" content="1">');
    pass(1);
    const again = await visit(address, callback.search);
    const ticket = new URLSearchParams(again.headers.get('location')?.split('#')[1]).get('ticket');
    expect((await house.complete(who, ticket ?? '')).status).toBe(200);
  });

  it('speaks German to German browsers, and does not reload after a form post', async () => {
    const address = newAddress();
    await useUp(address);
    const german = { headers: { 'accept-language': 'de-AT,de;q=0.9' } };
    expect(await (await visit(address, '', german)).text()).toContain('<html lang="de">');
    const body = new URLSearchParams({ code: 'c', state: TICKET });
    const html = await (await visit(address, '', { method: 'POST', body, ...german })).text();
    expect(html).toContain('Laden Sie diese Seite in 1 Sekunden neu.');
    expect(html).not.toContain('http-equiv');
  });

  it('repeats nothing of the request, and keeps the code out of cache, frames and log', async () => {
    const lines: string[] = [];
    jest.spyOn(house.strapi.log, 'http').mockImplementation((line: unknown) => {
      lines.push(String(line));
      return house.strapi.log;
    });
    const address = newAddress();
    await useUp(address);
    const refused = await visit(address, '?code=%3Cscript%3Esecret-code&state=secret-state');
    expect(await refused.text()).not.toMatch(/script|secret-/);
    expect(refused.headers.get('cache-control')).toBe('no-store');
    expect(refused.headers.get('referrer-policy')).toBe('no-referrer');
    expect(refused.headers.get('x-frame-options')).toBe('DENY');
    expect(refused.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(lines.some((line) => line.includes('/callback/demo-mail') && line.includes('429'))).toBe(
      true
    );
    expect(lines.join()).not.toMatch(/secret-/);
  });
});

describe('the limits, switched off', () => {
  beforeAll(async () => {
    await house.close();
    house = await House.open({ pluginConfig: { rateLimits: { enabled: false } } });
  }, 120_000);

  it('delay nobody', async () => {
    const complete = async () => (await house.complete(house.editor, TICKET)).status;
    expect(new Set(await times(PER_MINUTE + 3, complete))).toEqual(new Set([409]));
  });
});
