import type { AppDetails, DeviceFlow } from '../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS, type Admin } from '../support/strapi/admins';
import { House, ownerOf } from '../support/strapi/house';
import { enterCode } from '../support/strapi/http-browser';

jest.setTimeout(120_000);

let house: House;
let app: AppDetails;

beforeAll(async () => {
  house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
  app = await house.createApp({
    name: 'Code Mail',
    authorizationEndpoint: null,
    protocol: { grantType: 'device_code' },
  });
}, 120_000);

afterAll(() => house?.close());

let jane: Admin;

beforeEach(async () => {
  jane = await createAdminWith(house.strapi, EDITOR_ACTIONS);
  await house.provider.resetRequests();
});

afterEach(() => jest.restoreAllMocks());

const polls = () => house.provider.requestsTo('/token');

const start = () => house.startDevice(jane, app.key);

/** Waits as long as the flow asks for. */
const pollWhenDue = async (flow: DeviceFlow) => {
  house.travel(flow.intervalSeconds);
  return house.poll(jane, flow);
};

const rowOf = (flow: DeviceFlow) =>
  house.booted.internals.store.authorizationRequests.findByUid(flow.flow);

describe('a person who connects with a code', () => {
  it('is connected after entering it at the provider, and plugins get a token', async () => {
    const flow = await start();
    expect(flow).toMatchObject({ kind: 'device', appName: 'Code Mail', intervalSeconds: 5 });
    expect(flow.verificationUri).toBe(`${house.provider.issuer}/device`);
    expect(flow.verificationUriComplete).toContain(`user_code=${flow.userCode}`);
    const early = await pollWhenDue(flow);
    expect(early.body.data).toEqual({
      state: 'pending',
      retryAfterSeconds: 5,
      isProviderFailing: false,
    });
    await enterCode(flow);
    house.travel(10);
    const { status, body } = await house.poll(jane, flow);
    expect([status, body.data]).toEqual([
      200,
      expect.objectContaining({ accountLabel: 'jane@demo.test', appName: 'Code Mail' }),
    ]);
    const token = await house.tokens.getAccessToken({ app: app.key, owner: ownerOf(jane) });
    expect(token).not.toBe('');
    expect(await rowOf(flow)).toMatchObject({ status: 'completed', sealedDeviceCode: null });
    expect((await house.poll(jane, flow)).body.data).toMatchObject({ appName: 'Code Mail' });
  });

  it('sees no device code: it is stored sealed, and no response has it', async () => {
    const flow = await start();
    const row = await rowOf(flow);
    const { deviceFlows } = house.booted.internals.store;
    if (!row) throw new Error('the flow has no row');
    const deviceCode = deviceFlows.openDeviceCode(row);
    expect(row.sealedDeviceCode).not.toContain(deviceCode);
    expect(JSON.stringify([flow, (await pollWhenDue(flow)).body])).not.toContain(deviceCode);
  });

  it('polls once in an interval, however many ask at once', async () => {
    const flow = await start();
    await house.poll(jane, flow);
    expect(await polls()).toBe(0);
    house.travelAndStay(flow.intervalSeconds + 1);
    const answers = await Promise.all(Array.from({ length: 8 }, () => house.poll(jane, flow)));
    expect(await polls()).toBe(1);
    expect(answers.map(({ body }) => body.data)).toEqual(
      answers.map(() => expect.objectContaining({ state: 'pending', isProviderFailing: false }))
    );
  });

  it('connects once, however many ask at once after the consent', async () => {
    const flow = await start();
    await enterCode(flow);
    house.travelAndStay(flow.intervalSeconds + 1);
    const answers = await Promise.all(Array.from({ length: 5 }, () => house.poll(jane, flow)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(await polls()).toBe(1);
    expect(await house.connectionsOf(jane)).toHaveLength(1);
  });

  it('learns that they refused, and the flow is over', async () => {
    const flow = await start();
    await enterCode(flow, { decision: 'deny' });
    const { body } = await pollWhenDue(flow);
    expect(body.data).toEqual({ state: 'denied', appKey: app.key });
    expect(await rowOf(flow)).toMatchObject({ status: 'failed', sealedDeviceCode: null });
  });

  it('must confirm another account than the connected one', async () => {
    const first = await start();
    await enterCode(first);
    await pollWhenDue(first);
    const second = await start();
    await enterCode(second, { account: 'john' });
    house.travel(30);
    const question = await house.poll(jane, second);
    expect(question.body.data).toMatchObject({
      state: 'confirm',
      current: { accountLabel: 'jane@demo.test' },
      proposed: { accountLabel: 'john@demo.test' },
    });
    expect((await house.poll(jane, second)).body.data).toEqual(question.body.data);
    const answered = await house.poll(jane, second, true);
    expect(answered.body.data).toMatchObject({ accountLabel: 'john@demo.test' });
  });

  it('cancels: the flow ends at once, and the provider is not asked again', async () => {
    const flow = await start();
    const cancelled = await house.api(jane, 'delete', `/flows/${flow.flow}`);
    expect([cancelled.status, cancelled.body.data]).toEqual([200, { appKey: app.key }]);
    expect(await rowOf(flow)).toMatchObject({ status: 'failed', sealedDeviceCode: null });
    const after = await pollWhenDue(flow);
    expect([after.status, after.body.error?.details.code]).toEqual([409, 'flow_invalid']);
    expect(await polls()).toBe(0);
  });

  it('has a flow that nobody else can poll or cancel', async () => {
    const flow = await start();
    const bob = await createAdminWith(house.strapi, EDITOR_ACTIONS);
    const answers = [
      await house.poll(bob, flow),
      await house.api(bob, 'delete', `/flows/${flow.flow}`),
    ];
    expect(answers.map(({ body }) => body.error?.details.code)).toEqual([
      'flow_invalid',
      'flow_invalid',
    ]);
    expect(await rowOf(flow)).toMatchObject({ status: 'pending' });
  });
});

it('has no consent page that another plugin could send a browser to', async () => {
  const connecting = house.tokens.connect(
    { app: app.key, owner: ownerOf(jane) },
    { returnTo: '/plugins/connected-apps' }
  );
  await expect(connecting).rejects.toMatchObject({ code: 'flow_invalid', reason: 'only_in_panel' });
});
