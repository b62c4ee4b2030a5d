import type { AppDetails } from '../../server/src/contracts';
import { House, ownerOf } from '../support/strapi/house';

/** A real provider that accepts pushed authorization requests only. */
let house: House;

beforeAll(async () => {
  house = await House.open({}, { pushedRequestsOnly: true, signedResponses: true });
}, 120_000);

afterAll(() => house?.close());

describe('a provider that requires pushed authorization requests', () => {
  let app: AppDetails;

  beforeAll(async () => {
    app = await house.createApp({ name: 'Pushed Mail' });
  });

  it('is connected, and its browser carries a reference only', async () => {
    const url = new URL(await house.authorizationUrl(house.editor, app.key));
    expect([...url.searchParams.keys()]).toEqual(['client_id', 'request_uri']);
    const connected = await house.connect(house.editor, app.key);
    expect(connected.status).toBe('active');
    const ref = { app: app.key, owner: ownerOf(house.editor) };
    expect((await house.tokens.getToken(ref)).accessToken).toMatch(/./);
  });

  it('says at the start of a flow that it does not know the client', async () => {
    const data = { clientSecret: 'mistyped', forgetPreviousClientSecret: true };
    await house.api(house.admin, 'put', `/apps/${app.key}`, { data });
    const path = `/apps/${app.key}/connect`;
    const { status, body } = await house.api(house.editor, 'post', path, {});
    expect([status, body.error?.details]).toMatchObject([422, { reason: 'invalid_client' }]);
  });
});
