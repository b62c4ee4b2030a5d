import type { ConnectionSummary } from '../../server/src/contracts';
import type { Owner } from '../../server/src/owners/kinds';
import type { ConnectionEvent } from '../../server/src/services/runtime/events';
import { says } from '../support/faults/responses';
import { FaultHouse, outcomeOf, type FaultyApp } from '../support/faults/house';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const REFUSAL = says(403, { message: 'User has been deactivated' });
const TRIED_FOR_DAYS = 7;

let faultHouse: FaultHouse;
let heard: string[];

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
  const { eventHub } = faultHouse.house.strapi;
  for (const name of ['failing', 'needs-reconnect', 'refreshed']) {
    eventHub.on(`connected-apps.connection.${name}`, async ({ state }: ConnectionEvent) => {
      heard.push(`${name}: ${state?.name}`);
    });
  }
}, 120_000);

afterAll(() => faultHouse?.close());

beforeEach(() => {
  heard = [];
});

afterEach(() => jest.restoreAllMocks());

const shown = async (app: FaultyApp): Promise<ConnectionSummary> => {
  const all = await faultHouse.house.connectionsOf(app.owner);
  const found = all.find(({ appKey }) => appKey === app.key);
  if (!found) throw new Error('the connection is gone');
  return found;
};

const pressTryAgain = async (app: FaultyApp) => {
  const { uid } = await shown(app);
  return faultHouse.house.api<ConnectionSummary>(app.owner, 'post', `/connections/${uid}/refresh`);
};

/** Its token has expired, and the provider refuses to refresh it. */
const refusedOnce = async (): Promise<FaultyApp> => {
  const app = await faultHouse.app({ scopes: ['openid', 'email', 'mail.read'] });
  await app.connect();
  await app.inject('token', REFUSAL);
  faultHouse.travel(HOUR);
  await outcomeOf(app.getAccessToken());
  return app;
};

/** There is nothing to compare it with, so the verdict takes a day. */
const judgedRefused = async (): Promise<FaultyApp> => {
  const app = await refusedOnce();
  for (let second = HOUR; second <= 26 * HOUR; second += 15 * MINUTE) {
    faultHouse.travel(second);
    await outcomeOf(app.getAccessToken());
  }
  return app;
};

describe('P01 a connection that the provider refuses to refresh', () => {
  it('is reported to its owner once, at the first refusal', async () => {
    const app = await refusedOnce();
    expect(heard).toEqual(['failing: failing']);
    const { status, state } = await shown(app);
    expect(status).toBe('active');
    expect(state).toMatchObject({
      name: 'failing',
      turn: 'owner',
      canTryAgain: true,
      isTokenValid: false,
      fault: { blame: 'unknown', code: 'provider_rejected', reason: 'http_403' },
    });
    expect(state.fault?.message).toContain('User has been deactivated');
    faultHouse.travel(HOUR + 20 * MINUTE);
    await outcomeOf(app.getAccessToken());
    expect(heard).toEqual(['failing: failing']);
  });

  it('is reported to plugins, with the time of the first failure and the last error', async () => {
    const app = await refusedOnce();
    const first = await faultHouse.house.tokens.status(app.ref);
    expect(first).toMatchObject({
      status: 'active',
      failingSince: expect.any(Date),
      lastError: { code: 'provider_rejected', reason: 'http_403' },
      state: { name: 'failing' },
    });
    faultHouse.travel(HOUR + 20 * MINUTE);
    await outcomeOf(app.getAccessToken());
    const second = await faultHouse.house.tokens.status(app.ref);
    if (first.status === 'not_connected' || second.status === 'not_connected') throw new Error();
    expect(second.failingSince).toEqual(first.failingSince);
    expect(second.lastError?.at).not.toBe(first.lastError?.at);
  });

  it("is not the app's fault", async () => {
    const app = await refusedOnce();
    expect(await app.appFault()).toBeNull();
  });

  it('says to its callers whose turn it is, without a request to the provider', async () => {
    const app = await refusedOnce();
    const { requests } = app.provider.token;
    await expect(app.getAccessToken()).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'http_403',
      message: expect.stringContaining('Try again or Reconnect'),
    });
    expect(app.provider.token.requests).toBe(requests);
  });

  it('needs a reconnect after eight tries in a day', async () => {
    const app = await judgedRefused();
    expect(app.provider.token.requests).toBe(8);
    expect(heard).toEqual(['failing: failing', 'needs-reconnect: needs_reconnect']);
    expect(await shown(app)).toMatchObject({
      status: 'needs_reconnect',
      statusReason: 'refused',
      state: { name: 'needs_reconnect', turn: 'owner', canTryAgain: true },
    });
    expect(await outcomeOf(app.getAccessToken())).toBe('needs_reconnect (refused)');
  });
});

describe('P01 a wrong verdict', () => {
  it('heals when the owner presses Try again', async () => {
    const app = await judgedRefused();
    await app.repair('token');
    heard = [];
    const { status, body } = await pressTryAgain(app);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      status: 'active',
      state: { name: 'connected', fault: null },
    });
    expect(heard).toEqual(['refreshed: connected']);
    expect(await app.isAccepted(await app.getAccessToken())).toBe(true);
  });

  it('heals by itself: the background tries once a day', async () => {
    const app = await judgedRefused();
    await app.repair('token');
    app.provider.token.resetCounts();
    faultHouse.travel(26 * HOUR + DAY);
    await app.refreshInBackground();
    expect(app.provider.token.requests).toBe(1);
    expect(await shown(app)).toMatchObject({ status: 'active', state: { name: 'connected' } });
  });

  it('is tried for seven days, and then no more', async () => {
    const app = await judgedRefused();
    app.provider.token.resetCounts();
    for (let hour = 1; hour <= 14 * 24; hour += 1) {
      faultHouse.travel(26 * HOUR + hour * HOUR);
      await app.refreshInBackground();
    }
    expect(app.provider.token.requests).toBe(TRIED_FOR_DAYS);
    expect(await app.row()).toMatchObject({ status: 'needs_reconnect', nextRefreshAt: null });
    expect(heard.filter((event) => event.startsWith('needs-reconnect'))).toHaveLength(1);
  });

  it('keeps the refresh token through another refused try', async () => {
    const app = await judgedRefused();
    expect((await pressTryAgain(app)).body.error).toMatchObject({
      details: { code: 'provider_rejected' },
    });
    expect(await shown(app)).toMatchObject({ status: 'needs_reconnect', hasRefreshToken: true });
    await app.repair('token');
    expect((await pressTryAgain(app)).body.data).toMatchObject({ status: 'active' });
  });

  it('is tried at once when an administrator edits the app', async () => {
    const app = await judgedRefused();
    await app.repair('token');
    const { house } = faultHouse;
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data: { name: `${app.key} 2` } });
    await app.refreshInBackground();
    expect(await shown(app)).toMatchObject({ status: 'active' });
  });

  it('is cleared by a reconnect', async () => {
    const app = await judgedRefused();
    await app.repair('token');
    await app.connect();
    expect(await app.row()).toMatchObject({
      status: 'active',
      failureCount: 0,
      failingSince: null,
      fault: null,
      strikes: 0,
      needsReconnectSince: null,
    });
  });
});

describe('P02 a 429 for the account of one user', () => {
  it('affects nobody else, and causes no request before its time', async () => {
    const app = await faultHouse.app();
    await app.connect();
    await app.inject('token', says(429, '', { 'retry-after': String(HOUR) }));
    const { house } = faultHouse;
    await house.connect(house.editor, app.key).catch(() => undefined);
    faultHouse.travel(HOUR);
    expect(await outcomeOf(app.getAccessToken())).toContain('again in 60 min');
    const before = app.provider.token.requests;
    const pressed = await pressTryAgain(app);
    expect(pressed.body.error?.details.code).toBe('provider_unavailable');
    expect(app.provider.token.requests).toBe(before);
  });
});

describe('P03 an app that the provider refuses for everybody', () => {
  const COLLEAGUES: Owner[] = [
    { kind: 'shared' },
    // Deactivated or gone: this token is not asked for, so it never fails.
    { kind: 'admin', id: 'a-former-colleague' },
  ];

  const connectColleagues = async (app: FaultyApp): Promise<void> => {
    const { grants } = faultHouse.house.booted.internals.store;
    const row = await app.row();
    if (!row) throw new Error('the connection is gone');
    const grant = { ...row, accessToken: 'access', refreshToken: 'refresh', subject: null };
    for (const owner of COLLEAGUES) {
      const { uid: _uid, owner: _owner, ...rest } = grant;
      await grants.save({ appKey: app.key, owner, account: 'default' }, () => rest);
    }
  };

  it('ends no connection, and is reported to admins, even if an owner is deactivated', async () => {
    faultHouse.travel(0);
    const app = await faultHouse.app({ scopes: ['openid', 'email', 'mail.read'] });
    await app.connect();
    await connectColleagues(app);
    await app.inject('token', says(400, { error: 'invalid_request' }));
    for (let second = HOUR; second <= 30 * HOUR; second += 15 * MINUTE) {
      faultHouse.travel(second);
      await outcomeOf(app.getAccessToken());
      await outcomeOf(faultHouse.house.tokens.getAccessToken({ app: app.key }));
    }
    expect(await shown(app)).toMatchObject({ status: 'active', state: { turn: 'admin' } });
    expect(await app.appFault()).toBe('provider_rejected');
  });
});
