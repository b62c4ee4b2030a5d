import { respondsJustAfter, DatabaseOutage } from '../support/faults/database';
import { FaultHouse, SECONDS_UNTIL_DUE } from '../support/faults/house';
import { bootStrapi, temporaryDatabase } from '../support/strapi/strapi';

afterEach(() => jest.restoreAllMocks());

describe('an instance that stops before a refreshed token is saved', () => {
  it('saves it first', async () => {
    const database = temporaryDatabase();
    const house = await FaultHouse.open({}, { database });
    const ending = new DatabaseOutage(house);
    const app = await house.app();
    await app.connect();
    await app.inject(
      'token',
      respondsJustAfter(() => ending.beginForRenewedTokens())
    );
    house.travel(SECONDS_UNTIL_DUE);
    const renewed = await app.getAccessToken();
    const closed = house.close();
    ending.end();
    await closed;

    const { internals, stop } = await bootStrapi({ database });
    const { connections } = internals.store;
    const { app: appKey, owner } = app.ref;
    const row = await connections.find({ appKey, owner, account: 'default' });
    expect(row && connections.openAccessToken(row)).toBe(renewed);
    await stop();
  }, 60_000);
});
