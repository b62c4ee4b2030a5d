import { randomUUID } from 'node:crypto';

import { SYSTEM } from '../../server/src/services/runtime/audit';
import { CALLERS, PERMISSIONS, withPermissions, type Caller } from '../support/strapi/callers';
import { consentPageOf } from '../support/strapi/consent-page';
import { consent } from '../support/strapi/http-browser';
import { House, ownerOf } from '../support/strapi/house';

interface Row {
  /** The status for who may. */
  success: number;
  /** Any one of these permissions is enough; or everybody may, or all who are signed in to the panel. */
  allowed: readonly string[] | 'everybody' | 'the panel';
  /** These permissions are enough together. */
  together?: readonly string[];
}

const connecting = ['connections.connect', 'connections.connect-shared'];
const managing = [...connecting, 'connections.manage'];
const configuring = ['apps.read', 'apps.create', 'apps.update'];

/** Each route of the plugin. One that is not in here fails. */
const MATRIX: Record<string, Row> = {
  'GET /connected-apps/providers': { success: 200, allowed: configuring },
  'POST /connected-apps/discovery': { success: 200, allowed: ['apps.create', 'apps.update'] },
  'GET /connected-apps/apps': { success: 200, allowed: [...configuring, ...connecting] },
  'POST /connected-apps/apps': {
    success: 201,
    allowed: [],
    together: ['apps.create', 'apps.destinations'],
  },
  'GET /connected-apps/apps/:key': { success: 200, allowed: ['apps.read', 'apps.update'] },
  'PUT /connected-apps/apps/:key': { success: 200, allowed: ['apps.update'] },
  'POST /connected-apps/apps/:key/preview': { success: 200, allowed: ['apps.update'] },
  // 409: the app has no key of its own.
  'POST /connected-apps/apps/:key/rotate-key': { success: 409, allowed: ['apps.update'] },
  'DELETE /connected-apps/apps/:key': { success: 200, allowed: ['apps.delete'] },
  'POST /connected-apps/apps/:key/connect': { success: 200, allowed: connecting },
  'POST /connected-apps/complete': { success: 200, allowed: connecting },
  'GET /connected-apps/flows/:uid': { success: 200, allowed: connecting },
  'POST /connected-apps/flows/:uid/poll': { success: 200, allowed: connecting },
  'DELETE /connected-apps/flows/:uid': { success: 200, allowed: connecting },
  'GET /connected-apps/connections': { success: 200, allowed: ['connections.read'] },
  'GET /connected-apps/connections/mine': { success: 200, allowed: 'the panel' },
  'POST /connected-apps/connections/:uid/refresh': { success: 200, allowed: managing },
  'DELETE /connected-apps/connections/:uid': { success: 200, allowed: 'the panel' },
  'GET /api/connected-apps/callback/:key': { success: 303, allowed: 'everybody' },
  'POST /api/connected-apps/callback/:key': { success: 303, allowed: 'everybody' },
  // 404: nor has it public keys.
  'GET /api/connected-apps/jwks/:key/:set': { success: 404, allowed: 'everybody' },
};

/** How those are refused who have no permission of the plugin. The super admin has them all. */
const REFUSED: Record<keyof typeof CALLERS, number | null> = {
  'no one': 401,
  'a token that is none': 401,
  "a site's user": 401,
  'a full-access API token': 401,
  'an admin token': 403,
  'a deactivated super admin': 401,
  "Strapi's author": 403,
  "Strapi's editor": 403,
  'a role without permissions': 403,
  'a super admin': null,
};

/** Those of them who are signed in to the panel, each with a connection of their own. */
const IN_PANEL = ["Strapi's author", "Strapi's editor", 'a role without permissions'];

let house: House;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
  await house.createApp({ name: 'Device Mail', protocol: { grantType: 'device_code' } });
}, 120_000);

afterAll(() => house?.close());

interface Route {
  method: string;
  path: string;
}

/** As the plugin declares them, with the address that Strapi serves them at. */
const declaredRoutes = (): Route[] => {
  const routers = house.strapi.plugin('connected-apps').routes as unknown as Record<
    string,
    { type: string; routes: Route[] }
  >;
  return Object.values(routers).flatMap(({ type, routes }) =>
    routes.map(({ method, path }) => ({
      method,
      path: `${type === 'admin' ? '' : '/api'}/connected-apps${path}`,
    }))
  );
};

/** As Strapi's router serves them. */
const servedRoutes = (): string[] =>
  house.strapi.server
    .listRoutes()
    .filter(({ path }) => path.includes('connected-apps'))
    .flatMap(({ path, methods }: { path: string; methods: string[] }) =>
      methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`)
    );

const idOf = ({ method, path }: Route) => `${method} ${path}`;

const rowOf = (route: Route): Row => {
  const row = MATRIX[idOf(route)];
  if (!row) throw new Error(`${idOf(route)} has no row in the matrix`);
  return row;
};

interface Request {
  path: string;
  body?: object | URLSearchParams;
}

// Steps that need no permission, so that each request would succeed for who may send it

const flowOwner = ({ owner, subject }: Caller) =>
  owner === 'shared' ? ({ kind: 'shared' } as const) : ownerOf(subject);

const callbackOf = async (caller: Caller): Promise<URL> => {
  const flow = {
    appKey: 'demo-mail',
    owner: flowOwner(caller),
    account: 'default',
    startedBy: caller.subject.documentId,
  };
  return consent(consentPageOf(await house.booted.internals.authorization.connect(flow, SYSTEM)));
};

const ticketOf = async (caller: Caller): Promise<string> => {
  const { fragment } = await house.visitCallback(await callbackOf(caller));
  return fragment.get('ticket') ?? '';
};

const connectionOf = async (caller: Caller): Promise<string> => {
  const made = await house.booted.internals.authorization.complete(await ticketOf(caller), {
    adminId: caller.subject.documentId,
    actor: { type: 'system' },
    mayConnect: true,
    mayConnectShared: true,
  });
  if (!('uid' in made)) throw new Error('the flow asked first');
  return made.uid;
};

const deviceFlowOf = async (caller: Caller): Promise<string> => {
  const flow = {
    appKey: 'device-mail',
    owner: flowOwner(caller),
    account: 'default',
    startedBy: caller.subject.documentId,
  };
  const started = await house.booted.internals.authorization.connect(flow, SYSTEM);
  if (started.kind !== 'device') throw new Error('the app issues no code');
  return started.flow;
};

const newApp = async (): Promise<string> => {
  const input = { ...(await house.booted.internals.apps.get('demo-mail')) };
  const name = `Mail ${randomUUID()}`;
  return (await house.booted.internals.apps.create({ ...input, name, key: undefined })).key;
};

const edit = async () => {
  const { configVersion } = await house.booted.internals.apps.get('demo-mail');
  return { data: { enabled: true, configVersion } };
};

const BODIES: Record<string, (caller: Caller) => object | Promise<object>> = {
  'POST /connected-apps/discovery': () => ({ url: house.provider.discoveryUrl }),
  'POST /connected-apps/apps': () => ({ data: { name: `Mail ${randomUUID()}` } }),
  'PUT /connected-apps/apps/:key': edit,
  'POST /connected-apps/apps/:key/preview': edit,
  'POST /connected-apps/apps/:key/connect': ({ owner }) => ({ owner }),
  'POST /connected-apps/complete': async (caller) => ({ ticket: await ticketOf(caller) }),
};

const prepared = async (route: Route, caller: Caller): Promise<Request> => {
  if (route.path.endsWith('/:set')) {
    return { path: route.path.replace(':key', 'demo-mail').replace(':set', 'none') };
  }
  if (route.path.startsWith('/api/')) {
    const { pathname, search, searchParams } = await callbackOf(caller);
    return route.method === 'GET'
      ? { path: pathname + search }
      : { path: pathname, body: searchParams };
  }
  const key =
    route.method === 'DELETE' && route.path.endsWith('/:key') ? newApp : () => 'demo-mail';
  let { path } = route;
  if (path.includes(':key')) path = path.replace(':key', await key());
  const uidOf = path.includes('/flows/') ? deviceFlowOf : connectionOf;
  if (path.includes(':uid')) path = path.replace(':uid', await uidOf(caller));
  return { path, body: await BODIES[idOf(route)]?.(caller) };
};

const send = async (
  { method }: Route,
  { path, body }: Request,
  headers: Record<string, string>
): Promise<number> => {
  const isForm = body instanceof URLSearchParams;
  const response = await fetch(house.booted.url + path, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body && !isForm ? { 'content-type': 'application/json' } : {}) },
    body: isForm ? body : body && JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
};

/** All that the plugin has stored: a refused request leaves it as it is. */
const stored = async (): Promise<unknown> =>
  Promise.all(
    ['connected-app', 'connection', 'authorization-request'].map((name) =>
      house.strapi.db
        .query(`plugin::connected-apps.${name}` as 'plugin::connected-apps.connection')
        .findMany({ orderBy: { id: 'asc' } })
    )
  );

/** The status of every route for one caller, each with a request of its own. */
const statusesFor = async (caller: Caller): Promise<Record<string, number>> => {
  const requests: [Route, Request][] = [];
  for (const route of declaredRoutes()) requests.push([route, await prepared(route, caller)]);
  await caller.beforeSending?.();
  const statuses: Record<string, number> = {};
  for (const [route, request] of requests) {
    const before = await stored();
    const status = await send(route, request, caller.headers);
    statuses[idOf(route)] = status;
    if (status >= 400) expect([idOf(route), await stored()]).toEqual([idOf(route), before]);
  }
  return statuses;
};

const expectedFor = (isAllowed: (row: Row) => boolean, refused: number | null) =>
  Object.fromEntries(
    declaredRoutes().map((route) => {
      const row = rowOf(route);
      return [idOf(route), isAllowed(row) || refused === null ? row.success : refused];
    })
  );

describe('the access matrix', () => {
  it('has a row for every route that the plugin declares, and for no other', () => {
    expect(declaredRoutes().map(idOf).sort()).toEqual(Object.keys(MATRIX).sort());
  });

  it("has a row for every route that Strapi serves under the plugin's name", () => {
    expect(servedRoutes().sort()).toEqual(Object.keys(MATRIX).sort());
  });

  it('names every permission, and only those that exist', () => {
    const named = Object.values(MATRIX).flatMap(({ allowed, together = [] }) => [
      ...(typeof allowed === 'string' ? [] : allowed),
      ...together,
    ]);
    expect([...new Set(named)].sort()).toEqual([...PERMISSIONS].sort());
  });
});

describe('every route', () => {
  it.each(Object.keys(REFUSED))('answers %s as the matrix says', async (name) => {
    const caller = await CALLERS[name]?.(house);
    if (!caller) throw new Error(`nobody is called ${name}`);
    const expected = expectedFor(
      ({ allowed }) =>
        allowed === 'everybody' || (allowed === 'the panel' && IN_PANEL.includes(name)),
      REFUSED[name] ?? null
    );
    expect(await statusesFor(caller)).toEqual(expected);
  });

  it.each(PERMISSIONS)('answers a role with %s alone as the matrix says', async (permission) => {
    const caller = await withPermissions(house, [permission]);
    const expected = expectedFor(
      ({ allowed }) => typeof allowed === 'string' || allowed.includes(permission),
      403
    );
    expect(await statusesFor(caller)).toEqual(expected);
  });

  it.each(Object.entries(MATRIX).flatMap(([, { together }]) => (together ? [together] : [])))(
    'answers a role with %s and %s as the matrix says',
    async (...permissions) => {
      const caller = await withPermissions(house, permissions);
      const expected = expectedFor(
        ({ allowed, together = [] }) =>
          typeof allowed === 'string' ||
          permissions.some((permission) => allowed.includes(permission)) ||
          (together.length > 0 && together.every((one) => permissions.includes(one))),
        403
      );
      expect(await statusesFor(caller)).toEqual(expected);
    }
  );
});
