import { createRolloverClient } from '../../../server/src/oauth/secret-rollover';
import { sendJson } from '../../support/network/http-server';
import {
  CLIENT_ID,
  exchangeInput,
  REDIRECT_URI,
  refreshInput,
  startProvider,
  type TestProvider,
} from '../../support/providers/http-provider';

const OLD = 'old-secret';
const NEW = 'new-secret';

const basic = (secret: string) =>
  `Basic ${Buffer.from(`${CLIENT_ID}:${secret}`).toString('base64')}`;

describe('a client with a current and a previous secret', () => {
  let provider: TestProvider;
  let timesWorked: number;
  let timesPreviousWorked: number;

  /** RFC 6749 §5.2: one secret is right, and a client with another is refused, before all else. */
  const accept = (
    secret: string,
    answer: { status?: number; body: unknown } = {
      body: { access_token: 'at', token_type: 'Bearer' },
    },
    refusal = { status: 401, error: 'invalid_client' }
  ) => {
    provider.handlers['/token'] = (request, response) => {
      if (request.headers.authorization === basic(secret)) {
        return sendJson(response, answer.body, { status: answer.status ?? 200 });
      }
      sendJson(response, { error: refusal.error }, { status: refusal.status });
    };
  };

  const client = () =>
    createRolloverClient(
      provider.client({ clientSecret: NEW }),
      provider.client({ clientSecret: OLD }),
      {
        onCurrentWorked: () => {
          timesWorked += 1;
        },
        onPreviousWorked: () => {
          timesPreviousWorked += 1;
        },
      }
    );

  const secretsSent = () =>
    provider
      .requestsTo('/token')
      .map(({ headers }) => (headers.authorization === basic(NEW) ? 'new' : 'old'));

  beforeAll(async () => {
    provider = await startProvider();
  });
  beforeEach(() => {
    provider.requests.length = 0;
    timesWorked = 0;
    timesPreviousWorked = 0;
  });
  afterAll(() => provider.close());

  it('uses the current one, and says that it works', async () => {
    accept(NEW);
    await client().refresh(refreshInput());
    expect([secretsSent(), timesWorked]).toEqual([['new'], 1]);
  });

  it('U05 reports that only the previous one works once that has returned a token, not before', async () => {
    const rollover = client();
    accept('a third one');
    await rollover.refresh(refreshInput()).catch(() => {});
    expect(timesPreviousWorked).toBe(0);
    accept(OLD, { status: 400, body: { error: 'invalid_grant' } });
    await rollover.refresh(refreshInput()).catch(() => {});
    expect(timesPreviousWorked).toBe(0);
    accept(OLD);
    await rollover.refresh(refreshInput());
    expect([timesPreviousWorked, timesWorked]).toEqual([1, 0]);
    accept(NEW);
    await rollover.refresh(refreshInput());
    expect([timesPreviousWorked, timesWorked]).toEqual([1, 1]);
  });

  it('uses the previous one if the current one is refused, and then that one first', async () => {
    accept(OLD);
    const rollover = client();
    await rollover.refresh(refreshInput());
    await rollover.exchangeCode(exchangeInput());
    await rollover.clientCredentials({ scopes: [] });
    expect([secretsSent(), timesWorked]).toEqual([['new', 'old', 'old', 'old'], 0]);

    provider.requests.length = 0;
    accept(NEW);
    await rollover.exchangeCode(exchangeInput());
    await rollover.refresh(refreshInput());
    expect([secretsSent(), timesWorked]).toEqual([['old', 'new', 'new'], 2]);
  });

  it.each([
    ['GitHub', 200, 'incorrect_client_credentials'],
    ['Keycloak', 401, 'unauthorized_client'],
    ['a provider without WWW-Authenticate', 400, 'invalid_client'],
  ])('knows how %s refuses a secret', async (_provider, status, error) => {
    accept(OLD, undefined, { status, error });
    await client().refresh(refreshInput());
    expect(secretsSent()).toEqual(['new', 'old']);
  });

  it('sends the same grant, byte for byte', async () => {
    accept(OLD);
    await client().exchangeCode(exchangeInput());
    const [first, second] = provider.requestsTo('/token').map(({ body }) => body);
    expect(second).toBe(first);
  });

  it('throws the refusal if both are refused, after one request each', async () => {
    accept('neither');
    await expect(client().refresh(refreshInput())).rejects.toMatchObject({
      code: 'provider_rejected',
      reason: 'invalid_client',
    });
    expect([secretsSent(), timesWorked]).toEqual([['new', 'old'], 0]);
  });

  it('finds with the right secret that a grant has ended, and then uses that secret first', async () => {
    accept(OLD, { status: 400, body: { error: 'invalid_grant' } });
    const rollover = client();
    const ended = { code: 'needs_reconnect', reason: 'invalid_grant' };
    await expect(rollover.refresh(refreshInput())).rejects.toMatchObject(ended);
    await expect(rollover.refresh(refreshInput())).rejects.toMatchObject(ended);
    expect(secretsSent()).toEqual(['new', 'old', 'old']);
  });

  it.each([
    ['an ended grant', 400, 'invalid_grant'],
    ['a busy provider', 400, 'temporarily_unavailable'],
    ['a wrong scope', 400, 'invalid_scope'],
  ])('does not retry after %s', async (_what, status, error) => {
    accept('any', undefined, { status, error });
    await expect(client().refresh(refreshInput())).rejects.toThrow(error);
    expect(secretsSent()).toEqual(['new']);
  });

  it('learns nothing about the secrets from a transient fault of the second attempt', async () => {
    accept(OLD, { status: 503, body: {} });
    const rollover = client();
    const passing = { code: 'provider_unavailable' };
    await expect(rollover.refresh(refreshInput())).rejects.toMatchObject(passing);
    await expect(rollover.refresh(refreshInput())).rejects.toMatchObject(passing);
    expect(secretsSent()).toEqual(['new', 'old', 'new', 'old']);
  });

  it('sends a revocation with either, which proves nothing', async () => {
    const sent: (string | undefined)[] = [];
    provider.handlers['/revoke'] = ({ headers }, response) => {
      sent.push(headers.authorization);
      if (headers.authorization === basic(OLD)) return void response.writeHead(200).end();
      sendJson(response, { error: 'invalid_client' }, { status: 401 });
    };
    const revocation = { token: 'rt', tokenTypeHint: 'refresh_token' } as const;
    expect(await client().revoke(revocation)).toBe('revoked');
    expect(sent).toEqual([basic(NEW), basic(OLD)]);

    provider.handlers['/revoke'] = (_request, response) => void response.writeHead(200).end();
    expect(await client().revoke(revocation)).toBe('revoked');
    expect(timesWorked).toBe(0);
  });

  it('pushes an authorization request with either, which proves neither', async () => {
    provider.handlers['/par'] = (request, response) => {
      const isOld = request.headers.authorization === basic(OLD);
      const pushed = { request_uri: 'urn:example:1', expires_in: 60 };
      if (isOld) return sendJson(response, pushed, { status: 201 });
      sendJson(response, { error: 'invalid_client' }, { status: 401 });
    };
    const { endpoints } = provider.settings();
    const pushing = {
      endpoints: { ...endpoints, pushedAuthorizationRequestEndpoint: `${provider.origin}/par` },
    };
    const onWorked = jest.fn();
    const rollover = createRolloverClient(
      provider.client({ ...pushing, clientSecret: NEW }),
      provider.client({ ...pushing, clientSecret: OLD }),
      { onCurrentWorked: onWorked, onPreviousWorked: onWorked }
    );
    const input = { redirectUri: REDIRECT_URI, scopes: [], state: 's', codeVerifier: 'v' };
    const url = await rollover.buildAuthorizationUrl(input);
    expect(url.searchParams.get('request_uri')).toBe('urn:example:1');
    expect(provider.requestsTo('/par')).toHaveLength(2);
    expect(onWorked).not.toHaveBeenCalled();
  });
});
