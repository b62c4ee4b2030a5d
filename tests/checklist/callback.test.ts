import type { CallbackErrorCode } from '../../server/src/contracts';
import { nth } from '../support/elements';
import { consent } from '../support/strapi/http-browser';
import type { House } from '../support/strapi/house';
import { announcing } from '../support/providers/authorization-server/deviations';
import type { TestAuthorizationServer } from '../support/providers/authorization-server/server';
import {
  openStrictHouse,
  type StrictApp,
  type StrictHouse,
} from '../support/providers/strict-house';

const PANEL = 'http://localhost:1337/admin';

let strict: StrictHouse;
let provider: TestAuthorizationServer;
let house: House;

openStrictHouse((opened) => {
  strict = opened;
  ({ provider, house } = opened);
});

afterEach(() => {
  jest.restoreAllMocks();
  provider.reset();
});

const changed = (url: URL, change: (params: URLSearchParams, url: URL) => void): URL => {
  const copy = new URL(url);
  change(copy.searchParams, copy);
  return copy;
};

/** The flow ends here: with this reason, without a ticket, and without a word to the token endpoint. */
const expectRefused = async (app: StrictApp, callback: URL, code: CallbackErrorCode) => {
  const { fragment, location } = await house.visitCallback(callback);
  expect(location.origin + location.pathname).toBe(`${PANEL}/plugins/connected-apps/complete`);
  expect([fragment.get('error'), fragment.get('ticket')]).toEqual([code, null]);
  expect(provider.requestsTo('/token')).toHaveLength(0);
  expect(await app.row()).toBeNull();
};

describe('a state', () => {
  it('C04 that was never issued costs no token request', async () => {
    const app = await strict.app();
    const callback = changed(await app.callback(), (params) => params.set('state', 'x'.repeat(43)));
    await expectRefused(app, callback, 'flow_invalid');
  });

  it('C04 that is missing, empty or huge costs no token request', async () => {
    const app = await strict.app();
    const callback = await app.callback();
    for (const state of ['', 'x'.repeat(10_000)]) {
      await expectRefused(
        app,
        changed(callback, (params) => params.set('state', state)),
        'flow_invalid'
      );
    }
    await expectRefused(
      app,
      changed(callback, (params) => params.delete('state')),
      'flow_invalid'
    );
  });

  it('C04 that was used gives no other ticket, even twice at once, and none to another response', async () => {
    const app = await strict.app();
    const callback = await app.callback();
    const visits = await Promise.all(
      [callback, callback, callback].map((url) => house.visitCallback(url))
    );
    expect(new Set(visits.map(({ fragment }) => fragment.get('ticket'))).size).toBe(1);
    const other = changed(callback, (params) => params.set('code', 'another'));
    await expectRefused(app, other, 'flow_invalid');
  });

  it('C04 whose code was spent causes no second token request', async () => {
    const app = await strict.app();
    const callback = await app.callback();
    const { fragment } = await house.visitCallback(callback);
    expect((await app.complete(fragment.get('ticket') ?? '')).status).toBe(200);
    const again = await house.visitCallback(callback);
    expect([again.fragment.get('error'), again.fragment.get('ticket')]).toEqual([
      'flow_invalid',
      null,
    ]);
    expect(provider.requestsTo('/token')).toHaveLength(1);
  });

  it('C04 that has expired costs no token request', async () => {
    const app = await strict.app();
    const callback = await app.callback();
    house.travel(601);
    await expectRefused(app, callback, 'flow_expired');
  });

  it('C04 whose ticket has expired costs no token request', async () => {
    const app = await strict.app();
    const ticket = await app.ticket();
    house.travel(301);
    expect((await app.complete(ticket)).status).toBe(410);
    expect(provider.requestsTo('/token')).toHaveLength(0);
  });

  it('C11 that comes to another app ends the flow', async () => {
    const [victim, other] = [await strict.app(), await strict.app()];
    const callback = changed(await victim.callback(), (_params, url) => {
      url.pathname = url.pathname.replace(victim.key, other.key);
    });
    await expectRefused(victim, callback, 'flow_invalid');
    expect(await other.row()).toBeNull();
  });
});

describe('a parameter of the response', () => {
  const doubled = ['code', 'iss', 'state', 'error'];

  it.each(doubled)(
    'C06 named %s, given twice, even with the same value, ends the flow',
    async (name) => {
      const app = await strict.app();
      const callback = changed(await app.callback(), (params) => {
        const value = params.get(name) ?? 'access_denied';
        params.delete(name);
        params.append(name, value);
        params.append(name, value);
      });
      await expectRefused(app, callback, 'flow_invalid');
    }
  );

  it('C06 given as two codes in a form post ends the flow', async () => {
    const app = await strict.app();
    const callback = await app.callback();
    const body = new URLSearchParams(callback.search);
    body.append('code', 'another');
    const response = await fetch(new URL(callback.pathname, house.booted.url), {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toMatch(/#error=flow_invalid/);
    expect(provider.requestsTo('/token')).toHaveLength(0);
  });

  it('C07 that is unknown is ignored', async () => {
    const app = await strict.app();
    const callback = changed(await app.callback(), (params) => {
      params.set('session_state', 'abc');
      params.set('__proto__', 'x');
      params.set('access_token', 'of the attacker');
      params.set('redirect_uri', 'https://evil.example.com');
    });
    const { fragment } = await house.visitCallback(callback);
    const { status } = await app.complete(fragment.get('ticket') ?? '');
    expect(status).toBe(200);
    const { form } = nth(provider.requestsTo('/token'), 0);
    expect([...form.keys()].sort()).toEqual([
      'code',
      'code_verifier',
      'grant_type',
      'redirect_uri',
    ]);
    expect(await app.getAccessToken()).not.toBe('of the attacker');
  });

  it('C08 with an error of script, secrets and line breaks becomes one of our codes', async () => {
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error'] as const) {
      jest.spyOn(house.strapi.log, level).mockImplementation((line: unknown) => {
        lines.push(String(line));
        return house.strapi.log;
      });
    }
    const app = await strict.app();
    const answer = await app.callback();
    const state = answer.searchParams.get('state') ?? '';
    const callback = changed(answer, (params) => {
      params.delete('code');
      params.set('error', 'invalid_scope');
      params.set('error_description', `<script>alert(1)</script>\r\n[2026] forged ${state} \u202e`);
      params.set('error_uri', 'javascript:alert(1)');
    });
    await expectRefused(app, callback, 'provider_rejected');
    const { location } = await house.visitCallback(callback);
    expect(location.href).not.toMatch(/script|forged|javascript/);
    const line = lines.find((text) => text.includes('invalid_scope')) ?? '';
    expect(line).not.toBe('');
    expect(line).not.toMatch(/[\r\n\u202e]/);
    expect(lines.join()).not.toContain(state);
  });

  it('C08 with an error next to a code is an error: the code is not exchanged', async () => {
    const app = await strict.app();
    const callback = changed(await app.callback(), (params) =>
      params.set('error', 'access_denied')
    );
    await expectRefused(app, callback, 'access_denied');
  });

  it('C08 with an invalid error code becomes one of our codes', async () => {
    const app = await strict.app();
    const callback = changed(await app.callback(), (params) =>
      params.set('error', '"><img src=x onerror=alert(1)>')
    );
    await expectRefused(app, callback, 'provider_rejected');
  });

  it('C08 of the real provider says that the user refused', async () => {
    const { key } = await house.createApp({ name: 'Refused Mail' });
    const url = await house.authorizationUrl(house.editor, key);
    const { fragment } = await house.visitCallback(await consent(url, { decision: 'deny' }));
    expect(Object.fromEntries(fragment)).toEqual({
      error: 'access_denied',
      app: key,
      flow: expect.stringMatching(/^[\w-]{36}$/),
    });
  });
});

describe('the issuer in the response', () => {
  const almost: [string, (origin: string) => string][] = [
    ['another', () => 'https://evil.example.com'],
    ['one with a slash more', (origin) => `${origin}/`],
    ['one in capitals', (origin) => origin.toUpperCase()],
    ['one with a query', (origin) => `${origin}?`],
    ['an empty one', () => ''],
  ];

  it.each(almost)('C09 ends the flow if it is %s', async (_case, change) => {
    const app = await strict.app();
    const callback = changed(await app.callback(), (params) =>
      params.set('iss', change(provider.issuer))
    );
    await expectRefused(app, callback, 'flow_invalid');
  });

  it('C09 is compared if it is present, even if it was not advertised', async () => {
    provider.deviate(announcing({ authorization_response_iss_parameter_supported: undefined }));
    const app = await strict.app();
    const callback = await app.callback();
    await expectRefused(
      app,
      changed(callback, (params) => params.set('iss', 'x')),
      'flow_invalid'
    );
  });

  it('C10 ends the flow if it was advertised but is missing', async () => {
    const app = await strict.app();
    await expectRefused(
      app,
      changed(await app.callback(), (params) => params.delete('iss')),
      'flow_invalid'
    );
  });

  it('C10 may be missing if it was never advertised', async () => {
    provider.deviate(announcing({ authorization_response_iss_parameter_supported: undefined }));
    const app = await strict.app();
    const callback = changed(await app.callback(), (params) => params.delete('iss'));
    const { fragment } = await house.visitCallback(callback);
    expect((await app.complete(fragment.get('ticket') ?? '')).status).toBe(200);
  });
});

describe("the callback's own response", () => {
  it('C14 is empty, leads into the panel, and sends no referrer', async () => {
    const app = await strict.app();
    const callback = await app.callback();
    const address = new URL(callback.pathname + callback.search, house.booted.url);
    const response = await fetch(address, { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(await response.text()).toBe('');
    expect(new URL(response.headers.get('location') ?? '').origin).toBe('http://localhost:1337');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('C15 leads to an address without code and state, for errors too', async () => {
    const app = await strict.app();
    const answer = await app.callback();
    const wrong = changed(answer, (params) => params.set('iss', 'https://evil.example.com'));
    for (const callback of [answer, wrong]) {
      const { location } = await house.visitCallback(callback);
      expect(location.href).not.toContain(answer.searchParams.get('code'));
      expect(location.href).not.toContain(answer.searchParams.get('state'));
      expect(location.hash).not.toBe('');
    }
  });

  it('C41 forbids framing, for errors too', async () => {
    const app = await strict.app();
    const answer = await app.callback();
    const wrong = changed(answer, (params) => params.delete('state'));
    for (const callback of [answer, wrong]) {
      const { headers } = await house.visitCallback(callback);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    }
  });
});
