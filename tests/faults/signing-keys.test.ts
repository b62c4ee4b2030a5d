import { inWords, FaultHouse, outcomeOf, SECONDS_UNTIL_DUE } from '../support/faults/house';
import { neverResponds, refusesConnections, says } from '../support/faults/responses';
import type { Fault } from '../support/faults/provider';

const SAVED_WITHIN_MS = 3_000;

const UNREADABLE: [string, Fault][] = [
  ['refuse connections', refusesConnections],
  ['answer 500', says(500)],
  ['answer with HTML', says(200, '<html>')],
  ['are none', says(200, { keys: [] })],
];

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

describe("a provider's signing keys that", () => {
  it.each(UNREADABLE)(
    '%s cost the exchange, and nothing unverified is stored',
    async (_do, fault) => {
      const app = await faultHouse.app();
      const ticket = await app.ticket();
      await app.inject('jwks', fault);
      const { body } = await app.complete(ticket);
      const words = inWords(body.error?.details as Parameters<typeof inWords>[0]);
      expect(words).toMatch(/^provider_(unavailable|rejected) \(/);
      expect(await app.row()).toBeNull();
    }
  );

  it.each(UNREADABLE)('%s cost a refresh nothing', async (_do, fault) => {
    const app = await faultHouse.app();
    const before = await app.connect();
    await app.forgetKeys();
    await app.inject('jwks', fault);
    faultHouse.travel(SECONDS_UNTIL_DUE);
    const renewed = await outcomeOf(app.getAccessToken());
    expect(renewed).not.toBe(before);
    expect(await app.isAccepted(renewed)).toBe(true);
    expect(app.provider.token.requests).toBe(1);
  });

  it('do not respond do not delay the saving of a refreshed token', async () => {
    const app = await faultHouse.app();
    await app.connect();
    await app.forgetKeys();
    await app.inject('jwks', neverResponds);
    faultHouse.travel(SECONDS_UNTIL_DUE);
    const asked = outcomeOf(app.getAccessToken());
    const isSaved = await app.becomes(({ tokenVersion }) => tokenVersion === 2, SAVED_WITHIN_MS);
    await app.inject('jwks', refusesConnections);
    await asked;
    expect(isSaved).toBe(true);
  });
});
