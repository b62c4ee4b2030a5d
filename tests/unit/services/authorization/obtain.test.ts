import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import type { AccountClaims, OAuthClient, TokenResult } from '../../../../server/src/oauth/client';
import { createObtain } from '../../../../server/src/services/authorization/obtain';
import type { AuthorizationRequestStore } from '../../../../server/src/store/authorization-requests';
import { appRow, requestRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

const NOW_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

const APP = appRow({ userinfoEndpoint: 'https://mail.example.com/userinfo' });

const REQUEST = requestRow({
  ticketHash: 'hash of the ticket',
  status: 'exchanging',
  completedBy: 'jane',
  scopes: ['openid', 'mail.read'],
  sealedNonce: 'sealed nonce',
  sealedReceivedParams: 'sealed response',
  expiresAt: new Date(NOW_MS + MINUTE_MS),
});

const RESULT: TokenResult = {
  accessToken: 'access token',
  refreshToken: 'refresh token',
  tokenType: 'Bearer',
  requestedAtMs: NOW_MS,
  expiresAt: new Date(NOW_MS + 60 * MINUTE_MS),
  scopes: ['mail.read'],
  subject: 'user-1',
  claims: null,
  account: null,
  kept: {},
};

const NAMELESS: AccountClaims = { email: null, name: null, preferredUsername: null };
const JANE = { subject: 'user-1', ...NAMELESS, email: 'jane@example.com' };

const refused = (code: 'provider_rejected' | 'key_unavailable', reason?: string) =>
  new ConnectedAppsError(code, 'Refused.', { reason });

/** A code exchange whose provider, sealed row and clock are the test's. */
const setUp = (result: Partial<TokenResult> = {}) => {
  let nowMs = NOW_MS;
  const exchangeCode = jest.fn<Promise<TokenResult>, Parameters<OAuthClient['exchangeCode']>>(
    async () => {
      nowMs += MINUTE_MS;
      return { ...RESULT, ...result };
    }
  );
  const userInfo = jest.fn<
    ReturnType<OAuthClient['userInfo']>,
    Parameters<OAuthClient['userInfo']>
  >(async () => JANE);
  const openSecrets = jest.fn(() => ({
    codeVerifier: 'code verifier',
    nonce: 'nonce',
    params: new URLSearchParams({ code: 'code', state: 'state' }),
  }));
  const warn = jest.fn<unknown, [string]>();
  const unused = () => {
    throw new Error('only log.warn is for an account without a name');
  };
  const requests: Pick<AuthorizationRequestStore, 'openSecrets'> = { openSecrets };
  const client: Pick<OAuthClient, 'exchangeCode' | 'userInfo'> = { exchangeCode, userInfo };
  const clientFor = jest.fn(async () => client as OAuthClient);
  const discard = jest.fn(async () => undefined);
  const { prepare, obtain } = createObtain({
    clock: { now: () => nowMs, monotonicMs: () => 0 },
    log: { debug: unused, info: unused, error: unused, warn },
    store: { authorizationRequests: requests as AuthorizationRequestStore },
    providerClients: {
      clientFor,
      formRules: { assertUrlAllowed: (url) => new URL(url) },
    },
    storeGrant: { discard },
  });
  return {
    obtain: async (app = APP) => obtain(await prepare(REQUEST, app), REQUEST, app),
    clientFor,
    discard,
    exchangeCode,
    userInfo,
    openSecrets,
    warnings: () => warn.mock.calls.map(([message]) => message),
  };
};

describe('the code exchange of a flow', () => {
  it('uses the sealed response, and the redirect URI and scopes of the start', async () => {
    const { obtain, exchangeCode } = setUp();
    await obtain();
    const [input] = only(exchangeCode.mock.calls);
    expect(input).toMatchObject({
      redirectUri: REQUEST.redirectUri,
      scopesRequested: REQUEST.scopes,
      state: 'state',
      codeVerifier: 'code verifier',
      nonce: 'nonce',
    });
    expect(input.params.get('code')).toBe('code');
  });

  it('dates the grant before its request, so that a slow response cannot make a token look younger', async () => {
    const { obtain } = setUp();
    await expect(obtain()).resolves.toEqual({
      accessToken: 'access token',
      refreshToken: 'refresh token',
      tokenType: 'Bearer',
      scopesGranted: ['mail.read'],
      expiresAt: RESULT.expiresAt,
      connectedAt: new Date(NOW_MS),
      subject: 'user-1',
      accountLabel: 'jane@example.com',
      variableValues: null,
    });
  });

  it('sends nothing if the response cannot be opened', async () => {
    const { obtain, openSecrets, exchangeCode } = setUp();
    openSecrets.mockImplementation(() => {
      throw refused('key_unavailable');
    });
    await expect(obtain()).rejects.toMatchObject({ code: 'key_unavailable' });
    expect(exchangeCode).not.toHaveBeenCalled();
  });

  it('asks for no account after a refusal', async () => {
    const { obtain, exchangeCode, userInfo } = setUp();
    exchangeCode.mockRejectedValue(refused('provider_rejected', 'invalid_client'));
    await expect(obtain()).rejects.toMatchObject({ reason: 'invalid_client' });
    expect(userInfo).not.toHaveBeenCalled();
  });
});

describe('the account of a grant', () => {
  const NAMES = { email: 'jane@example.com', preferredUsername: 'jane', name: 'Jane Doe' };
  const NAMINGS: [string, Partial<AccountClaims>][] = [
    ['jane@example.com', {}],
    ['jane', { email: null }],
    ['Jane Doe', { email: null, preferredUsername: null }],
  ];

  it.each(NAMINGS)('is named "%s" by the id_token, without a request', async (name, changes) => {
    const { obtain, userInfo } = setUp({ claims: { ...NAMES, ...changes } });
    await expect(obtain()).resolves.toMatchObject({ subject: 'user-1', accountLabel: name });
    expect(userInfo).not.toHaveBeenCalled();
  });

  it.each(NAMINGS)(
    'is named "%s" by userinfo if the id_token has no name',
    async (name, changes) => {
      const { obtain, userInfo } = setUp({ claims: NAMELESS });
      userInfo.mockResolvedValue({ ...JANE, ...NAMES, ...changes });
      await expect(obtain()).resolves.toMatchObject({ accountLabel: name });
      expect(only(userInfo.mock.calls)).toEqual([
        { accessToken: 'access token', subject: 'user-1' },
      ]);
    }
  );

  it('is identified by userinfo only if no id_token came', async () => {
    const { obtain, userInfo } = setUp({ subject: null });
    userInfo.mockResolvedValue({ ...JANE, subject: 'account-7' });
    await expect(obtain()).resolves.toMatchObject({ subject: 'account-7' });
    const identified = setUp();
    identified.userInfo.mockResolvedValue({ ...JANE, subject: 'account-7' });
    await expect(identified.obtain()).resolves.toMatchObject({ subject: 'user-1' });
  });

  it('stays without a name at a provider without userinfo', async () => {
    const { obtain, userInfo } = setUp();
    const app = { ...APP, userinfoEndpoint: null };
    await expect(obtain(app)).resolves.toMatchObject({ subject: 'user-1', accountLabel: null });
    expect(userInfo).not.toHaveBeenCalled();
  });

  it('stays without a name if userinfo fails: the grant is used, and the log says so', async () => {
    const { obtain, userInfo, warnings } = setUp();
    userInfo.mockRejectedValue(refused('provider_rejected', 'http_401'));
    await expect(obtain()).resolves.toMatchObject({
      accessToken: 'access token',
      subject: 'user-1',
      accountLabel: null,
    });
    expect(only(warnings())).toContain('the account name at mail could not be read');
  });

  it('ends the flow if userinfo is about somebody else', async () => {
    const { obtain, userInfo } = setUp();
    userInfo.mockRejectedValue(refused('provider_rejected', 'subject_mismatch'));
    await expect(obtain()).rejects.toMatchObject({ reason: 'subject_mismatch' });
  });
});
