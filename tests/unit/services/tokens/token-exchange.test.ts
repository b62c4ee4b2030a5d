import type { ExchangedTokenResult, TokenExchangeInput } from '../../../../server/src/oauth/client';
import {
  createTokenExchange,
  type ExchangeRequest,
  type SubjectToken,
} from '../../../../server/src/services/tokens/token-exchange';
import { appRow } from '../../../support/databases/rows';

const LIFETIME_MS = 3_600_000;
const SUBJECT: SubjectToken = { uid: 'one', tokenVersion: 1, accessToken: 'subject', values: {} };
const ANY: ExchangeRequest = { scopes: [], audiences: [], resources: [], requestedTokenType: null };

/** A provider that numbers its tokens. */
const setUp = () => {
  let nowMs = 1_800_000_000_000;
  let issued = 0;
  const exchangeToken = jest.fn(
    async ({ scopes }: TokenExchangeInput): Promise<ExchangedTokenResult> => ({
      accessToken: `token ${(issued += 1)}`,
      issuedTokenType: 'urn:ietf:params:oauth:token-type:access_token',
      refreshToken: null,
      tokenType: 'Bearer',
      requestedAtMs: nowMs,
      expiresAt: new Date(nowMs + LIFETIME_MS),
      scopes: [...scopes],
      subject: null,
      claims: null,
      account: null,
      kept: {},
    })
  );
  const clientFor = jest.fn(async () => ({ exchangeToken }));
  const { tokenFor } = createTokenExchange({
    clock: { now: () => nowMs },
    providerClients: { clientFor },
  });
  const exchange = async (
    wanted: Partial<ExchangeRequest> = {},
    subject = SUBJECT,
    app = appRow()
  ) => (await tokenFor(app, subject, { ...ANY, ...wanted })).accessToken;
  return { exchange, exchangeToken, clientFor, passMs: (ms: number) => (nowMs += ms) };
};

describe('an exchanged token', () => {
  it('costs concurrent callers one request, with the values of the connection', async () => {
    const { exchange, clientFor } = setUp();
    const subject = { ...SUBJECT, values: { tenant: 'acme' } };
    const tokens = await Promise.all(Array.from({ length: 20 }, () => exchange({}, subject)));
    expect(new Set(tokens)).toEqual(new Set(['token 1']));
    expect(clientFor).toHaveBeenCalledWith(expect.anything(), { tenant: 'acme' });
  });

  it('stays in memory until it is due, which is before its expiry', async () => {
    const { exchange, passMs } = setUp();
    await exchange();
    passMs(LIFETIME_MS / 2);
    expect(await exchange()).toBe('token 1');
    passMs(LIFETIME_MS / 2 - 1);
    expect(await exchange()).toBe('token 2');
  });

  it('is another for another service, scope, type, connection, token or version of the app', async () => {
    const { exchange } = setUp();
    const tokens = [
      await exchange({ audiences: ['a'] }),
      await exchange({ resources: ['a'] }),
      await exchange({ scopes: ['a'] }),
      await exchange({ requestedTokenType: 'a' }),
      await exchange({ audiences: ['a'] }, { ...SUBJECT, uid: 'two' }),
      await exchange({ audiences: ['a'] }, { ...SUBJECT, tokenVersion: 2 }),
      await exchange({ audiences: ['a'] }, SUBJECT, appRow({ configVersion: 2 })),
    ];
    expect(new Set(tokens).size).toBe(7);
    expect(await exchange({ audiences: ['a'] })).toBe('token 1');
  });

  it('is not remembered if the provider refuses', async () => {
    const { exchange, exchangeToken } = setUp();
    exchangeToken.mockRejectedValueOnce(new Error('refused'));
    await expect(exchange()).rejects.toThrow('refused');
    expect(await exchange()).toBe('token 1');
  });
});
