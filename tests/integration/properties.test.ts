import fc from 'fast-check';
import type { Context } from 'koa';

import { appMembers } from '../support/properties/app-arbitraries';
import {
  anyJson,
  anyText,
  nearly,
  nearlyOrAnything,
  pairs,
  wellFormed,
} from '../support/properties/arbitraries';
import { House } from '../support/strapi/house';
import { ensure, holdsFor } from '../support/properties/properties';
import { RawHttp, type RawResponse, type RawRequest } from '../support/network/raw-http';
import { tablesOf } from '../support/databases/tables';

let house: House;
let raw: RawHttp;
/** Of a flow that nobody answers: its state is known, its row must stay as it is. */
let state: string;

const APP = 'demo-mail';
const CALLBACK = '/api/connected-apps/callback/';
const COMPLETION = 'http://localhost:1337/admin/plugins/connected-apps/complete#';

const rejections: unknown[] = [];
const noteRejection = (reason: unknown) => void rejections.push(reason);

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
  raw = new RawHttp(house.booted.url);
  const url = new URL(await house.authorizationUrl(house.editor, APP));
  state = url.searchParams.get('state') ?? '';
  process.on('unhandledRejection', noteRejection);
}, 120_000);

afterAll(async () => {
  process.off('unhandledRejection', noteRejection);
  await raw?.close();
  await house?.close();
});

/** What is refused changes no row. Read before and after a whole property, to have time for more inputs. */
const unchanged = (names: Parameters<typeof tablesOf>[1]) => {
  let before: string;
  beforeAll(async () => {
    before = await tablesOf(house.strapi, names);
  });
  afterAll(async () => {
    expect(await tablesOf(house.strapi, names)).toBe(before);
    expect(rejections).toEqual([]);
  });
};

const NAMES = ['code', 'state', 'iss', 'error', 'error_description', 'state[]', 'code[a]'];

/** The state of a real flow is not among them, or it would end. */
const answers = pairs(NAMES);

const ensureHandedOver = (location: string | null) => {
  ensure(location?.startsWith(COMPLETION) === true, `redirects to ${location}`);
  const fragment = new URLSearchParams(location?.slice(COMPLETION.length));
  ensure(fragment.get('error') === 'flow_invalid', `hands over ${fragment.toString()}`);
};

/** Strapi's own answer to what no route takes, or ours: never a fault of the server. */
const ensureResponded = ({ status, text }: RawResponse) => {
  ensure(status < 500, `status ${status}: ${text.slice(0, 300)}`);
};

const encode = (text: string) => encodeURIComponent(wellFormed(text));

const percentText = fc.oneof(
  anyText.map(encode),
  fc.string({ unit: fc.constantFrom(...'%0aF&=#?+[];/', 'state', 'code'), maxLength: 12 })
);

const queryText = fc.oneof(
  answers.map((list) => list.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')),
  fc.array(percentText, { maxLength: 5 }).map((parts) => parts.join('&')),
  fc.constantFrom(
    '__proto__[polluted]=1&constructor[prototype][polluted]=1',
    `state${'[a]'.repeat(200)}=b`,
    Array.from({ length: 1_500 }, (_, i) => `p${i}=1`).join('&'),
    Array.from({ length: 50 }, () => 'state=a').join('&')
  )
);

const withoutFragment = (text: string) => text.replaceAll('#', '%23').slice(0, 8_000);

describe('the callback', () => {
  unchanged(undefined);

  interface Visit {
    params: [string, string][];
    key: string;
    isForm: boolean;
    isKnown: boolean;
  }

  const visits: fc.Arbitrary<Visit> = fc.record({
    params: answers,
    key: fc.oneof(anyText, fc.constant('nowhere')),
    isForm: fc.boolean(),
    isKnown: fc.boolean(),
  });

  /** As much of Koa's context as the controller uses. */
  const contextOf = ({ params, key, isForm, isKnown }: Visit) => {
    const all: [string, string][] = isKnown ? [...params, ['state', state]] : params;
    const headers: Record<string, string> = {};
    const context = {
      method: isForm ? 'POST' : 'GET',
      path: CALLBACK + encode(key),
      querystring: new URLSearchParams(all).toString(),
      request: { body: Object.fromEntries(all) },
      params: { key },
      url: '',
      status: 404,
      body: undefined,
      is: () => 'application/x-www-form-urlencoded',
      get: () => '',
      set: (fields: Record<string, string>) => Object.assign(headers, fields),
    };
    return { context: context as unknown as Context, headers };
  };

  holdsFor('the callback, called in the process', visits, async (visit) => {
    const { context, headers } = contextOf(visit);
    const { receive } = house.strapi.plugin('connected-apps').controller('callback');
    if (!receive) throw new Error('the callback has no action');
    await receive(context, async () => {});
    ensure(context.status === 303 && !context.url.includes('?'), `status ${context.status}`);
    ensureHandedOver(headers.Location ?? null);
  });

  holdsFor('the query of the callback', queryText, async (query) => {
    const path = `${CALLBACK}${APP}?${withoutFragment(query)}`;
    const answer = await raw.send({ method: 'GET', path });
    ensureResponded(answer);
    if (answer.status !== 400) ensureHandedOver(answer.location);
  });

  const types = fc.constantFrom(
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded',
    'application/x-www-form-urlencoded; charset=utf-16',
    'application/json',
    'text/plain',
    'application/octet-stream',
    'nonsense'
  );
  const bodies = fc.oneof(
    queryText,
    anyText,
    anyJson.map((value) => JSON.stringify(value))
  );

  holdsFor('the form of the callback', fc.tuple(types, bodies), async ([type, body]) => {
    const headers = { 'content-type': type };
    const answer = await raw.send({ method: 'POST', path: CALLBACK + APP, headers, body });
    ensureResponded(answer);
    if (answer.status < 400) ensureHandedOver(answer.location);
    else ensure([400, 413, 415].includes(answer.status), `status ${answer.status}`);
  });
});

const authorization = () => ({ authorization: `Bearer ${house.admin.token}` });

const asAdmin = ({ headers, ...request }: RawRequest): RawRequest => ({
  ...request,
  headers: { ...authorization(), 'content-type': 'application/json', ...headers },
});

const errorOf = ({ text }: RawResponse) =>
  (JSON.parse(text) as { error?: { message: unknown } }).error;

const ensureRefused = (answer: RawResponse, statuses: number[]) => {
  ensure(statuses.includes(answer.status), `status ${answer.status}: ${answer.text.slice(0, 300)}`);
  ensure(typeof errorOf(answer)?.message === 'string', `a refusal that says nothing`);
};

describe('a ticket that was never issued', () => {
  unchanged(undefined);

  const ticketChar = fc.constantFrom(...'abcdefghXYZ0189_-');
  const tickets = fc.oneof(
    fc.string({ unit: ticketChar, minLength: 43, maxLength: 43 }),
    anyText,
    anyJson
  );
  const bodies = nearlyOrAnything({ ticket: tickets }).map((body) => JSON.stringify(body));

  holdsFor('a ticket', bodies, async (body) => {
    const request = asAdmin({ method: 'POST', path: '/connected-apps/complete', body });
    ensureRefused(await raw.send(request), [400, 409]);
  });
});

describe('an app', () => {
  const bodies = fc
    .tuple(fc.constantFrom('POST', 'PUT'), nearlyOrAnything({ data: nearly(appMembers, 30) }))
    .map(([method, body]) => ({ method, body: JSON.stringify(body) }));

  const COMPUTED = ['redirectUri', 'javascriptOrigin', 'configVersion'];

  afterAll(() => expect(rejections).toEqual([]));

  holdsFor('an app, sent to the API', bodies, async ({ method, body }) => {
    const path = method === 'POST' ? '/connected-apps/apps' : `/connected-apps/apps/${APP}`;
    const before = await tablesOf(house.strapi, ['app']);
    const answer = await raw.send(asAdmin({ method, path, body }));
    if (answer.status >= 400) {
      ensureRefused(answer, [400, ...(method === 'PUT' ? [409] : [])]);
      ensure((await tablesOf(house.strapi, ['app'])) === before, 'a refusal was written');
      return;
    }
    ensure(answer.status === (method === 'POST' ? 201 : 200), `status ${answer.status}`);
    const { data } = JSON.parse(answer.text) as { data: Record<string, unknown> };
    const isComputed = COMPUTED.every((name) => !String(data[name]).includes('evil'));
    ensure(isComputed && !('clientSecret' in data), 'what is computed was written');
    const { text } = await raw.send(
      asAdmin({ method: 'GET', path: `/connected-apps/apps/${String(data.key)}` })
    );
    const read = (JSON.parse(text) as { data: Record<string, unknown> }).data;
    ensure(
      read.name === data.name && read.key === data.key,
      'another app is read than was written'
    );
    if (method === 'POST') {
      await raw.send(
        asAdmin({ method: 'DELETE', path: `/connected-apps/apps/${String(data.key)}` })
      );
    }
  });
});

describe('a key or uid that does not exist', () => {
  unchanged(undefined);

  const paths = fc.tuple(
    fc.constantFrom(
      'GET /apps/:key',
      'PUT /apps/:key',
      'DELETE /apps/:key',
      'POST /apps/:key/connect',
      'POST /connections/:key/refresh',
      'DELETE /connections/:key',
      'GET /connections?app=:key'
    ),
    fc.oneof(
      percentText,
      fc.constantFrom('%00', 'a%00b', '%ff', '%', '%2e%2e', '..%2fapps', '%f0%9f%98%80')
    )
  );

  /** One part of a path, so that the request goes to the route that is meant. */
  const segment = (key: string) =>
    withoutFragment(key).replaceAll('/', '%2f').replaceAll('?', '%3f') || 'x';

  holdsFor('a key or uid in a path', paths, async ([route, key]) => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await raw.send(
      asAdmin({
        method,
        path: `/connected-apps${path.replace(':key', segment(key))}`,
        body: method === 'GET' ? undefined : '{"data":{"name":"Moved"}}',
      })
    );
    ensureResponded(answer);
  });
});
