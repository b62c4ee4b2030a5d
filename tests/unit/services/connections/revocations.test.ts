import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import {
  UNATTENDED_GRANTS,
  withStandard,
  type RevokedToken,
} from '../../../../server/src/protocol-settings';
import {
  createRevocations,
  revocationOf,
} from '../../../../server/src/services/connections/revocations';
import { appRow } from '../../../support/databases/rows';

const APP = appRow();
const HOUR_SECONDS = 3_600;

const tokenOf = (token: string) => ({ token, tokenTypeHint: 'refresh_token' as const, values: {} });

const fault = (retryAfterSeconds?: number) =>
  new ConnectedAppsError('provider_unavailable', 'The provider does not respond.', {
    retryAfterSeconds,
  });

const setUp = () => {
  let nowMs = 1_800_000_000_000;
  const revoke = jest.fn<Promise<'revoked' | 'unsupported'>, [{ token: string }]>();
  revoke.mockResolvedValue('revoked');
  const warn = jest.fn();
  const revocations = createRevocations({
    clock: { now: () => nowMs },
    log: { warn },
    providerClients: { clientFor: async () => ({ revoke }) },
  });
  return {
    revocations,
    revoke,
    warn,
    pass: (seconds: number) => (nowMs += seconds * 1_000),
    asked: () => revoke.mock.calls.map(([{ token }]) => token),
  };
};

describe('a revocation', () => {
  it('is requested now, and says whether the provider revoked', async () => {
    const { revocations, revoke } = setUp();
    await expect(revocations.revoke(APP, tokenOf('first'))).resolves.toBe(true);
    revoke.mockResolvedValueOnce('unsupported');
    await expect(revocations.revoke(APP, tokenOf('second'))).resolves.toBe(false);
  });

  it('is retried after a transient fault, and not before the Retry-After', async () => {
    const { revocations, revoke, pass, asked } = setUp();
    revoke.mockRejectedValueOnce(fault(HOUR_SECONDS));
    await expect(revocations.revoke(APP, tokenOf('first'))).resolves.toBe(false);
    await expect(revocations.revoke(APP, tokenOf('second'))).resolves.toBe(false);
    pass(HOUR_SECONDS - 1);
    await revocations.retryDue();
    expect(asked()).toEqual(['first']);

    pass(1);
    await revocations.retryDue();
    expect(asked()).toEqual(['first', 'first', 'second']);
    await revocations.retryDue();
    expect(revoke).toHaveBeenCalledTimes(3);
  });

  it('is given up after six hours of faults, and the log says so', async () => {
    const { revocations, revoke, warn, pass } = setUp();
    revoke.mockRejectedValue(fault());
    await revocations.revoke(APP, tokenOf('first'));
    pass(6 * HOUR_SECONDS);
    await revocations.retryDue();
    expect(revoke).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenLastCalledWith(expect.stringContaining('failed for six hours'));
  });

  it('that is prepared starts on demand, and the stop waits for it', async () => {
    const { revocations, revoke, warn, asked } = setUp();
    let answer = (): void => {};
    revoke.mockImplementation(() => new Promise((resolve) => (answer = () => resolve('revoked'))));
    const start = await revocations.prepare(APP, [tokenOf('first')]);
    expect(asked()).toEqual([]);
    start();
    const stopped = revocations.stop();
    answer();
    await stopped;
    expect(asked()).toEqual(['first']);
    expect(warn).not.toHaveBeenCalled();
  });
});

test('gives up what still waits when Strapi stops, and the log says so', async () => {
  const { revocations, revoke, warn } = setUp();
  revoke.mockRejectedValueOnce(fault(HOUR_SECONDS));
  await revocations.revoke(APP, tokenOf('first'));
  await revocations.stop();
  expect(warn).toHaveBeenLastCalledWith(expect.stringContaining('Strapi stops'));
});

describe('the token that is revoked', () => {
  const tokens = (refreshToken: string | null) => ({
    refreshToken,
    accessToken: jest.fn(() => 'at-1'),
  });
  const appThatRevokes = (revokedToken: RevokedToken) => ({
    protocol: withStandard({ revokedToken }),
  });

  it('is the refresh token, which ends the grant (RFC 7009 §2.1)', () => {
    const both = tokens('rt-1');
    expect(revocationOf(appThatRevokes('refresh_token'), both, {})).toMatchObject({
      token: 'rt-1',
      tokenTypeHint: 'refresh_token',
    });
    expect(both.accessToken).not.toHaveBeenCalled();
  });

  it.each<[RevokedToken, string | null]>([
    ['refresh_token', null],
    ['access_token', null],
    ['access_token', 'rt-1'],
  ])('is the access token if the app revokes the %s and has %s', (revokedToken, refreshToken) => {
    expect(revocationOf(appThatRevokes(revokedToken), tokens(refreshToken), {})).toMatchObject({
      token: 'at-1',
      tokenTypeHint: 'access_token',
    });
  });

  it.each(Object.values(UNATTENDED_GRANTS))(
    'is the access token if %s is stored in place of a refresh token',
    (grantType) => {
      const app = appThatRevokes('refresh_token');
      expect(revocationOf(app, tokens(grantType), {})).toMatchObject({
        token: 'at-1',
        tokenTypeHint: 'access_token',
      });
    }
  );
});
