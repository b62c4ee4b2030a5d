import { setTimeout as sleep } from 'node:timers/promises';

import { says } from '../support/faults/responses';
import { FaultHouse, outcomeOf, SECONDS_UNTIL_DUE, type FaultyApp } from '../support/faults/house';

type Listener = (event: unknown) => Promise<void>;

const LISTENERS: [string, Listener][] = [
  [
    'throws',
    () => {
      throw new Error('of the listener');
    },
  ],
  ['rejects', () => Promise.reject(new Error('of the listener'))],
  ['throws something that is no error', () => Promise.reject(undefined)],
  ['never comes to an end', () => new Promise<void>(() => undefined)],
];

const EVENTS = ['connected', 'refreshed', 'needs-reconnect', 'disconnected'] as const;

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

/** A whole life: connected, renewed, refused, disconnected. */
const live = async (app: FaultyApp) => {
  const first = await app.connect();
  faultHouse.travel(SECONDS_UNTIL_DUE);
  const second = await app.getAccessToken();
  await app.inject('token', says(400, { error: 'invalid_grant' }));
  const refused = await outcomeOf(app.getAccessToken({ forceRefresh: true }));
  const { statusReason } = (await app.row()) ?? {};
  await app.disconnect();
  return { isRenewed: second !== first, refused, statusReason, row: await app.row() };
};

// A rejection that nobody handles fails the test that it comes up in: Jest sees to that.
describe('a listener on the event hub that', () => {
  it.each(LISTENERS)('%s breaks nothing that it listens to', async (_does, listen) => {
    const { eventHub } = faultHouse.house.strapi;
    const listener = jest.fn<Promise<void>, [unknown]>(listen);
    const stops = EVENTS.map((name) => eventHub.on(`connected-apps.connection.${name}`, listener));
    const app = await faultHouse.app();

    expect(await live(app)).toEqual({
      isRenewed: true,
      refused: 'needs_reconnect (invalid_grant)',
      statusReason: 'invalid_grant',
      row: null,
    });
    await sleep(50);
    stops.forEach((stop) => stop());
    expect(listener).toHaveBeenCalledTimes(EVENTS.length);
  });

  it('listens to everything and throws breaks nothing either', async () => {
    const { eventHub } = faultHouse.house.strapi;
    const subscriber = async (name: string) => {
      if (name.startsWith('connected-apps.')) throw new Error('of the subscriber');
    };
    eventHub.subscribe(subscriber);
    expect(await live(await faultHouse.app())).toMatchObject({ isRenewed: true, row: null });
    await sleep(50);
    eventHub.unsubscribe(subscriber);
  });

  it('keeps what it hears learns ids, reasons and states, never a token', async () => {
    const { eventHub } = faultHouse.house.strapi;
    const heard: unknown[] = [];
    const stops = EVENTS.map((name) =>
      eventHub.on(`connected-apps.connection.${name}`, async (event: unknown) => {
        heard.push(event);
      })
    );
    const app = await faultHouse.app();
    await live(app);
    stops.forEach((stop) => stop());
    const { app: key, owner } = app.ref;
    const connection = { uid: expect.any(String), app: key, owner, account: 'default' };
    const state = (name: string) => expect.objectContaining({ name });
    expect(heard).toEqual([
      { ...connection, state: state('connected') },
      { ...connection, state: state('connected') },
      { ...connection, reason: 'invalid_grant', state: state('needs_reconnect') },
      connection,
    ]);
  });
});
