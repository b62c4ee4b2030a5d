import { EMAIL } from '../../support/providers/authorization-server/endpoints';
import { SUBJECT } from '../../support/providers/authorization-server/id-tokens';
import {
  connectAndReplay,
  expectConnected,
  expectNothingStored,
  openHostileHouse,
} from '../../support/providers/hostile-house';
import {
  VALID_ID_TOKENS,
  WRONG_AT_EXCHANGE,
  WRONG_ID_TOKENS,
} from '../../support/providers/id-tokens/cases';
import { jwkOf, rsaKey, signJwt } from '../../support/providers/http-provider';

const hostile = openHostileHouse();

describe('a provider that does everything right', () => {
  it('connects the account that it names', async () => {
    const app = await hostile.app();
    expect(await connectAndReplay(app)).toBe('connected');
    expect(await expectConnected(app)).toMatchObject({
      subject: SUBJECT,
      accountLabel: EMAIL,
      scopesGranted: ['openid', 'email', 'mail.read'],
    });
    expect(await app.fault()).toBeNull();
  });
});

describe('an invalid id_token', () => {
  it.each([...WRONG_ID_TOKENS, ...WRONG_AT_EXCHANGE])(
    'is refused with %s, and nothing of its response is stored',
    async (_what, deviation) => {
      const app = await hostile.app(deviation);
      expect(await connectAndReplay(app)).toBe('provider_rejected (id_token_invalid)');
      await expectNothingStored(app);
      expect(app.provider.requestsTo('/userinfo')).toHaveLength(0);
      expect(app.provider.requestsTo('/elsewhere')).toHaveLength(0);
      expect(await app.fault()).toBe('provider_rejected');
    }
  );

  it('is refused with the nonce of another flow', async () => {
    const app = await hostile.app({
      claims: (claims, { provider }) => ({ ...claims, nonce: provider.secrets.byName.nonce[0] }),
    });
    await app.callback();
    expect(await app.connect()).toBe('provider_rejected (id_token_invalid)');
    expect(await app.row()).toBeNull();
  });
});

describe('a valid id_token', () => {
  it.each(VALID_ID_TOKENS)('is accepted with %s', async (_what, deviation) => {
    const app = await hostile.app(deviation);
    expect(await connectAndReplay(app)).toBe('connected');
    expect(await expectConnected(app)).toMatchObject({ subject: SUBJECT, accountLabel: EMAIL });
  });
});

describe('an id_token with an unknown kid', () => {
  const newKey = rsaKey('rsa-2');
  const keyRequests = (app: Awaited<ReturnType<typeof hostile.app>>) =>
    app.provider.requestsTo('/jwks').length;

  it('causes the keys to be read again, once a minute at most', async () => {
    const app = await hostile.app();
    expect(await app.connect()).toBe('connected');
    expect(keyRequests(app)).toBe(1);

    app.provider.deviate({ idToken: (claims) => signJwt(claims, newKey) });
    for (let count = 0; count < 3; count += 1) {
      expect(await app.connect()).toBe('provider_rejected (id_token_invalid)');
    }
    expect(keyRequests(app)).toBe(1);

    // openid-client holds its keys against the system clock.
    const inAMinute = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockImplementation(() => inAMinute);
    for (let count = 0; count < 3; count += 1) {
      expect(await app.connect()).toBe('provider_rejected (id_token_invalid)');
    }
    expect(keyRequests(app)).toBe(2);
  });

  it('is accepted when the provider has a new key', async () => {
    const app = await hostile.app();
    expect(await app.connect()).toBe('connected');
    app.provider.deviate({
      keys: (keys) => [...keys, jwkOf(newKey)],
      idToken: (claims) => signJwt(claims, newKey),
    });
    const inAMinute = Date.now() + 61_000;
    jest.spyOn(Date, 'now').mockImplementation(() => inAMinute);
    expect(await app.connect()).toBe('connected');
    expect(keyRequests(app)).toBe(2);
  });
});

describe('an existing connection', () => {
  it('stays as it is when a second sign-in returns an invalid id_token', async () => {
    const app = await hostile.app();
    await app.connect();
    const before = await app.stored();
    app.provider.deviate({ idToken: (claims) => signJwt(claims, rsaKey('rsa-1')) });
    expect(await app.connect()).toBe('provider_rejected (id_token_invalid)');
    expect(await app.stored()).toEqual(before);
    await expectConnected(app);
  });
});
