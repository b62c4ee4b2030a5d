import { randomBytes } from 'node:crypto';

import { nth } from '../support/elements';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { startDemoProvider, type DemoProvider } from '../support/providers/demo-provider';
import { House, ownerOf } from '../support/strapi/house';
import { consent, HttpBrowser } from '../support/strapi/http-browser';
import { RawHttp, type RawRequest } from '../support/network/raw-http';
import { HOSTILE_RETURN_ADDRESSES } from '../support/properties/return-to-vectors';
import { tablesOf } from '../support/databases/tables';

let house: House;
let raw: RawHttp;
let attacker: Admin;
let victim: Admin;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
  raw = new RawHttp(house.booted.url);
}, 120_000);

afterAll(async () => {
  await raw?.close();
  await house?.close();
});

beforeEach(async () => {
  attacker = await createAdminWith(house.strapi, EDITOR_ACTIONS, 'attacker');
  victim = await createAdminWith(house.strapi, EDITOR_ACTIONS, 'victim');
  await house.provider.resetRequests();
});

afterEach(() => jest.restoreAllMocks());

const APP = 'demo-mail';
const CALLBACK = `/api/connected-apps/callback/${APP}`;

const tokenRequests = () => house.provider.requestsTo('/token');

const connectedTo = async (who: Admin): Promise<(string | null)[]> =>
  (await house.connectionsOf(who)).map(({ accountLabel }) => accountLabel);

const nobodyIsConnected = async () => {
  expect([await connectedTo(attacker), await connectedTo(victim)]).toEqual([[], []]);
  expect(await tokenRequests()).toBe(0);
};

const errorAt = async (callback: URL) =>
  (await house.visitCallback(callback)).fragment.get('error');

const ticketAt = async (callback: URL): Promise<string> => {
  const ticket = (await house.visitCallback(callback)).fragment.get('ticket');
  if (!ticket) throw new Error('no ticket');
  return ticket;
};

const codeOf = ({ body }: Awaited<ReturnType<House['complete']>>) => body.error?.details.code;

describe("an attacker's authorization link, opened by a victim", () => {
  /** The attacker starts; the victim, signed in at Demo Mail as Jane, allows it. */
  const trapped = async () => {
    const link = await house.authorizationUrl(attacker, APP);
    return consent(link, { account: 'jane' }, new HttpBrowser());
  };

  it('connects nobody: the session of the victim did not start it', async () => {
    const ticket = await ticketAt(await trapped());
    const completion = await house.complete(victim, ticket);
    expect([completion.status, codeOf(completion)]).toEqual([403, 'owner_not_allowed']);
    await nobodyIsConnected();
  });

  it('is of no use to the attacker afterwards, even with the ticket and the address', async () => {
    const callback = await trapped();
    const ticket = await ticketAt(callback);
    await house.complete(victim, ticket);
    expect(codeOf(await house.complete(attacker, ticket))).toBe('flow_invalid');
    expect(await errorAt(callback)).toBe('flow_invalid');
    await nobodyIsConnected();
  });

  it('cannot be completed with the state, which the attacker knows', async () => {
    const link = new URL(await house.authorizationUrl(attacker, APP));
    const state = link.searchParams.get('state') ?? '';
    await house.visitCallback(await consent(link, {}, new HttpBrowser()));
    expect(codeOf(await house.complete(attacker, state))).toBe('flow_invalid');
    const again = new URL(`${CALLBACK}?code=guessed&state=${state}`, house.booted.url);
    expect(await errorAt(again)).toBe('flow_invalid');
    await nobodyIsConnected();
  });

  it("cannot be completed with the attacker's code, sent before the victim's", async () => {
    const link = new URL(await house.authorizationUrl(attacker, APP));
    const callback = await consent(link, {}, new HttpBrowser());
    const planted = new URL(callback);
    planted.searchParams.set('code', randomBytes(32).toString('base64url'));
    const ticket = await ticketAt(planted);
    expect((await house.complete(attacker, ticket)).status).not.toBe(200);
    expect(await errorAt(callback)).toBe('flow_invalid');
    expect([await connectedTo(attacker), await connectedTo(victim)]).toEqual([[], []]);
  });
});

describe("an attacker's own response, opened by a victim", () => {
  it("does not connect the victim to the attacker's account", async () => {
    const link = await house.authorizationUrl(attacker, APP);
    const callback = await consent(link, { account: 'john' }, new HttpBrowser());
    const completion = await house.complete(victim, await ticketAt(callback));
    expect(completion.status).toBe(403);
    await nobodyIsConnected();
  });

  it("is not taken as the response to the victim's own flow", async () => {
    const own = new URL(await house.authorizationUrl(victim, APP));
    const stolen = await consent(
      await house.authorizationUrl(attacker, APP),
      { account: 'john' },
      new HttpBrowser()
    );
    // The attacker's code with the victim's state: PKCE and nonce bind the code to the other flow.
    const mixed = new URL(stolen);
    mixed.searchParams.set('state', own.searchParams.get('state') ?? '');
    const completion = await house.complete(victim, await ticketAt(mixed));
    expect(completion.status).not.toBe(200);
    expect([await connectedTo(attacker), await connectedTo(victim)]).toEqual([[], []]);
  });
});

describe("a victim's callback address, replayed", () => {
  it('gives no other ticket, none after the completion, and changes nothing', async () => {
    const callback = await consent(await house.authorizationUrl(victim, APP));
    const ticket = await ticketAt(callback);
    const received = await tablesOf(house.strapi);
    expect(await ticketAt(callback)).toBe(ticket);
    expect(await tablesOf(house.strapi)).toBe(received);
    expect((await house.complete(victim, ticket)).status).toBe(200);
    const before = await tablesOf(house.strapi);
    for (const who of [attacker, victim]) {
      expect(await errorAt(callback)).toBe('flow_invalid');
      expect(codeOf(await house.complete(who, ticket))).toBe('flow_invalid');
    }
    expect(await tablesOf(house.strapi)).toBe(before);
    expect(await tokenRequests()).toBe(1);
    expect([await connectedTo(attacker), await connectedTo(victim)]).toEqual([
      [],
      ['jane@demo.test'],
    ]);
  });

  it('gives twenty places at once the same ticket, which connects once, and only the victim', async () => {
    const callback = await consent(await house.authorizationUrl(victim, APP));
    const visits = await Promise.all(
      Array.from({ length: 20 }, () => house.visitCallback(callback))
    );
    const tickets = visits.map(({ fragment }) => fragment.get('ticket') ?? '');
    expect(new Set(tickets).size).toBe(1);
    const answers = await Promise.all(tickets.map((ticket) => house.complete(victim, ticket)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await tokenRequests()).toBe(1);
    expect(await connectedTo(victim)).toEqual(['jane@demo.test']);
    expect(codeOf(await house.complete(attacker, nth(tickets, 0)))).toBe('flow_invalid');
    expect(await connectedTo(attacker)).toEqual([]);
  });

  it('gives the attacker a useless ticket if it is first opened elsewhere', async () => {
    const callback = await consent(await house.authorizationUrl(victim, APP));
    const stolen = await ticketAt(callback);
    expect((await house.complete(attacker, stolen)).status).toBe(403);
    expect(await errorAt(callback)).toBe('flow_invalid');
    await nobodyIsConnected();
  });
});

describe('a ticket', () => {
  it('connects once if it is posted twenty times at once', async () => {
    const ticket = await house.ticket(victim, APP);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => house.complete(victim, ticket))
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await tokenRequests()).toBe(1);
    expect(await connectedTo(victim)).toEqual(['jane@demo.test']);
    const requests = await house.strapi.db
      .query('plugin::connected-apps.authorization-request')
      .findMany({ where: { startedBy: victim.documentId } });
    expect(requests.map(({ status }) => status)).toEqual(['completed']);
  });

  it('connects nobody else if it is stolen and posted in a race with its owner', async () => {
    const ticket = await house.ticket(victim, APP);
    const racers = [attacker, victim, attacker, victim, attacker];
    await Promise.all(racers.map((who) => house.complete(who, ticket)));
    expect(await connectedTo(attacker)).toEqual([]);
    expect(await tokenRequests()).toBeLessThanOrEqual(1);
  });

  it('cannot be guessed', async () => {
    await house.ticket(victim, APP);
    const before = await tablesOf(house.strapi);
    for (let i = 0; i < 100; i += 1) {
      const guess = randomBytes(32).toString('base64url');
      expect((await house.complete(attacker, guess)).status).toBe(409);
    }
    expect(await tablesOf(house.strapi)).toBe(before);
  });

  it('is neither spent nor ended by a machine, another kind of user or nobody', async () => {
    const ticket = await house.ticket(victim, APP);
    const apiToken = await house.strapi.service('admin::api-token').create({
      name: `full access ${Date.now()}`,
      type: 'full-access',
      lifespan: null,
    });
    const user = house.strapi.plugin('users-permissions').service('jwt').issue({ id: 1 });
    for (const token of [apiToken.accessKey, user, 'nonsense', '']) {
      const answer = await house.complete({ ...victim, token }, ticket);
      expect([401, 403]).toContain(answer.status);
    }
    expect((await house.complete(null, ticket)).status).toBe(401);
    await nobodyIsConnected();
    expect((await house.complete(victim, ticket)).status).toBe(200);
  });

  it('connects its own app, whatever app the page was opened for', async () => {
    const second = await house.createApp({ name: 'Other Mail' });
    const ticket = await house.ticket(victim, second.key);
    const completion = await house.complete(victim, ticket);
    expect(completion.body.data.appKey).toBe(second.key);
    expect((await house.connectionsOf(victim)).map(({ appKey }) => appKey)).toEqual([second.key]);
  });
});

describe('the address of the callback', () => {
  const responseOf = async (): Promise<URL> => consent(await house.authorizationUrl(victim, APP));

  const stillWorks = async (callback: URL) => {
    expect((await house.complete(victim, await ticketAt(callback))).status).toBe(200);
  };

  it.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])(
    'changes nothing for %s',
    async (method) => {
      const callback = await responseOf();
      const before = await tablesOf(house.strapi);
      const answer = await raw.send({ method, path: CALLBACK + callback.search });
      expect(answer.location).toBeNull();
      expect(answer.status).not.toBe(500);
      expect(await tablesOf(house.strapi)).toBe(before);
      await stillWorks(callback);
    }
  );

  it('accepts no method override', async () => {
    const callback = await responseOf();
    const headers = {
      'x-http-method-override': 'GET',
      'x-method-override': 'GET',
      'x-http-method': 'GET',
    };
    const path = `${CALLBACK}${callback.search}&_method=GET`;
    for (const method of ['PUT', 'DELETE']) {
      expect((await raw.send({ method, path, headers })).status).toBe(405);
    }
    // A form that is empty, with the answer in the query.
    const posted = await raw.send({ method: 'POST', path, headers });
    expect(posted.location).toMatch(/#error=flow_invalid$/);
    await stillWorks(callback);
  });

  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

  const withCode = (names: readonly string[], times: number) => (params: URLSearchParams) => {
    const copy = new URLSearchParams(params);
    for (const name of names) {
      for (let i = 0; i < times; i += 1) copy.append(name, params.get(name) ?? 'x');
    }
    return copy.toString();
  };

  const doubled = ['code', 'state', 'iss', 'error', 'unknown'].flatMap((name) =>
    [1, 25].map((times): [string, number] => [name, times])
  );

  it.each(doubled)('refuses a response that repeats %s %i times', async (name, times) => {
    for (const method of ['GET', 'POST']) {
      const callback = await responseOf();
      const params = withCode(
        [name],
        name === 'error' || name === 'unknown' ? times + 1 : times
      )(callback.searchParams);
      const request: RawRequest =
        method === 'GET'
          ? { method, path: `${CALLBACK}?${params}` }
          : { method, path: CALLBACK, headers: FORM, body: params };
      expect((await raw.send(request)).location).toMatch(/#error=flow_invalid/);
    }
    expect(await tokenRequests()).toBe(0);
  });

  it('reads only a form as a form', async () => {
    const callback = await responseOf();
    const params = Object.fromEntries(callback.searchParams);
    const boundary = 'x'.repeat(20);
    const parts = Object.entries(params).map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    );
    const bodies: [string, string][] = [
      ['application/json', JSON.stringify(params)],
      ['application/vnd.api+json', JSON.stringify(params)],
      ['text/plain', callback.searchParams.toString()],
      ['application/xml', callback.searchParams.toString()],
      [`multipart/form-data; boundary=${boundary}`, `${parts.join('')}--${boundary}--\r\n`],
    ];
    for (const [type, body] of bodies) {
      const headers = { 'content-type': type };
      const { location } = await raw.send({ method: 'POST', path: CALLBACK, headers, body });
      expect([type, location]).toEqual([type, expect.stringMatching(/#error=flow_invalid$/)]);
    }
    await stillWorks(callback);
  });

  it('ignores cookies and the Authorization header', async () => {
    const callback = await responseOf();
    const headers = {
      ...FORM,
      cookie: 'strapi_admin_refresh=x; jwtToken=y; koa.sess=z',
      authorization: `Bearer ${attacker.token}`,
    };
    const body = callback.searchParams.toString();
    const {
      status,
      location,
      headers: answered,
    } = await raw.send({
      method: 'POST',
      path: CALLBACK,
      headers,
      body,
    });
    expect(status).toBe(303);
    expect(answered['set-cookie']).toBeUndefined();
    const ticket = new URLSearchParams(new URL(location ?? '').hash.slice(1)).get('ticket') ?? '';
    expect((await house.complete(attacker, ticket)).status).toBe(403);
    await nobodyIsConnected();
  });

  it('does not read a response that is far too long, and the flow continues', async () => {
    const callback = await responseOf();
    const padding = 'a'.repeat(20_000);
    const long = `${callback.searchParams.toString()}&padding=${padding}`;
    const form = { method: 'POST', path: CALLBACK, headers: FORM };
    expect((await raw.send({ ...form, body: long })).location).toMatch(/#error=flow_invalid$/);
    const huge = `${long}&more=${'b'.repeat(3 * 1024 * 1024)}`;
    expect((await raw.send({ ...form, body: huge })).status).toBe(413);
    await stillWorks(callback);
  });

  it('takes its address from the settings, whatever host the request names', async () => {
    const callback = await responseOf();
    const headers = {
      host: 'evil.example.com',
      'x-forwarded-host': 'evil.example.com',
      'x-forwarded-proto': 'https',
      'x-original-url': '/admin/evil',
    };
    const path = CALLBACK + callback.search;
    const { location } = await raw.send({ method: 'GET', path, headers });
    expect(location).toMatch(
      /^http:\/\/localhost:1337\/admin\/plugins\/connected-apps\/complete#ticket=[\w-]{43}&flow=[\w-]{36}$/
    );
  });

  it('says no more about a state that exists than about one that does not', async () => {
    const callback = await responseOf();
    await ticketAt(callback);
    const unknown = new URL(callback);
    unknown.searchParams.set('state', randomBytes(32).toString('base64url'));
    const other = new URL(callback);
    other.pathname = other.pathname.replace(APP, 'nowhere');
    for (const url of [unknown, other]) {
      const { location } = await house.visitCallback(url);
      expect(location.hash).toBe('#error=flow_invalid');
    }
  });
});

describe('two providers', () => {
  let evil: DemoProvider;

  beforeAll(async () => {
    evil = await startDemoProvider();
    await house.createApp({ name: 'Evil Mail' }, evil);
  }, 60_000);

  afterAll(() => evil?.stop());

  beforeEach(() => evil.resetRequests());

  const at = (callback: URL, app: string) => {
    const url = new URL(callback);
    url.pathname = url.pathname.replace(/[^/]+$/, app);
    return url;
  };

  const honestResponse = async () => consent(await house.authorizationUrl(victim, APP));
  const stateAtEvil = async () =>
    new URL(await house.authorizationUrl(victim, 'evil-mail')).searchParams.get('state') ?? '';

  /** The mix-up of RFC 9700 §4.4.1: the honest provider's code must not reach the evil one. */
  const mixUps: [string, (callback: URL, state: string) => URL][] = [
    ['the whole answer at the other callback', (callback) => at(callback, 'evil-mail')],
    [
      "the code at the other callback with that flow's state",
      (callback, state) => {
        const url = at(callback, 'evil-mail');
        url.searchParams.set('state', state);
        return url;
      },
    ],
    [
      "the code with the other flow's state at its own callback",
      (callback, state) => {
        const url = new URL(callback);
        url.searchParams.set('state', state);
        return url;
      },
    ],
    [
      'the code with the other state, and the issuer left out',
      (callback, state) => {
        const url = at(callback, 'evil-mail');
        url.searchParams.set('state', state);
        url.searchParams.delete('iss');
        return url;
      },
    ],
  ];

  it.each(mixUps)('are not mixed up by %s', async (_case, mixUp) => {
    const answer = mixUp(await honestResponse(), await stateAtEvil());
    expect(await errorAt(answer)).toBe('flow_invalid');
    expect(await evil.requestsTo('/token')).toBe(0);
    await nobodyIsConnected();
  });
});

describe('the address to return to', () => {
  const rows = () => tablesOf(house.strapi, ['authorizationRequest']);

  it(`is refused in ${HOSTILE_RETURN_ADDRESSES.length} hostile forms, and nothing is stored`, async () => {
    const before = await rows();
    const ref = { app: APP, owner: ownerOf(victim) };
    for (const returnTo of HOSTILE_RETURN_ADDRESSES) {
      const sent = await house.api(victim, 'post', `/apps/${APP}/connect`, { returnTo });
      expect([returnTo, sent.status]).toEqual([returnTo, 400]);
      await expect(house.tokens.connect(ref, { returnTo })).rejects.toThrow(/inside the panel/);
    }
    expect(await rows()).toBe(before);
  });

  it('is a path of the panel if a plugin starts the flow', async () => {
    const ref = { app: APP, owner: ownerOf(victim) };
    const returnTo = '/plugins/inbox?folder=a%2fb#//evil.example.com';
    const { authorizationUrl } = await house.tokens.connect(ref, { returnTo });
    const completion = await house.complete(
      victim,
      await ticketAt(await consent(authorizationUrl))
    );
    expect(completion.body.data.returnTo).toBe(returnTo);
  });
});
