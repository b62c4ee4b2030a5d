import { setTimeout as sleep } from 'node:timers/promises';

import { UID } from '../../server/src/constants';
import type { Confirmation } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House } from '../support/strapi/house';
import { consent, HttpBrowser } from '../support/strapi/http-browser';
import { until } from '../support/until';

const APP = 'demo-mail';
const RETURN_TO = '/plugins/inbox';
const POLL_MS = 50;

let house: House;

beforeAll(async () => {
  house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

beforeEach(async () => {
  const ref = { app: APP };
  if ((await house.tokens.status(ref)).status !== 'not_connected')
    await house.tokens.disconnect(ref);
  // Questions of earlier tests that nobody has answered.
  await house.strapi.db.query(UID.authorizationRequest).deleteMany({ where: { appKey: APP } });
  await sleep(POLL_MS);
  await house.provider.resetRequests();
});

afterEach(() => jest.restoreAllMocks());

const rows = () => house.strapi.db.query(UID.connection).findMany({ where: { appKey: APP } });

const revocations = async (count: number): Promise<number> => {
  const asked = () => house.provider.requestsTo('/token/revocation');
  await until(`${count} revocations`, async () => (await asked()) >= count);
  return asked();
};

/** A plugin starts for the shared owner; somebody consents with an account of their own. */
const sentTicket = async (
  account: 'jane' | 'john',
  options: { startedBy?: string } = {}
): Promise<string> => {
  const { authorizationUrl } = await house.tokens.connect(
    { app: APP },
    { returnTo: RETURN_TO, ...options }
  );
  const callback = await consent(authorizationUrl.href, { account }, new HttpBrowser());
  const ticket = (await house.visitCallback(callback)).fragment.get('ticket');
  if (!ticket) throw new Error('no ticket');
  return ticket;
};

const connectShared = async (account: 'jane' | 'john') => {
  const { status } = await house.complete(
    house.admin,
    await house.ticket(house.admin, APP, { account, connect: { owner: 'shared' } })
  );
  expect(status).toBe(200);
};

const question = async (who: Admin, ticket: string): Promise<Confirmation> => {
  const { status, body } = await house.confirm(who, ticket);
  expect(status).toBe(200);
  if (body.data.state !== 'confirm') throw new Error(JSON.stringify(body.data));
  return body.data;
};

const sharedAccount = async () => {
  const status = await house.tokens.status({ app: APP });
  return status.status === 'not_connected' ? null : status.accountLabel;
};

describe('S06 a shared flow without a starter, completed with an account of mallory', () => {
  it('changes nothing when its link is opened, however often, and says what it would do', async () => {
    await connectShared('jane');
    const before = JSON.stringify(await rows());
    const ticket = await sentTicket('john');
    const asked = await question(house.admin, ticket);
    expect(asked).toEqual({
      state: 'confirm',
      appKey: APP,
      appName: 'Demo Mail',
      owner: { kind: 'shared', id: 'shared', label: null },
      current: { accountLabel: 'jane@demo.test', values: {} },
      proposed: { accountLabel: 'john@demo.test', values: {} },
      isOtherAccount: true,
      isSameAccount: false,
    });
    expect(await question(house.admin, ticket)).toEqual(asked);
    expect(JSON.stringify(await rows())).toBe(before);
    expect(await house.provider.requestsTo('/token')).toBe(2);
  });

  it('is revoked when the person cancels, and the existing connection stays', async () => {
    await connectShared('jane');
    const ticket = await sentTicket('john');
    await question(house.admin, ticket);
    const { body } = await house.confirm(house.admin, ticket, false);
    expect(body.data).toEqual({ state: 'cancelled', appKey: APP });
    expect(await revocations(1)).toBe(1);
    expect(await sharedAccount()).toBe('jane@demo.test');
    expect((await house.confirm(house.admin, ticket, true)).status).toBe(409);
    expect(await sharedAccount()).toBe('jane@demo.test');
  });

  it('connects when the person agrees, and only once', async () => {
    const ticket = await sentTicket('john');
    expect(await question(house.admin, ticket)).toMatchObject({ current: null });
    expect(await sharedAccount()).toBeNull();
    const answers = await Promise.all([
      house.confirm(house.admin, ticket, true),
      house.confirm(house.admin, ticket, true),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await sharedAccount()).toBe('john@demo.test');
    expect(await revocations(0)).toBe(0);
    expect(await house.tokens.getAccessToken({ app: APP })).toEqual(expect.any(String));
  });

  it('cannot be agreed to before the question, or by anybody else', async () => {
    const ticket = await sentTicket('john');
    const early = await house.confirm(house.admin, ticket, true);
    expect(early.body.data).toMatchObject({ state: 'confirm' });
    const editor = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    expect((await house.confirm(editor, ticket, true)).status).toBe(409);
    expect(await sharedAccount()).toBeNull();
    expect((await house.confirm(house.admin, ticket, true)).status).toBe(200);
  });

  it('asks again if another account has been connected since the question', async () => {
    const ticket = await sentTicket('john');
    await question(house.admin, ticket);
    await connectShared('jane');
    const { body } = await house.confirm(house.admin, ticket, true);
    expect(body.data).toMatchObject({
      state: 'confirm',
      current: { accountLabel: 'jane@demo.test', values: {} },
    });
    expect(await sharedAccount()).toBe('jane@demo.test');
  });

  it('is revoked when nobody answers in time', async () => {
    const ticket = await sentTicket('john');
    await question(house.admin, ticket);
    house.travel(301);
    expect((await house.confirm(house.admin, ticket, true)).status).toBe(410);
    await house.runCronJob('flow-sweep');
    expect(await revocations(1)).toBe(1);
    expect(await sharedAccount()).toBeNull();
  });

  it('keeps its tokens sealed while it waits', async () => {
    const ticket = await sentTicket('john');
    await question(house.admin, ticket);
    const flows = house.strapi.db.query(UID.authorizationRequest);
    const [flow] = await flows.findMany({ where: { status: 'confirming' } });
    const { authorizationRequests, heldGrants } = house.booted.internals.store;
    const request = await authorizationRequests.findByTicket(ticket);
    if (!request) throw new Error('no flow');
    const { obtained } = heldGrants.open(request);
    expect(flow.heldGrant).not.toContain(obtained.accessToken);
    expect(JSON.stringify(flow)).not.toContain(obtained.accessToken);
  });
});

describe('S06 a shared flow that a plugin starts for an admin', () => {
  it('is completed by this admin, and nobody else', async () => {
    const { documentId: startedBy } = house.admin;
    const other = await createAdminWith(house.strapi, [
      'plugin::connected-apps.connections.connect',
      'plugin::connected-apps.connections.connect-shared',
    ]);
    const stolen = await house.confirm(other, await sentTicket('john', { startedBy }));
    expect([stolen.status, stolen.body.error?.details.code]).toEqual([403, 'owner_not_allowed']);
    const own = await house.confirm(house.admin, await sentTicket('jane', { startedBy }));
    expect(own.body.data).toMatchObject({ accountLabel: 'jane@demo.test', values: {} });
  });

  it.each([[null], [undefined], ['']])('is not started for %p', async (startedBy) => {
    const options = { returnTo: RETURN_TO, startedBy } as { returnTo: string; startedBy: string };
    await expect(house.tokens.connect({ app: APP }, options)).rejects.toThrow(TypeError);
  });
});

describe("S06 a person's own connection", () => {
  it('needs a confirmation before another account replaces it, but not for the same account', async () => {
    const user = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    await house.connect(user, APP, { account: 'jane' });
    await house.connect(user, APP, { account: 'jane' });
    const ticket = await house.ticket(user, APP, { account: 'john' });
    expect(await question(user, ticket)).toMatchObject({ isOtherAccount: true });
    const labels = async () =>
      (await house.connectionsOf(user)).map(({ accountLabel }) => accountLabel);
    expect(await labels()).toEqual(['jane@demo.test']);
    expect((await house.confirm(user, ticket, true)).status).toBe(200);
    expect(await labels()).toEqual(['john@demo.test']);
  });
});
