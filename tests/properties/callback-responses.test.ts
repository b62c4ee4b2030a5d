import fc from 'fast-check';

import { checkAuthorizationResponse } from '../../server/src/oauth/authorization-response';
import { STANDARD_PROTOCOL } from '../../server/src/protocol-settings';
import { translateError } from '../../server/src/oauth/errors/translate-error';
import { panelPath } from '../../server/src/services/authorization/return-to';
import { forEachEndpoint } from '../../server/src/endpoints';
import { anyText, pairs } from '../support/properties/arbitraries';
import { asOwnError, ensure, holdsFor, isStorable } from '../support/properties/properties';

const ISSUER = 'https://provider.example.com';
const NAMES = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'session_state'];

const settings = (isIssuerPromised: boolean) => ({
  appKey: 'demo',
  issuer: ISSUER,
  endpoints: {
    ...forEachEndpoint(() => null),
    authorizationEndpoint: `${ISSUER}/authorize`,
    deviceAuthorizationEndpoint: null,
    tokenEndpoint: `${ISSUER}/token`,
  },
  clientId: 'client-1',
  clientSecret: 'secret',
  clientAuthMethod: 'client_secret_basic' as const,
  authorizationParams: [],
  tokenParams: [],
  protocol: STANDARD_PROTOCOL,
  keptPlaces: [],
  defaultLifetimeSeconds: null,
  capabilities: {
    authorizationResponseIssParameterSupported: isIssuerPromised,
    codeChallengeMethodsSupported: [],
    idTokenSigningAlgValuesSupported: [],
  },
});

const valid = fc.constantFrom<[string, string][]>(
  [
    ['code', 'a code'],
    ['state', 'the-state-of-the-flow'],
    ['iss', ISSUER],
  ],
  [['code', 'a code']],
  [['error', 'access_denied']],
  []
);

const answers = fc.record({
  isIssuerPromised: fc.boolean(),
  params: fc.tuple(valid, pairs(NAMES)).map(([known, odd]) => [...known, ...odd]),
});

describe('no response at the callback counts as another', () => {
  holdsFor(
    'the response of a provider at the callback',
    answers,
    ({ isIssuerPromised, params }) => {
      const answer = new URLSearchParams(params);
      const state = answer.get('state') ?? '';
      try {
        checkAuthorizationResponse(settings(isIssuerPromised), answer);
      } catch (error) {
        const translated = translateError(error, {
          phase: 'callback',
          app: 'demo',
          secrets: [state],
        });
        const { code } = asOwnError(translated, state.length > 20 ? [state] : []);
        const codes = ['flow_invalid', 'provider_rejected', 'provider_unavailable'];
        ensure(codes.includes(code), `the code ${code}`);
        return;
      }
      ensure(new Set(answer.keys()).size === [...answer.keys()].length, 'a parameter twice');
      ensure(Boolean(answer.get('code')) && !answer.has('error'), 'no code, or an error');
      const issuer = answer.get('iss');
      ensure(issuer === ISSUER || (issuer === null && !isIssuerPromised), `the issuer ${issuer}`);
    }
  );
});

const PANELS = [
  'https://cms.example.com/admin',
  'https://cms.example.com',
  'http://localhost:1337/a/b',
];
const pieces = fc.oneof(
  { weight: 3, arbitrary: anyText },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ...['/', '\\', '//', '/\\', '.', '..', '/..', '%2f', '%5c', '%2e%2e', '%09', '%0a', '?', '#'],
      ...[':', '@', 'https:', 'http:', 'javascript:', 'data:', 'evil.example.com', 'admin', 'a'],
      ...['\t', '\n', '\r', ' ', '\u00a0', '／', '＼', '。', '⁄', '\u2028', '&', '=']
    ),
  }
);
const returns = fc.record({
  panelUrl: fc.constantFrom(...PANELS),
  returnTo: fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((parts) => `/${parts.join('')}`),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join('')),
    anyText
  ),
});

/** Where a browser ends up that is told the path by the panel's router, as a link or an address. */
const targetsOf = (path: string, panelUrl: string): URL[] => {
  const basename = new URL(panelUrl).pathname.replace(/\/$/, '');
  return [new URL(basename + path, panelUrl), new URL(panelUrl + path)];
};

describe('no return address leads out of the panel', () => {
  holdsFor('an address to return to', returns, ({ panelUrl, returnTo }) => {
    let path: string | null;
    try {
      path = panelPath(returnTo, panelUrl);
    } catch (error) {
      ensure((error as Error).name === 'ValidationError', `threw ${String(error)}`);
      return;
    }
    if (path === null) return ensure(returnTo === '', 'nothing was returned');
    ensure(isStorable(path), 'a path with unsafe characters');
    const panel = new URL(`${panelUrl}/`);
    const isInside = targetsOf(path, panelUrl).every(
      ({ origin, pathname }) => origin === panel.origin && pathname.startsWith(panel.pathname)
    );
    ensure(isInside, `leads to ${targetsOf(path, panelUrl).join(' ')}`);
  });
});
