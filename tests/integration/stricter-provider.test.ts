import type { AppDetails } from '../../server/src/contracts';
import { consent, consentByForm } from '../support/strapi/http-browser';
import { House, ownerOf } from '../support/strapi/house';

/** A real provider that accepts pushed authorization requests only, and signs its responses. */
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

let appCount = 0;

const appWith = (responseMode: string) =>
  house.createApp({
    name: `Mail ${(appCount += 1)}`,
    authorizationParams: [
      { key: 'access_type', value: 'offline' },
      { key: 'response_mode', value: responseMode },
    ],
  });

/** What a browser does with a form of another site: it sends its origin, and no cookie. */
const post = async (action: URL, origin: string, form: URLSearchParams) => {
  const response = await fetch(new URL(action.pathname + action.search, house.booted.url), {
    method: 'POST',
    body: form,
    headers: { origin, 'sec-fetch-site': 'cross-site' },
    redirect: 'manual',
  });
  const { hash } = new URL(response.headers.get('location') ?? 'about:blank');
  return { status: response.status, fragment: new URLSearchParams(hash.slice(1)) };
};

const expectToConnect = async (fragment: URLSearchParams) => {
  const completion = await house.complete(house.editor, fragment.get('ticket') ?? '');
  expect([completion.status, completion.body.data.status]).toEqual([200, 'active']);
};

describe('a response that a real provider has the browser post (form_post)', () => {
  let app: AppDetails;

  beforeAll(async () => {
    app = await appWith('form_post');
  });

  const formOf = async () => consentByForm(await house.authorizationUrl(house.editor, app.key));

  it('connects', async () => {
    const { action, form, origin } = await formOf();
    expect(action.href).toBe(app.redirectUri);
    const { status, fragment } = await post(action, origin, form);
    expect(status).toBe(303);
    await expectToConnect(fragment);
  });

  it('counts alone: what the address says beside it is ignored, and not logged', async () => {
    const { action, form, origin } = await formOf();
    action.search = new URLSearchParams({
      code: 'in-the-address',
      error: 'access_denied',
    }).toString();
    const lines: string[] = [];
    const log = jest.spyOn(house.strapi.log, 'http').mockImplementation((line: unknown) => {
      lines.push(String(line));
      return house.strapi.log;
    });
    const { fragment } = await post(action, origin, form);
    log.mockRestore();
    await expectToConnect(fragment);
    expect(lines.join()).not.toContain('in-the-address');
  });

  it('is a refusal if the person refuses', async () => {
    const url = await house.authorizationUrl(house.editor, app.key);
    const { action, form, origin } = await consentByForm(url, { decision: 'deny' });
    expect((await post(action, origin, form)).fragment.get('error')).toBe('access_denied');
  });
});

describe('a response that a real provider signs (JARM)', () => {
  it.each(['jwt', 'query.jwt'])('connects in the address, as %s', async (mode) => {
    const { key } = await appWith(mode);
    const callback = await consent(await house.authorizationUrl(house.editor, key));
    expect([...callback.searchParams.keys()]).toEqual(['response']);
    await expectToConnect((await house.visitCallback(callback)).fragment);
  });

  it('connects by form, as form_post.jwt', async () => {
    const { key } = await appWith('form_post.jwt');
    const url = await house.authorizationUrl(house.editor, key);
    const { action, form, origin } = await consentByForm(url);
    expect([...form.keys()]).toEqual(['response']);
    await expectToConnect((await post(action, origin, form)).fragment);
  });

  it('is a refusal if the person refuses', async () => {
    const { key } = await appWith('jwt');
    const url = await house.authorizationUrl(house.editor, key);
    const { fragment } = await house.visitCallback(await consent(url, { decision: 'deny' }));
    expect(fragment.get('error')).toBe('access_denied');
  });
});
