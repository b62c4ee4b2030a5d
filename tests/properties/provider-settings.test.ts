import fc from 'fast-check';

import { parseAppUpdate } from '../../server/src/controllers/validation/app';
import { forEachEndpoint } from '../../server/src/endpoints';
import { createOAuthClient, type ClientSettings } from '../../server/src/oauth/client';
import { KEYLESS_AUTH_METHODS } from '../../server/src/oauth/client-auth-methods';
import { authorize } from '../../server/src/oauth/wire/api-request';
import { withProviderNames } from '../../server/src/oauth/wire/parameter-names';
import { formatRequest } from '../../server/src/oauth/wire/request-format';
import {
  ACCESS_TOKEN_ON_REFRESH,
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
} from '../../server/src/protocol-settings';
import { anyText, printable } from '../support/properties/arbitraries';
import { formRules } from '../support/properties/form-rules';
import { ensure, holdsFor, holdsForAccepted, isStorable } from '../support/properties/properties';

const CONSENT_PAGE = 'https://accounts.example.com/authorize';
const TOKEN_ENDPOINT = 'https://accounts.example.com/token';

const CLIENT: ClientSettings = {
  appKey: 'mail',
  issuer: null,
  endpoints: {
    ...forEachEndpoint(() => null),
    authorizationEndpoint: CONSENT_PAGE,
  },
  clientId: 'client',
  clientSecret: null,
  clientAuthMethod: 'none',
  authorizationParams: [],
  tokenParams: [],
  protocol: STANDARD_PROTOCOL,
  keptPlaces: [],
  capabilities: {
    authorizationResponseIssParameterSupported: false,
    codeChallengeMethodsSupported: [],
    idTokenSigningAlgValuesSupported: [],
  },
  defaultLifetimeSeconds: null,
};

const INPUT = {
  redirectUri: 'https://cms.example.com/callback',
  scopes: ['a', 'b'],
  state: 'state-1',
  codeVerifier: 'v'.repeat(43),
};

describe('settings that a form accepts', () => {
  const rarely = <Value>(odd: fc.Arbitrary<Value>, usual: fc.Arbitrary<Value>) =>
    fc.oneof({ weight: 1, arbitrary: odd }, { weight: 30, arbitrary: usual });

  const names = rarely(
    anyText,
    fc.string({ unit: fc.constantFrom(...'aX1-_.~!#$%^|'), minLength: 1, maxLength: 10 })
  );

  const keyValues = fc.array(fc.record({ key: names, value: rarely(anyText, printable(20)) }), {
    maxLength: 2,
  });

  const anySettings = fc.record(
    {
      pkce: fc.constantFrom(...PKCE_METHODS),
      responseType: rarely(anyText, fc.constantFrom('code', '')),
      scopeSeparator: rarely(anyText, fc.constantFrom(' ', ',', '+', ', ')),
      authorizationParamNames: keyValues,
      codeParam: names,
      requestFormat: fc.constantFrom(...REQUEST_FORMATS),
      refreshRequestFormat: fc.constantFrom(...REQUEST_FORMATS, null),
      tokenParamNames: keyValues,
      requestHeaders: keyValues,
      refreshParams: keyValues,
      accessTokenOnRefresh: fc.constantFrom(...ACCESS_TOKEN_ON_REFRESH),
      secondTokenParams: keyValues,
      secondTokenRequestFormat: fc.constantFrom(...REQUEST_FORMATS, null),
      revocationRequestFormat: fc.constantFrom(...REQUEST_FORMATS, null),
      revocationAuthMethod: fc.constantFrom(...KEYLESS_AUTH_METHODS, null),
      revokedToken: fc.constantFrom(...REVOKED_TOKENS),
      responsePlaces: fc.record(
        Object.fromEntries(RESPONSE_MEMBER_NAMES.map((member) => [member, fc.array(names)])),
        { requiredKeys: [] }
      ),
      idTokens: fc.constantFrom(...ID_TOKEN_USES),
      lifetimeUnit: fc.constantFrom(...Object.keys(LIFETIME_UNITS)),
      tokenTypes: fc.array(names, { maxLength: 2 }),
      endedGrantWords: keyValues,
      apiHeader: names,
      apiScheme: names,
      apiHeaders: keyValues,
    },
    { requiredKeys: [] }
  );

  const acceptedOf = (protocol: unknown): ProtocolDeviations | null => {
    try {
      return parseAppUpdate({ data: { configVersion: 1, protocol } }, formRules).protocol ?? null;
    } catch {
      return null;
    }
  };

  const ensureSameConsentPage = async (accepted: ProtocolDeviations) => {
    const settings = { ...CLIENT, protocol: withStandard(accepted) };
    const client = createOAuthClient(settings, { fetch, now: Date.now });
    const { origin, pathname, hash } = await client.buildAuthorizationUrl(INPUT);
    const address = `${origin}${pathname}${hash}`;
    ensure(address === CONSENT_PAGE, `another consent page: ${address}`);
  };

  const ensureSameTokenEndpoint = (accepted: ProtocolDeviations) => {
    const { requestFormat = 'form', tokenParamNames = [], requestHeaders = [] } = accepted;
    const headers = new Headers(requestHeaders.map(({ key, value }) => [key, value]));
    const { url, init } = formatRequest(requestFormat, {
      url: TOKEN_ENDPOINT,
      method: 'POST',
      headers: Object.fromEntries(headers),
      params: withProviderNames([['code', 'code-1']], tokenParamNames),
    });
    const { origin, pathname, hash } = new URL(new Request(url, init).url);
    const address = `${origin}${pathname}${hash}`;
    ensure(address === TOKEN_ENDPOINT, `another token endpoint: ${address}`);
  };

  const ensureApiHeader = (accepted: ProtocolDeviations) => {
    const protocol = withStandard(accepted);
    const headers = new Headers();
    authorize(headers, 'at-1', protocol);
    const sent = headers.get(protocol.apiHeader);
    ensure(sent === `${protocol.apiScheme} at-1`.trim(), `another header: ${sent}`);
  };

  holdsForAccepted('the settings of a provider in a form', anySettings, 120, async (settings) => {
    const accepted = acceptedOf(settings);
    if (accepted === null) return false;
    await ensureSameConsentPage(accepted);
    ensureSameTokenEndpoint(accepted);
    ensureApiHeader(accepted);
    ensure(isStorable(accepted), 'not to be stored');
    expect(withStandard(deviationsOf(accepted))).toEqual(withStandard(accepted));
    return true;
  });
});

describe('settings that deviate are the same after they were stored and read', () => {
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
      revocationAuthMethod: fc.constantFrom(...KEYLESS_AUTH_METHODS, null),
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

  holdsFor('the settings of a provider in the database', anyDeviations, (given) => {
    const standard = JSON.stringify(STANDARD_PROTOCOL);
    const stored: unknown = JSON.parse(JSON.stringify(deviationsOf(given)));
    expect(withStandard(stored as ProtocolDeviations | null)).toEqual(withStandard(given));
    expect(deviationsOf(withStandard(given))).toEqual(deviationsOf(given));
    ensure(JSON.stringify(STANDARD_PROTOCOL) === standard, 'the standard for the next app changed');
  });
});
