import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { appUnreadable, serverUrlInvalid } from '../../../../server/src/errors/definitions';
import type { AuthorizationUrlInput, OAuthClient } from '../../../../server/src/oauth/types';
import type { FlowStart } from '../../../../server/src/services/authorization/prepared-start';
import { createStart, type StartParts } from '../../../../server/src/services/authorization/start';
import { isSameOwner } from '../../../../server/src/owners/owner';
import type { App } from '../../../../server/src/store/apps';
import type { NewAuthorizationRequest } from '../../../../server/src/store/authorization-requests';
import { appRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

const NOW_MS = 1_800_000_000_000;
const endpoint = 'https://mail.example.com/oauth';
const APP = appRow({
  authorizationEndpoint: endpoint,
  tokenEndpoint: endpoint,
  scopes: ['openid', 'mail.read', 'mail.send'],
  configVersion: 7,
});

const JANE: FlowStart = {
  appKey: 'mail',
  owner: { kind: 'admin', id: 'jane' },
  account: 'default',
  startedBy: 'jane',
};

const ADDRESSES: StartParts['addresses'] = {
  assertReachable: () => undefined,
  panelUrl: () => 'https://cms.example.com/admin',
  redirectUri: (appKey) => `https://cms.example.com/callback/${appKey}`,
};

const RULES = { assertUrlAllowed: (url: string) => new URL(url) };

const clientsThat = (
  buildAuthorizationUrl: OAuthClient['buildAuthorizationUrl']
): StartParts['providerClients'] => {
  const client = { buildAuthorizationUrl } satisfies Partial<OAuthClient>;
  return { clientFor: async () => client as OAuthClient, formRules: RULES };
};

/** Starts flows whose rows are in memory, oldest first. */
const setUp = (parts: Partial<StartParts> = {}) => {
  let rows: NewAuthorizationRequest[] = [];
  const sent: AuthorizationUrlInput[] = [];
  const order: string[] = [];
  const faults: unknown[] = [];
  const authorizationRequests = {
    create: async (request) => {
      order.push('create');
      rows = [...rows, request];
      return `flow-${rows.length}`;
    },
    endSurplus: async ({ owner, startedBy }, keep) => {
      order.push('endSurplus');
      const isOfStarter = (row: NewAuthorizationRequest) =>
        row.startedBy === startedBy && isSameOwner(row.owner, owner);
      const kept = rows.filter(isOfStarter).slice(-keep);
      rows = rows.filter((row) => !isOfStarter(row) || kept.includes(row));
    },
  } satisfies Partial<StartParts['store']['authorizationRequests']>;
  const { redirect } = createStart({
    clock: { now: () => NOW_MS, monotonicMs: () => 0 },
    store: { authorizationRequests } as StartParts['store'],
    owners: { isAllowed: async () => true },
    addresses: ADDRESSES,
    apps: { get: async () => APP },
    appFaults: { recordRefusedConnect: async (_app, error) => void faults.push(error) },
    providerClients: clientsThat(async (input) => {
      sent.push(input);
      return new URL(`${endpoint}?state=${input.state}`);
    }),
    sweep: async () => order.push('sweep'),
    ...parts,
  });
  return {
    start: (changes: Partial<FlowStart> = {}) => redirect({ ...JANE, ...changes }),
    rows: () => rows,
    sent,
    order,
    faults,
  };
};

describe('the start of a flow', () => {
  it("leads to the provider's consent page, and keeps for ten minutes what was sent there", async () => {
    const { start, rows, sent } = setUp();
    const url = await start({ returnTo: '/plugins/inbox' });
    const { state, codeVerifier, nonce } = only(sent);
    expect(url.href).toBe(`${endpoint}?state=${state}`);
    expect(only(rows())).toEqual({
      variableValues: null,
      ...JANE,
      state,
      codeVerifier,
      nonce,
      redirectUri: 'https://cms.example.com/callback/mail',
      scopes: APP.scopes,
      returnTo: '/plugins/inbox',
      appUid: 'app',
      configVersion: 7,
      expiresAt: new Date(NOW_MS + 10 * 60_000),
    });
    expect(only(sent)).toMatchObject({
      redirectUri: 'https://cms.example.com/callback/mail',
      scopes: APP.scopes,
    });
  });

  it('never reuses a state, code verifier or nonce', async () => {
    const { start, sent } = setUp();
    await start();
    await start();
    const values = sent.flatMap(({ state, codeVerifier, nonce }) => [state, codeVerifier, nonce]);
    expect(new Set(values).size).toBe(6);
  });

  it('requests the scopes that were chosen, and sends a nonce only with openid', async () => {
    const { start, rows, sent } = setUp();
    await start({ scopes: ['mail.read'] });
    expect(only(sent)).toMatchObject({ scopes: ['mail.read'], nonce: null });
    expect(only(rows())).toMatchObject({ scopes: ['mail.read'], nonce: null });
    await start({ scopes: ['openid'] });
    expect(sent[1]).toMatchObject({ scopes: ['openid'], nonce: expect.any(String) });
  });

  it.each([
    [{ scopes: ['mail.read', 'mail.delete'] }, 'scopes', 'The scope "mail.delete" is not among'],
    [{ returnTo: '//evil.example.com' }, 'returnTo', 'Enter an address inside the panel'],
  ])('refuses %j and names the field, before anything is stored', async (changes, field, text) => {
    const { start, order } = setUp();
    await expect(start(changes)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(text),
      details: { errors: [{ path: [field] }] },
    });
    expect(order).toEqual([]);
  });
});

describe('a start that fails', () => {
  const failWith = (error: Error) => () => {
    throw error;
  };
  const unreachable = serverUrlInvalid('mail', 'server_url_unreachable', 'No browser gets there.');
  const appThat = (changes: Partial<App>) => ({
    apps: { get: async () => ({ ...APP, ...changes }) },
  });

  const FAILURES: [string, Partial<StartParts>, object][] = [
    ['the app is switched off', appThat({ enabled: false }), { code: 'app_disabled' }],
    ['the app is incomplete', appThat({ tokenEndpoint: null }), { reason: 'incomplete' }],
    [
      'no browser can return',
      { addresses: { ...ADDRESSES, assertReachable: failWith(unreachable) } },
      unreachable,
    ],
    [
      'the owner is deactivated',
      { owners: { isAllowed: async () => false } },
      { code: 'owner_not_allowed', owner: JANE.owner },
    ],
    [
      'the client secret is unreadable',
      { providerClients: { clientFor: failWith(appUnreadable('mail')), formRules: RULES } },
      { code: 'key_unavailable' },
    ],
    [
      'the address of the provider is unusable',
      { providerClients: clientsThat(failWith(new Error('not a URL'))) },
      { message: 'not a URL' },
    ],
  ];

  it.each(FAILURES)('stores nothing and ends no flow: %s', async (_what, parts, error) => {
    const { start, order } = setUp(parts);
    await expect(start()).rejects.toMatchObject(error);
    expect(order).toEqual([]);
  });
});

describe('a pushed authorization request that the provider refuses', () => {
  it("stores no flow, and is the app's fault", async () => {
    const refusal = new ConnectedAppsError('provider_rejected', 'Who are you?', {
      reason: 'invalid_client',
    });
    const { start, order, faults } = setUp({
      providerClients: clientsThat(() => Promise.reject(refusal)),
    });
    await expect(start()).rejects.toBe(refusal);
    expect(order).toEqual([]);
    expect(faults).toEqual([refusal]);
  });
});

describe('the open flows of a starter', () => {
  it('are ten for an owner, however many start at once; nobody else loses one', async () => {
    const { start, rows } = setUp();
    await start({ startedBy: null });
    await start({ owner: { kind: 'shared' } });
    await Promise.all(Array.from({ length: 12 }, () => start()));
    const ofJane = rows().filter(({ owner, startedBy }) => owner.kind === 'admin' && startedBy);
    expect(ofJane).toHaveLength(10);
    expect(rows()).toHaveLength(12);
  });

  it('are counted after the new one is stored, and then the table is swept', async () => {
    const { start, order } = setUp();
    await start();
    expect(order).toEqual(['create', 'endSurplus', 'sweep']);
  });
});
