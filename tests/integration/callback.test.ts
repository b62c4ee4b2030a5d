import { createAdminWith, EDITOR_ACTIONS } from '../support/strapi/admins';
import { consent } from '../support/strapi/http-browser';
import { House } from '../support/strapi/house';

let house: House;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
  await house.createApp({ name: 'Second Mail' });
}, 120_000);

afterAll(() => house?.close());

beforeEach(() => house.provider.resetRequests());

afterEach(() => jest.restoreAllMocks());

const callbackUrl = async (app = 'demo-mail'): Promise<URL> =>
  consent(await house.authorizationUrl(house.editor, app));

const errorOf = async (callback: URL) =>
  (await house.visitCallback(callback)).fragment.get('error');

const changed = (url: URL, change: (params: URLSearchParams) => void): URL => {
  const copy = new URL(url);
  change(copy.searchParams);
  return copy;
};

const tokenRequests = () => house.provider.requestsTo('/token');

describe('the callback', () => {
  it('hands a ticket to the completion page, and exchanges nothing', async () => {
    const { location, fragment } = await house.visitCallback(await callbackUrl());
    expect(location.origin + location.pathname).toBe(
      'http://localhost:1337/admin/plugins/connected-apps/complete'
    );
    expect(location.search).toBe('');
    expect(fragment.get('ticket')).toMatch(/^[\w-]{43}$/);
    expect(await tokenRequests()).toBe(0);
  });

  it('is not cached, not framed, sends no referrer, and runs nothing', async () => {
    const { headers } = await house.visitCallback(await callbackUrl());
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  });

  it('accepts a form post too', async () => {
    const callback = await callbackUrl();
    const response = await fetch(new URL(callback.pathname, house.booted.url), {
      method: 'POST',
      body: callback.searchParams,
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/#ticket=/);
  });

  it('keeps the code out of the access log', async () => {
    const lines: string[] = [];
    const log = jest.spyOn(house.strapi.log, 'http').mockImplementation((line: unknown) => {
      lines.push(String(line));
      return house.strapi.log;
    });
    const callback = await callbackUrl();
    await house.visitCallback(callback);
    log.mockRestore();
    const line = lines.find((text) => text.includes('/callback/'));
    expect(line).toContain('GET /api/connected-apps/callback/demo-mail ');
    expect(lines.join()).not.toContain(callback.searchParams.get('code'));
  });

  const refused: [string, (url: URL) => URL, string][] = [
    ['without a state', (url) => changed(url, (params) => params.delete('state')), 'flow_invalid'],
    [
      'with an unknown state',
      (url) => changed(url, (params) => params.set('state', 'x'.repeat(43))),
      'flow_invalid',
    ],
    [
      'with two states',
      (url) => changed(url, (params) => params.append('state', 'x')),
      'flow_invalid',
    ],
    [
      'with two codes',
      (url) => changed(url, (params) => params.append('code', 'x')),
      'flow_invalid',
    ],
    ['without a code', (url) => changed(url, (params) => params.delete('code')), 'flow_invalid'],
    [
      'with a wrong issuer',
      (url) => changed(url, (params) => params.set('iss', 'https://evil.example.com')),
      'flow_invalid',
    ],
    [
      'without the issuer that the provider promises',
      (url) => changed(url, (params) => params.delete('iss')),
      'flow_invalid',
    ],
    [
      "with another app's state",
      (url) => {
        const copy = new URL(url);
        copy.pathname = copy.pathname.replace('demo-mail', 'second-mail');
        return copy;
      },
      'flow_invalid',
    ],
    [
      'of an app that is not there',
      (url) => {
        const copy = new URL(url);
        copy.pathname = copy.pathname.replace('demo-mail', 'nowhere');
        return copy;
      },
      'flow_invalid',
    ],
  ];

  it.each(refused)(
    '%s ends with a reason and without a token request',
    async (_case, change, error) => {
      expect(await errorOf(change(await callbackUrl()))).toBe(error);
      expect(await tokenRequests()).toBe(0);
      expect(await house.connectionsOf(house.editor)).toEqual([]);
    }
  );

  it('accepts one response per flow', async () => {
    const callback = await callbackUrl();
    await house.visitCallback(callback);
    const another = changed(callback, (params) => params.set('code', 'another'));
    expect(await errorOf(another)).toBe('flow_invalid');
  });

  it('refuses a response after ten minutes', async () => {
    const callback = await callbackUrl();
    house.travel(601);
    expect(await errorOf(callback)).toBe('flow_expired');
  });

  it('refuses a response if the app has another client by then', async () => {
    const app = await house.createApp({ name: 'Changing Mail' });
    const callback = await callbackUrl(app.key);
    const data = { clientId: 'another', clientSecret: 'a new one' };
    expect((await house.api(house.admin, 'put', `/apps/${app.key}`, { data })).status).toBe(200);
    expect(await errorOf(callback)).toBe('flow_invalid');
  });

  it('says what the provider refused if the Redirect URI is not registered there', async () => {
    const app = await house.createApp({ name: 'Misregistered Mail' });
    await house.provider.update(app.clientId, 'https://elsewhere.example.com/callback');
    const url = await house.authorizationUrl(house.editor, app.key);
    const page = await fetch(url);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain(app.redirectUri);
  });
});

describe('the completion', () => {
  const ticketOf = async () => house.ticket(house.editor, 'demo-mail');

  it('requires a session', async () => {
    const response = await house.complete(null, await ticketOf());
    expect(response.status).toBe(401);
    expect(await tokenRequests()).toBe(0);
  });

  it("refuses another user's session, and ends the flow", async () => {
    const ticket = await ticketOf();
    const stranger = await house.complete(house.admin, ticket);
    expect([stranger.status, stranger.body.error?.details.code]).toEqual([
      403,
      'owner_not_allowed',
    ]);
    const owner = await house.complete(house.editor, ticket);
    expect([owner.status, owner.body.error?.details.code]).toEqual([409, 'flow_invalid']);
    expect(await tokenRequests()).toBe(0);
    expect(await house.connectionsOf(house.admin)).toEqual([]);
    expect(await house.connectionsOf(house.editor)).toEqual([]);
  });

  it('accepts a ticket once, even if it arrives twice at the same time', async () => {
    const ticket = await ticketOf();
    const both = await Promise.all([
      house.complete(house.editor, ticket),
      house.complete(house.editor, ticket),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await house.complete(house.editor, ticket)).status).toBe(409);
    expect(await tokenRequests()).toBe(1);
  });

  it('refuses a ticket after five minutes', async () => {
    const ticket = await ticketOf();
    house.travel(301);
    const response = await house.complete(house.editor, ticket);
    expect([response.status, response.body.error?.details.code]).toEqual([410, 'flow_expired']);
  });

  it('refuses a user who may no longer connect', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    const ticket = await house.ticket(user, 'demo-mail');
    await house.strapi.db
      .query('admin::user')
      .update({ where: { id: user.id }, data: { isActive: false } });
    expect((await house.complete(user, ticket)).status).toBe(401);
    expect(await tokenRequests()).toBe(0);
  });

  it.each(['', 'short', 'x'.repeat(5_000), '<script>'])(
    'refuses %.20j as a ticket',
    async (ticket) => {
      expect((await house.complete(house.editor, ticket)).status).toBe(400);
    }
  );

  it('does not know a ticket that was never issued', async () => {
    expect((await house.complete(house.editor, 'x'.repeat(43))).status).toBe(409);
  });
});

describe('open flows', () => {
  it('are limited to ten: the eleventh ends the oldest', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    const first = await consent(await house.authorizationUrl(user, 'demo-mail'));
    for (let i = 0; i < 10; i += 1) await house.authorizationUrl(user, 'demo-mail');
    expect(await errorOf(first)).toBe('flow_invalid');
  });

  it('return only to a page of the panel', async () => {
    const response = await house.api(house.editor, 'post', '/apps/demo-mail/connect', {
      returnTo: '//evil.example.com',
    });
    expect(response.status).toBe(400);
  });

  it('request only scopes of the app', async () => {
    const response = await house.api(house.editor, 'post', '/apps/demo-mail/connect', {
      scopes: ['mail.delete'],
    });
    expect(response.status).toBe(400);
  });
});
