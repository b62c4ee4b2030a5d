import { withStandard, type ProtocolDeviations } from '../../../server/src/protocol-settings';
import { nth, only } from '../../support/elements';
import { sendJson } from '../../support/network/http-server';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  exchangeInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const SHORT_LIVED = 'short-lived-S3cretS3cretS3cret';

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider({ now: () => 1_000_000 });
  provider.answer({ access_token: SHORT_LIVED, expires_in: 3_600, scope: 'a b', team: 'T1' });
  answer({ access_token: 'long-lived', token_type: 'bearer', expires_in: 5_184_000 });
});

afterEach(() => provider.close());

const answer = (body: unknown, status = 200): void => {
  provider.handlers['/second'] = (_request, response) => sendJson(response, body, { status });
};

const PARAMS = [
  { key: 'grant_type', value: 'exchange_token' },
  { key: 'access_token', value: '{access_token}' },
];

const exchange = (protocol: ProtocolDeviations = {}) => {
  const { endpoints } = provider.settings();
  return provider
    .client({
      endpoints: {
        ...endpoints,
        userinfoEndpoint: null,
        secondTokenEndpoint: `${provider.origin}/second`,
      },
      clientAuthMethod: 'client_secret_post',
      protocol: withStandard({ secondTokenParams: PARAMS, ...protocol }),
      keptPlaces: ['team'],
    })
    .exchangeCode(exchangeInput());
};

describe('a second token request', () => {
  it('sends the token that was issued for the code, and authenticates the client', async () => {
    await exchange();
    const [first, second] = [nth(provider.requests, 0), nth(provider.requests, 1)];
    expect(first.form.get('grant_type')).toBe('authorization_code');
    expect([second.method, second.path]).toEqual(['POST', '/second']);
    expect(Object.fromEntries(second.form)).toEqual({
      grant_type: 'exchange_token',
      access_token: SHORT_LIVED,
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
    });
    expect(provider.requests).toHaveLength(2);
  });

  it('has a format of its own', async () => {
    provider.handlers['/second'] = ({ method, path }, response) => {
      expect(method).toBe('GET');
      expect(new URLSearchParams(path.split('?')[1]).get('access_token')).toBe(SHORT_LIVED);
      sendJson(response, { access_token: 'long-lived' });
    };
    await expect(exchange({ secondTokenRequestFormat: 'get' })).resolves.toMatchObject({
      accessToken: 'long-lived',
    });
  });

  it('sends no grant_type unless the settings name one', async () => {
    await exchange({ secondTokenParams: [{ key: 'token', value: '{access_token}' }] });
    const { form } = only(provider.requestsTo('/second'));
    expect([form.has('grant_type'), form.get('token')]).toEqual([false, SHORT_LIVED]);
  });

  it('gives the token, and its lifetime, that the connection keeps', async () => {
    const result = await exchange();
    expect(result.accessToken).toBe('long-lived');
    expect(result.expiresAt).toEqual(new Date(1_000_000 + 5_184_000_000));
  });

  it('leaves what only the first response says', async () => {
    provider.answer({
      access_token: SHORT_LIVED,
      refresh_token: 'rt-1',
      scope: 'a',
      team: 'T1',
      user: 7,
    });
    const places = { accountId: ['user'], accountName: ['name'] };
    answer({ access_token: 'long-lived', name: 'Ada' });
    expect(await exchange({ responsePlaces: places })).toMatchObject({
      refreshToken: 'rt-1',
      scopes: ['a'],
      kept: { team: 'T1' },
      account: { id: '7', name: 'Ada' },
    });
  });

  it('replaces the refresh token if it issues one', async () => {
    provider.answer({ access_token: SHORT_LIVED, refresh_token: 'rt-1' });
    answer({ access_token: 'long-lived', refresh_token: 'rt-2' });
    expect((await exchange()).refreshToken).toBe('rt-2');
  });

  it.each([
    ['a refusal', { error: 'invalid_grant', error_description: `bad ${SHORT_LIVED}` }, 400],
    ['a response without a token', {}, 200],
    ['a fault', { error: 'server_error' }, 503],
  ])('fails as a whole with %s, and repeats no token', async (_case, body, status) => {
    answer(body, status);
    const error: unknown = await exchange().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ConnectedAppsError', app: 'demo' });
    expect(String(error)).not.toContain(SHORT_LIVED);
  });

  it('is not sent if the code was refused', async () => {
    provider.answer({ error: 'invalid_grant' }, { status: 400 });
    await expect(exchange()).rejects.toMatchObject({ code: 'flow_expired' });
    expect(provider.requestsTo('/second')).toEqual([]);
  });
});

describe('an app without a second token endpoint', () => {
  it('sends one request, whatever its parameters', async () => {
    const protocol = withStandard({ secondTokenParams: PARAMS });
    const result = await provider.client({ protocol }).exchangeCode(exchangeInput());
    expect(result.accessToken).toBe(SHORT_LIVED);
    expect(provider.requests).toHaveLength(1);
  });
});
