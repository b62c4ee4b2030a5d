import { setTimeout as sleep } from 'node:timers/promises';

import { UID } from '../../server/src/constants';
import { respondsJustAfter, DatabaseOutage } from '../support/faults/database';
import { FaultHouse, SECONDS_UNTIL_DUE, type FaultyApp } from '../support/faults/house';
import { afterwards, NEW_TOKEN } from '../support/faults/stages';

const OUTAGE_MS = 10_000;
const AT_ONCE_MS = 2_000;
const CALL_INTERVAL_MS = 250;
/** The longest pause between two tries to save, and some. */
const SAVED_WITHIN_MS = 6_000;
/** A token in memory is held against its row this often. */
const RECHECK_SECONDS = 10;

let faultHouse: FaultHouse;
let outage: DatabaseOutage;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
  outage = new DatabaseOutage(faultHouse);
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

const untilSaved = async (app: FaultyApp): Promise<void> => {
  expect(await app.becomes(({ tokenVersion }) => tokenVersion === 2, SAVED_WITHIN_MS)).toBe(true);
};

/** What callers get who come again and again until `isOver`. */
const callAgainAndAgain = async (app: FaultyApp, isOver: () => boolean): Promise<Set<string>> => {
  const outcomes = new Set<string>();
  while (!isOver()) {
    outcomes.add(await app.getAccessToken().catch((error: Error) => `failed: ${error.message}`));
    await sleep(CALL_INTERVAL_MS);
  }
  return outcomes;
};

describe('an outage of the database for 10 s after the provider responded', () => {
  it('costs nothing: callers get the new token at once, and it is saved afterwards', async () => {
    const app = await faultHouse.app();
    const before = await app.connect();
    const refreshed = jest.fn();
    const off = faultHouse.house.strapi.eventHub.on(
      'connected-apps.connection.refreshed',
      refreshed
    );
    await app.inject(
      'token',
      respondsJustAfter(() => outage.begin())
    );
    faultHouse.travel(SECONDS_UNTIL_DUE);

    const goneAtMs = Date.now();
    const renewed = await app.getAccessToken();
    expect(Date.now() - goneAtMs).toBeLessThan(AT_ONCE_MS);
    expect(renewed).not.toBe(before);
    const isBack = () => Date.now() - goneAtMs > OUTAGE_MS - CALL_INTERVAL_MS;
    expect(await callAgainAndAgain(app, isBack)).toEqual(new Set([renewed]));
    expect(refreshed).not.toHaveBeenCalled();

    outage.end();
    let isSaved = false;
    const saved = untilSaved(app).then(() => {
      isSaved = true;
    });
    expect(await callAgainAndAgain(app, () => isSaved)).toEqual(new Set([renewed]));
    await saved;
    expect(await app.storedToken()).toBe(renewed);
    expect(app.provider.token.requests).toBe(1);
    expect(refreshed).toHaveBeenCalledTimes(1);
    off();

    expect(await afterwards(app)).toBe(NEW_TOKEN);
    expect(app.provider.token.requests).toBe(2);
  }, 30_000);
});

describe('a refreshed token that cannot be saved before its lease expires', () => {
  const ASKERS: [string, (app: FaultyApp) => Promise<unknown>][] = [
    ['a caller', (app) => app.getAccessToken()],
    ['a caller who forces a refresh', (app) => app.getAccessToken({ forceRefresh: true })],
    ['the background refresh', (app) => app.refreshInBackground()],
  ];

  it.each(ASKERS)(
    'is not requested a second time, by %s',
    async (_asker, ask) => {
      const app = await faultHouse.app();
      await app.connect();
      await app.inject(
        'token',
        respondsJustAfter(() => outage.beginForRenewedTokens())
      );
      faultHouse.travel(SECONDS_UNTIL_DUE);
      const renewed = await app.getAccessToken();
      await faultHouse.house.strapi.db
        .query(UID.connection)
        .updateMany({ where: { appKey: app.key }, data: { leaseUntil: 1 } });

      faultHouse.travel(SECONDS_UNTIL_DUE + RECHECK_SECONDS);
      const asked = ask(app).catch(() => undefined);
      await sleep(500);
      outage.end();
      await asked;
      const { status, statusReason } = (await app.row()) ?? {};
      const { requests } = app.provider.token;
      expect({ requests, status, statusReason }).toEqual({
        requests: 1,
        status: 'active',
        statusReason: null,
      });
      await untilSaved(app);
      expect(await app.storedToken()).toBe(renewed);
      expect(await app.getAccessToken()).toBe(renewed);
    },
    30_000
  );
});
