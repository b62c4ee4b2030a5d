import fc from 'fast-check';

import { CLIENT_AUTH_METHODS } from '../../server/src/oauth/client-auth-methods';
import {
  ACCESS_TOKEN_ON_REFRESH,
  apiRequestSettings,
  deviationsOf,
  ID_TOKEN_USES,
  LIFETIME_UNITS,
  PKCE_METHODS,
  REQUEST_FORMATS,
  RESPONSE_MEMBER_NAMES,
  REVOKED_TOKENS,
  STANDARD_PROTOCOL,
  withStandard,
  type LifetimeUnit,
  type ProtocolDeviations,
  type ProtocolSettings,
} from '../../server/src/protocol-settings';

/** One deviation of each setting. */
const DEVIATIONS: Required<ProtocolDeviations> = {
  pkce: 'none',
  responseType: '',
  scopeSeparator: ',',
  authorizationParamNames: [{ key: 'client_id', value: 'app_id' }],
  codeParam: 'auth_code',
  requestFormat: 'json',
  refreshRequestFormat: 'form',
  tokenParamNames: [{ key: 'client_id', value: 'client_key' }],
  requestHeaders: [{ key: 'X-Version', value: '1' }],
  refreshParams: [{ key: 'grant_type', value: 'extend' }],
  accessTokenOnRefresh: 'kept',
  secondTokenParams: [{ key: 'grant_type', value: 'prolong' }],
  secondTokenRequestFormat: 'get',
  revocationRequestFormat: 'json',
  revocationAuthMethod: 'client_secret_basic',
  revokedToken: 'access_token',
  responsePlaces: { accessToken: ['/data/access_token'] },
  idTokens: 'ignored',
  lifetimeUnit: 'minutes',
  tokenTypes: ['user'],
  endedGrantWords: [{ key: '/error/code', value: '190' }],
  apiHeader: 'X-Access-Token',
  apiScheme: '',
  apiHeaders: [{ key: 'X-Version', value: '1' }],
};

const NAMES = Object.keys(DEVIATIONS) as (keyof ProtocolSettings)[];

const inReverse = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).reverse()) as Value;

const words = fc.string({ minLength: 1, maxLength: 8 });
const pairs = fc.array(fc.record({ key: words, value: words }), { maxLength: 3 });

const anyPlaces = fc.record(
  Object.fromEntries(
    RESPONSE_MEMBER_NAMES.map((member) => [member, fc.array(words, { maxLength: 2 })])
  ),
  { requiredKeys: [] }
);

const anyDeviations: fc.Arbitrary<ProtocolDeviations> = fc.record(
  {
    pkce: fc.constantFrom(...PKCE_METHODS),
    responseType: fc.constantFrom('code', '', 'auth_code'),
    scopeSeparator: fc.constantFrom(' ', ',', ';'),
    authorizationParamNames: pairs,
    codeParam: fc.constantFrom('code', 'auth_code'),
    requestFormat: fc.constantFrom(...REQUEST_FORMATS),
    refreshRequestFormat: fc.constantFrom(...REQUEST_FORMATS, null),
    tokenParamNames: pairs,
    requestHeaders: pairs,
    refreshParams: pairs,
    accessTokenOnRefresh: fc.constantFrom(...ACCESS_TOKEN_ON_REFRESH),
    secondTokenParams: pairs,
    secondTokenRequestFormat: fc.constantFrom(...REQUEST_FORMATS, null),
    revocationRequestFormat: fc.constantFrom(...REQUEST_FORMATS, null),
    revocationAuthMethod: fc.constantFrom(...CLIENT_AUTH_METHODS, null),
    revokedToken: fc.constantFrom(...REVOKED_TOKENS),
    responsePlaces: anyPlaces,
    idTokens: fc.constantFrom(...ID_TOKEN_USES),
    lifetimeUnit: fc.constantFrom(...(Object.keys(LIFETIME_UNITS) as LifetimeUnit[])),
    tokenTypes: fc.array(words, { maxLength: 2 }),
    endedGrantWords: pairs,
    apiHeader: fc.constantFrom('Authorization', 'X-Token'),
    apiScheme: fc.constantFrom('Bearer', '', 'Token'),
    apiHeaders: pairs,
  },
  { requiredKeys: [] }
);

describe('settings without deviations', () => {
  it('are the standard', () => {
    expect(withStandard(null)).toEqual(STANDARD_PROTOCOL);
    expect(withStandard({})).toEqual(STANDARD_PROTOCOL);
  });

  it.each<[string, ProtocolDeviations]>([
    ['nothing', {}],
    ['the whole standard', STANDARD_PROTOCOL],
    ['a part of the standard', { pkce: 'S256', requestHeaders: [], refreshRequestFormat: null }],
    ['no places', { responsePlaces: {} }],
    ['empty lists of places', { responsePlaces: { accessToken: [], accountName: [] } }],
  ])('are null for storage: %s', (_what, settings) => {
    expect(deviationsOf(settings)).toBeNull();
  });
});

describe('settings that deviate', () => {
  it.each(NAMES)('in %s are kept, and nothing else is', (name) => {
    const settings = { [name]: DEVIATIONS[name] };
    expect(deviationsOf(settings)).toEqual(settings);
    expect(deviationsOf(withStandard(settings))).toEqual(settings);
  });

  it.each(NAMES)('in %s are standard otherwise', (name) => {
    const complete = withStandard({ [name]: DEVIATIONS[name] });
    const others = NAMES.filter((other) => other !== name);
    expect(complete[name]).toEqual(
      name === 'responsePlaces'
        ? { ...STANDARD_PROTOCOL.responsePlaces, ...DEVIATIONS.responsePlaces }
        : DEVIATIONS[name]
    );
    for (const other of others) expect(complete[other]).toEqual(STANDARD_PROTOCOL[other]);
  });

  it('are the same text in any order, because a MAC authenticates this text', () => {
    const places = { accountName: ['/data/name'], accessToken: ['/data/token'], scope: ['scp'] };
    const given = { ...DEVIATIONS, responsePlaces: places };
    const reversed = inReverse({ ...given, responsePlaces: inReverse(places) });
    expect(JSON.stringify(deviationsOf(reversed))).toBe(JSON.stringify(deviationsOf(given)));
  });

  it('keep the order of a list, which decides what is tried first', () => {
    const settings = { responsePlaces: { accessToken: ['b', 'a'] }, tokenTypes: ['z', 'y'] };
    expect(deviationsOf(settings)).toEqual(settings);
    expect(withStandard(settings).responsePlaces.accessToken).toEqual(['b', 'a']);
  });

  it('leave out the members of a response that have no place of their own', () => {
    const settings = { responsePlaces: { accessToken: ['/data/token'], refreshToken: [] } };
    expect(deviationsOf(settings)).toEqual({ responsePlaces: { accessToken: ['/data/token'] } });
  });

  it('never hold what is no setting', () => {
    const strange = { pkce: 'none', clientSecret: 'S3cret', toString: 'x' } as ProtocolDeviations;
    expect(deviationsOf(strange)).toEqual({ pkce: 'none' });
  });

  it('are the same after they were stored and read', () => {
    fc.assert(
      fc.property(anyDeviations, (given) => {
        const stored: unknown = JSON.parse(JSON.stringify(deviationsOf(given)));
        expect(withStandard(stored as ProtocolDeviations | null)).toEqual(withStandard(given));
        expect(deviationsOf(withStandard(given))).toEqual(deviationsOf(given));
      }),
      { numRuns: 300 }
    );
  });

  it('do not change the standard for the next app', () => {
    const before = JSON.stringify(STANDARD_PROTOCOL);
    fc.assert(
      fc.property(anyDeviations, (given) => {
        deviationsOf(given);
        withStandard(given);
        expect(JSON.stringify(STANDARD_PROTOCOL)).toBe(before);
      }),
      { numRuns: 50 }
    );
  });
});

it('an API request gets the three settings that it needs', () => {
  expect(apiRequestSettings(withStandard(DEVIATIONS))).toEqual({
    apiHeader: 'X-Access-Token',
    apiScheme: '',
    apiHeaders: [{ key: 'X-Version', value: '1' }],
  });
});

describe('what somebody wrote into the column of an app', () => {
  it('turns no check off: a null, which a MAC does not see, is the standard', () => {
    const column = { requestFormat: 'json', pkce: null, idTokens: null, apiHeader: null };
    expect(withStandard(column as unknown as ProtocolDeviations)).toEqual(
      withStandard({ requestFormat: 'json' })
    );
  });

  it.each([
    [{ responsePlaces: { accessToken: null } }],
    [{ responsePlaces: 'x' }],
    [{ responsePlaces: null }],
    [{ tokenTypes: 'bot', requestHeaders: {}, scopeSeparator: 5 }],
    [{ unknown: 1 }],
    ['text'],
    [[1]],
    [5],
  ])('breaks no page that shows the settings: %j', (column) => {
    const settings = withStandard(column as unknown as ProtocolDeviations);
    expect(settings).toEqual(STANDARD_PROTOCOL);
    expect(deviationsOf(settings)).toBeNull();
  });
});
