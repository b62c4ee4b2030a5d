import { nth, present } from '../support/elements';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { consent } from '../support/strapi/http-browser';
import { House } from '../support/strapi/house';

let house: House;
let person: Admin;

beforeAll(async () => {
  house = await House.open();
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

beforeEach(async () => {
  person = await createAdminWith(house.strapi, [
    ...EDITOR_ACTIONS,
    'plugin::connected-apps.connections.connect-shared',
  ]);
});

afterEach(() => jest.restoreAllMocks());

const UNKNOWN = { state: 'unknown' };

/** A flow whose answer has arrived: what the completion page gets. */
const arrival = async (connect: object = {}, decision: 'allow' | 'deny' = 'allow') => {
  const url = await house.authorizationUrl(person, 'demo-mail', connect);
  const { fragment } = await house.visitCallback(await consent(url, { decision }));
  return { ticket: fragment.get('ticket') ?? '', flow: fragment.get('flow') ?? '' };
};

const completed = async (connect: object = {}) => {
  const { ticket, flow } = await arrival(connect);
  expect((await house.complete(person, ticket)).status).toBe(200);
  return flow;
};

describe('the outcome of a flow, after a reload of the completion page', () => {
  it('U03 is the connection that the flow created, and the way back', async () => {
    const { ticket, flow } = await arrival({ returnTo: '/plugins/inbox' });
    const { body } = await house.complete(person, ticket);
    expect(await house.outcome(person, flow)).toEqual({
      state: 'connected',
      connection: body.data,
    });
    expect(body.data).toMatchObject({
      accountLabel: 'jane@demo.test',
      appName: 'Demo Mail',
      returnTo: '/plugins/inbox',
    });
  });

  it('U03 is unknown to anybody else, as if there were no such flow', async () => {
    const [mine, shared] = [await completed(), await completed({ owner: 'shared' })];
    for (const flow of [mine, shared, crypto.randomUUID(), 'no-id', '%00']) {
      expect(await house.outcome(house.admin, flow)).toEqual(UNKNOWN);
    }
    expect(await house.outcome(person, shared)).toMatchObject({ state: 'connected' });
  });

  it('U03 belongs to whoever completed the flow, if a plugin started it', async () => {
    const { authorizationUrl } = await house.tokens.connect(
      { app: 'demo-mail' },
      { returnTo: '/plugins/connected-apps' }
    );
    const { fragment } = await house.visitCallback(await consent(authorizationUrl.href));
    const flow = fragment.get('flow') ?? '';
    expect(await house.outcome(person, flow)).toEqual(UNKNOWN);
    const ticket = fragment.get('ticket') ?? '';
    expect((await house.complete(person, ticket)).status).toBe(200);
    expect(await house.outcome(person, flow)).toEqual({ state: 'open', appKey: 'demo-mail' });
    expect((await house.confirm(person, ticket, true)).status).toBe(200);
    expect(await house.outcome(person, flow)).toMatchObject({ state: 'connected' });
    expect(await house.outcome(house.admin, flow)).toEqual(UNKNOWN);
  });

  it('U03 names no connection that has ended or needs a reconnect since', async () => {
    const flow = await completed();
    const { uid } = nth(await house.connectionsOf(person), 0);
    const connection = await house.booted.internals.connections.find(uid);
    await house.booted.internals.store.connections.markNeedsReconnect(present(connection), {
      reason: 'invalid_grant',
      fault: null,
      at: new Date(),
      nextRefreshAt: null,
    });
    expect(await house.outcome(person, flow)).toEqual({ state: 'ended', appKey: 'demo-mail' });
    await house.api(person, 'delete', `/connections/${uid}`);
    expect(await house.outcome(person, flow)).toEqual({ state: 'ended', appKey: 'demo-mail' });
  });

  it('U03 says that the flow is open, until it is completed or has expired', async () => {
    const { flow } = await arrival();
    expect(await house.outcome(person, flow)).toEqual({ state: 'open', appKey: 'demo-mail' });
    house.travel(301);
    expect(await house.outcome(person, flow)).toEqual({ state: 'ended', appKey: 'demo-mail' });
  });

  it('U03 says that the flow has ended, if the person refused or the exchange failed', async () => {
    const refused = await arrival({}, 'deny');
    const failed = await arrival();
    expect((await house.complete(house.admin, failed.ticket)).status).toBe(403);
    for (const { flow } of [refused, failed]) {
      expect(await house.outcome(person, flow)).toEqual({ state: 'ended', appKey: 'demo-mail' });
    }
  });

  it('U03 is forgotten with the flow, an hour after it is over', async () => {
    const flow = await completed();
    house.travel(3_600);
    await house.runCronJob('flow-sweep');
    expect(await house.outcome(person, flow)).toMatchObject({ state: 'connected' });
    house.travel(3_600 + 301);
    await house.runCronJob('flow-sweep');
    expect(await house.outcome(person, flow)).toEqual(UNKNOWN);
  });

  it('U03 contains no token', async () => {
    const flow = await completed();
    const text = JSON.stringify(await house.outcome(person, flow));
    const owner = { kind: 'admin', id: person.documentId } as const;
    expect(text).not.toContain(await house.tokens.getAccessToken({ app: 'demo-mail', owner }));
  });
});
