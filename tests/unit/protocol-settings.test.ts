import {
  apiRequestSettings,
  deviationsOf,
  STANDARD_PROTOCOL,
  withStandard,
  type ProtocolDeviations,
  type ProtocolSettings,
} from '../../server/src/protocol-settings';

/** One deviation of each setting. */
const DEVIATIONS: Required<ProtocolDeviations> = {
  grantType: 'client_credentials',
  assertionSubject: 'ada@example.com',
  assertionAudience: 'https://login.example.com',
  pkce: 'none',
  responseType: '',
  scopeSeparator: ',',
  authorizationParamNames: [{ key: 'client_id', value: 'app_id' }],
  codeParam: 'auth_code',
  clientKeyAlgorithm: 'RS256',
  clientAssertionAudience: 'token_endpoint',
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
