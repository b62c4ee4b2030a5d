import type { KeyValue } from '../../../server/src/contracts';
import { newCodeVerifier, newNonce, newState } from '../../../server/src/oauth/random';
import type { AuthorizationUrlInput } from '../../../server/src/oauth/types';
import { withStandard, type ProtocolDeviations } from '../../../server/src/protocol-settings';
import {
  CLIENT_ID,
  REDIRECT_URI,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.close());

const INPUT: AuthorizationUrlInput = {
  redirectUri: REDIRECT_URI,
  scopes: ['openid', 'mail.read'],
  state: newState(),
  codeVerifier: newCodeVerifier(),
  nonce: newNonce(),
};

const STANDARD_NAMES = [
  'response_type',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'nonce',
];

interface Case {
  protocol?: ProtocolDeviations;
  page?: string;
  extra?: KeyValue[];
  input?: Partial<AuthorizationUrlInput>;
}

const urlFor = ({ protocol = {}, page, extra = [], input }: Case): Promise<URL> => {
  const { endpoints } = provider.settings();
  const client = provider.client({
    protocol: withStandard(protocol),
    authorizationParams: extra,
    endpoints: {
      ...endpoints,
      authorizationEndpoint: page ?? endpoints.authorizationEndpoint,
    },
  });
  return client.buildAuthorizationUrl({ ...INPUT, ...input });
};

const paramsFor = async (given: Case) => (await urlFor(given)).searchParams;

describe('without PKCE, an authorization request', () => {
  it('has neither challenge nor method nor verifier, and all else', async () => {
    const { href, searchParams } = await urlFor({ protocol: { pkce: 'none' } });
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: REDIRECT_URI,
      scope: 'openid mail.read',
      state: INPUT.state,
      nonce: INPUT.nonce,
    });
    expect(href).not.toContain(INPUT.codeVerifier);
  });

  it('lets nobody set a challenge of their own', async () => {
    const params = await paramsFor({
      protocol: { pkce: 'none' },
      page: `${provider.origin}/authorize?code_challenge=evil`,
      extra: [{ key: 'code_challenge', value: 'evil' }],
    });
    expect(params.has('code_challenge')).toBe(false);
  });
});

describe('the response type', () => {
  it('is not sent if it is empty', async () => {
    expect((await paramsFor({ protocol: { responseType: '' } })).has('response_type')).toBe(false);
  });

  it('is sent as the app has it', async () => {
    const params = await paramsFor({ protocol: { responseType: 'auth code' } });
    expect(params.getAll('response_type')).toEqual(['auth code']);
  });
});

describe('scopes', () => {
  it.each([',', ';', '|', '+', ':', ', ', ' '])('are separated by "%s"', async (scopeSeparator) => {
    const params = await paramsFor({ protocol: { scopeSeparator } });
    expect(params.getAll('scope')).toEqual([`openid${scopeSeparator}mail.read`]);
  });

  it('have no separator if there is one only, and no parameter if there are none', async () => {
    const protocol = { scopeSeparator: ',' };
    const one = await paramsFor({ protocol, input: { scopes: ['mail.read'] } });
    const none = await paramsFor({ protocol, input: { scopes: [] } });
    expect(one.get('scope')).toBe('mail.read');
    expect(none.has('scope')).toBe(false);
  });
});

describe('a parameter with another name', () => {
  const renamed = (names: Record<string, string>): ProtocolDeviations => ({
    authorizationParamNames: Object.entries(names).map(([key, value]) => ({ key, value })),
  });

  it.each(STANDARD_NAMES)('has the same value: %s', async (name) => {
    const standard = await paramsFor({});
    const params = await paramsFor({ protocol: renamed({ [name]: 'x_other' }) });
    expect(params.has(name)).toBe(false);
    expect(params.getAll('x_other')).toEqual(standard.getAll(name));
    expect([...params].length).toBe([...standard].length);
  });

  it.each(STANDARD_NAMES)('is left out if the name is empty: %s', async (name) => {
    const standard = await paramsFor({});
    const params = await paramsFor({ protocol: renamed({ [name]: '' }) });
    standard.delete(name);
    expect(Object.fromEntries(params)).toEqual(Object.fromEntries(standard));
  });

  it('is never replaced by an extra parameter or by the query of the endpoint', async () => {
    const params = await paramsFor({
      protocol: renamed({ client_id: 'app_id', redirect_uri: 'return_to' }),
      page: `${provider.origin}/authorize?app_id=evil&return_to=evil&tenant=1`,
      extra: [
        { key: 'app_id', value: 'evil' },
        { key: 'return_to', value: 'evil' },
        { key: 'client_id', value: 'evil' },
        { key: 'redirect_uri', value: 'evil' },
      ],
    });
    expect(params.getAll('app_id')).toEqual([CLIENT_ID]);
    expect(params.getAll('return_to')).toEqual([REDIRECT_URI]);
    expect(params.get('tenant')).toBe('1');
    expect(String(params)).not.toContain('evil');
  });

  it('that is left out is not put back by an extra parameter', async () => {
    const params = await paramsFor({
      protocol: renamed({ redirect_uri: '' }),
      page: `${provider.origin}/authorize?redirect_uri=evil`,
      extra: [{ key: 'redirect_uri', value: 'evil' }],
    });
    expect(params.has('redirect_uri')).toBe(false);
  });

  it('does not rename an extra parameter', async () => {
    const params = await paramsFor({
      protocol: renamed({ prompt: 'other' }),
      extra: [{ key: 'prompt', value: 'consent' }],
    });
    expect(params.get('prompt')).toBe('consent');
  });
});

describe('a consent page that is a route of a web app', () => {
  const inFragment = ({ hash }: URL) => new URLSearchParams(hash.slice(hash.indexOf('?') + 1));

  it.each(['#/connect', '#!/connect', '#/'])('gets its parameters in %s', async (route) => {
    const url = await urlFor({ page: `https://app.example.com/start${route}` });
    const standard = await paramsFor({});
    expect(url.origin + url.pathname).toBe('https://app.example.com/start');
    expect(url.search).toBe('');
    expect(url.hash.split('?')[0]).toBe(route);
    expect([...inFragment(url)]).toEqual([...standard]);
  });

  it('keeps the query before the route', async () => {
    const url = await urlFor({ page: 'https://app.example.com/?team=1#/connect' });
    expect(url.search).toBe('?team=1');
    expect(inFragment(url).get('client_id')).toBe(CLIENT_ID);
    expect(inFragment(url).has('team')).toBe(false);
  });

  it('keeps the query of the route, and adds to it', async () => {
    const url = await urlFor({ page: 'https://app.example.com/#/connect?team=1' });
    expect(url.hash.split('?')).toHaveLength(2);
    expect(inFragment(url).get('team')).toBe('1');
    expect(inFragment(url).get('state')).toBe(INPUT.state);
  });

  it('lets no query of the route replace a protocol parameter', async () => {
    const url = await urlFor({ page: 'https://app.example.com/#/connect?state=evil&team=1' });
    expect(inFragment(url).getAll('state')).toEqual([INPUT.state]);
    expect(url.href).not.toContain('evil');
  });

  it('gets extra parameters and other names there too', async () => {
    const url = await urlFor({
      page: 'https://app.example.com/#/connect',
      protocol: { authorizationParamNames: [{ key: 'client_id', value: 'app_id' }] },
      extra: [
        { key: 'prompt', value: 'select account&state=evil#/x?y=1' },
        { key: 'app_id', value: 'evil' },
      ],
    });
    expect(inFragment(url).getAll('app_id')).toEqual([CLIENT_ID]);
    expect(inFragment(url).getAll('state')).toEqual([INPUT.state]);
    expect(inFragment(url).get('prompt')).toBe('select account&state=evil#/x?y=1');
  });

  it('writes a space as %20, which every web app decodes', async () => {
    const url = await urlFor({ page: 'https://app.example.com/#/connect' });
    expect(url.hash).toContain('scope=openid%20mail.read');
    expect(url.hash).not.toContain('+');
  });
});

it.each(['#', '#top', '#connect/', '#?client_id=evil', '#!connect', '#%2fconnect'])(
  'a fragment that is no route is dropped (RFC 6749 §3.1): %s',
  async (hash) => {
    const url = await urlFor({ page: `https://accounts.example.com/authorize?tenant=1${hash}` });
    expect(url.href).not.toContain('#');
    expect(url.searchParams.get('tenant')).toBe('1');
    expect(url.searchParams.getAll('client_id')).toEqual([CLIENT_ID]);
  }
);
