import { randomBytes } from 'node:crypto';

import {
  responding,
  type Deviation,
} from '../../support/providers/authorization-server/deviations';
import {
  expectConnected,
  expectNothingStored,
  openHostileHouse,
} from '../../support/providers/hostile-house';

const hostile = openHostileHouse();

const ALLOWED_TOKEN_LENGTH = 64 * 1024;
const REFUSED_TOKEN_LENGTH = 100_000;
const DESCRIPTION_LENGTH = 3_000;
/** Shorter pieces of a secret tell nothing. */
const PIECE_LENGTH = 12;
/** Node takes 16 KiB of headers, the address included. */
const LONG_CODE_LENGTH = 15_000;
const TIMES = 20;

const refreshToken = (length: number): Deviation => {
  const token = randomBytes(length).toString('base64url').slice(0, length);
  return responding({ refresh_token: token });
};

/** Repeats the end of the refresh token that it was sent. */
const refusing = (length: number): Deviation => ({
  tokenError: (form) => ({
    status: 400,
    body: {
      error: 'invalid_grant',
      error_description: form.get('refresh_token')?.slice(-length),
    },
  }),
});

describe('S04 a text that is too long', () => {
  it('is refused as a refresh token of 100,000 characters, and nothing is stored', async () => {
    const app = await hostile.app(refreshToken(REFUSED_TOKEN_LENGTH));
    expect(await app.connect()).toBe('provider_rejected (token_too_long)');
    await expectNothingStored(app);
  });

  it('is not repeated by a refusal of 3,000 characters about a refresh token of 64 KiB', async () => {
    const app = await hostile.app(refreshToken(ALLOWED_TOKEN_LENGTH));
    expect(await app.connect()).toBe('connected');
    const stored = await app.stored();
    app.provider.deviate(refusing(DESCRIPTION_LENGTH));
    const failure = await app
      .getAccessToken({ forceRefresh: true })
      .catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: 'needs_reconnect', reason: 'invalid_grant' });
    const piece = stored?.refreshToken?.slice(-PIECE_LENGTH) ?? '';
    expect(piece).toHaveLength(PIECE_LENGTH);
    expect(String(failure)).not.toContain(piece);
    expect(app.leaks).toEqual([]);
  });

  it('is sent nowhere as a code of 15,000 characters, 20 times at once, and others continue', async () => {
    const attacked = await hostile.app();
    const other = await hostile.app();
    expect(await other.connect()).toBe('connected');
    const callback = await attacked.callback();
    const forged = new URL(callback);
    forged.searchParams.set('code', 'x'.repeat(LONG_CODE_LENGTH));

    const [renewed, ...ends] = await Promise.all([
      other.token({ forceRefresh: true }),
      ...Array.from({ length: TIMES }, () => attacked.finish(forged)),
    ]);
    expect(renewed).toBe('token');
    expect(new Set(ends)).toEqual(new Set(['flow_invalid (-)']));
    expect(attacked.provider.requestsTo('/token')).toEqual([]);
    expect(await attacked.connect()).toBe('connected');
    await expectConnected(attacked);
  });
});
