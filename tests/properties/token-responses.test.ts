import fc from 'fast-check';

import { createOAuthClient, type OAuthClient } from '../../server/src/oauth/client';
import { translateError } from '../../server/src/oauth/errors/translate-error';
import { toTokenResult } from '../../server/src/oauth/grants/token-result';
import { STANDARD_PROTOCOL } from '../../server/src/protocol-settings';
import type { TokenResult } from '../../server/src/oauth/types';
import { readTokenResponse, type TokenResponse } from '../../server/src/oauth/token-response';
import { forEachEndpoint } from '../../server/src/endpoints';
import { anyJson, anyText, headerText, nearly, printable } from '../support/properties/arbitraries';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  edKey,
  exchangeInput,
  jwkOf,
  nowSeconds,
  refreshInput,
  signJwt,
} from '../support/providers/http-provider';
import { asOwnError, ensure, holdsFor, isStorable } from '../support/properties/properties';

const ISSUER = 'https://provider.example.com';
const CODE = 'code-1-is-secret';
const REFRESH_TOKEN = 'rt-1-is-secret';
const VERIFIER = 'v'.repeat(43);
const SECRETS = [CLIENT_SECRET, CODE, REFRESH_TOKEN, VERIFIER];

const key = edKey();

interface RawResponse {
  status: number;
  headers: [string, string][];
  body: string;
}

const statuses = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  { weight: 2, arbitrary: fc.constantFrom(400, 401, 403, 429) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(201, 202, 206, 299, 300, 302, 404, 410, 500, 502, 503, 599),
  }
);

const headers = fc.array(
  fc.tuple(
    fc.constantFrom('content-type', 'retry-after', 'www-authenticate', 'date', 'location'),
    fc.oneof(
      headerText,
      fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'text/plain; charset=utf-16',
        'text/html',
        '120',
        '-1',
        '99999999999999999999',
        'Bearer error="invalid_token", error_description="x"',
        'Basic realm="a", DPoP algs="ES256", Bearer',
        'Fri, 31 Dec 9999 23:59:59 GMT'
      )
    )
  ) as fc.Arbitrary<[string, string]>,
  { maxLength: 4 }
);

const claims = nearly({
  iss: fc.constantFrom(ISSUER, ISSUER, ISSUER, `${ISSUER}/`),
  aud: fc.constantFrom<unknown>(CLIENT_ID, CLIENT_ID, [CLIENT_ID], [CLIENT_ID, 'other']),
  sub: fc.oneof(printable(30), anyText),
  exp: fc.constant(nowSeconds() + 900),
  iat: fc.constant(nowSeconds()),
  nonce: fc.constant('nonce-1'),
  email: anyText,
  name: anyText,
  preferred_username: anyText,
});

const encode = (text: string) => Buffer.from(text).toString('base64url');

const jwtLike = fc.oneof(
  { weight: 4, arbitrary: claims.map((payload) => signJwt(payload, key)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyJson, anyJson, anyText)
      .map((parts) => parts.map((part) => encode(JSON.stringify(part))).join('.')),
  },
  { weight: 1, arbitrary: anyText }
);

const moments = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeNat(),
  fc.date().map((date) => (Number.isNaN(date.getTime()) ? 'never' : date.toISOString())),
  fc.constant('2099-01-01 00:00:00'),
  anyText
);

const tokenMembers = {
  access_token: printable(60),
  token_type: fc.constantFrom('Bearer', 'bearer', 'BEARER'),
  expires_in: fc.oneof(fc.integer(), fc.double(), fc.integer().map(String), fc.constant(3_600)),
  expires_at: moments,
  expires: moments,
  refresh_token: printable(60),
  scope: fc.oneof(anyText, fc.constant('mail.read mail.send'), fc.array(anyText, { maxLength: 4 })),
  id_token: jwtLike,
};

const errorMembers = {
  error: fc.oneof(fc.constantFrom('invalid_grant', 'invalid_client', 'slow_down'), anyJson),
  error_description: fc.oneof(anyText, fc.constantFrom(...SECRETS)),
  message: anyText,
  ok: fc.boolean(),
};

const asForm = (body: Record<string, unknown>): string =>
  new URLSearchParams(
    Object.entries(body).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
  ).toString();

const bodies = fc.oneof(
  { weight: 8, arbitrary: nearly(tokenMembers).map((body) => JSON.stringify(body)) },
  {
    weight: 3,
    arbitrary: nearly({ ...tokenMembers, ...errorMembers }).map((body) => JSON.stringify(body)),
  },
  { weight: 2, arbitrary: nearly(errorMembers).map((body) => JSON.stringify(body)) },
  { weight: 2, arbitrary: nearly(tokenMembers).map(asForm) },
  { weight: 1, arbitrary: anyJson.map((body) => JSON.stringify(body)) },
  { weight: 1, arbitrary: anyText }
);

const rawResponses: fc.Arbitrary<RawResponse> = fc.record({
  status: statuses,
  headers,
  body: bodies,
});

const toResponse = ({ status, headers: list, body }: RawResponse): Response =>
  new Response(body, { status, headers: list });

const PRINTABLE = /^[\x20-\x7e]+$/;

const ensureTokenResponse = ({
  access_token,
  token_type,
  expires_in,
  refresh_token,
}: TokenResponse) => {
  ensure(PRINTABLE.test(access_token), 'an access token that breaks a header');
  ensure(token_type === 'Bearer', 'another type than bearer');
  ensure(expires_in === undefined || (expires_in > 0 && expires_in < 4e9), 'an odd lifetime');
  ensure(refresh_token === undefined || PRINTABLE.test(refresh_token), 'an odd refresh token');
};

const ensureResult = (result: TokenResult) => {
  const { accessToken, refreshToken, ...stored } = result;
  ensure(PRINTABLE.test(accessToken), 'an access token that breaks a header');
  ensure(refreshToken === null || PRINTABLE.test(refreshToken), 'an odd refresh token');
  ensure(isStorable(stored), `not to be stored: ${JSON.stringify(stored)}`);
};

const SETTINGS = {
  protocol: STANDARD_PROTOCOL,
  keptPlaces: [],
  endpoints: { userinfoEndpoint: null },
};

/** One provider that sends the same response at each of its endpoints, but for its signing keys. */
const clientOf = (raw: RawResponse): OAuthClient =>
  createOAuthClient(
    {
      appKey: 'demo',
      issuer: ISSUER,
      endpoints: {
        ...forEachEndpoint(() => null),
        authorizationEndpoint: `${ISSUER}/authorize`,
        deviceAuthorizationEndpoint: null,
        tokenEndpoint: `${ISSUER}/token`,
        revocationEndpoint: `${ISSUER}/revoke`,
        userinfoEndpoint: `${ISSUER}/userinfo`,
        jwksUri: `${ISSUER}/jwks`,
      },
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      clientAuthMethod: 'client_secret_basic',
      authorizationParams: [],
      tokenParams: [],
      protocol: STANDARD_PROTOCOL,
      keptPlaces: [],
      defaultLifetimeSeconds: null,
      capabilities: {
        authorizationResponseIssParameterSupported: false,
        codeChallengeMethodsSupported: [],
        idTokenSigningAlgValuesSupported: [],
      },
    },
    {
      now: Date.now,
      fetch: async (url) =>
        String(url).endsWith('/jwks') ? Response.json({ keys: [jwkOf(key)] }) : toResponse(raw),
    }
  );

describe('no response breaks its reader', () => {
  holdsFor('the response of a token endpoint', rawResponses, async (raw) => {
    let read: TokenResponse;
    try {
      read = await readTokenResponse(toResponse(raw), Date.now(), SETTINGS);
    } catch (error) {
      const translated = translateError(error, { phase: 'refresh', app: 'demo', secrets: SECRETS });
      asOwnError(translated, SECRETS);
      return;
    }
    ensureTokenResponse(read);
    const scopes = { requested: ['mail.read'], fallback: ['mail.read'] };
    ensureResult(
      toTokenResult({ settings: SETTINGS }, { response: read, requestedAtMs: Date.now(), scopes })
    );
  });

  holdsFor('an exchange, a refresh and a userinfo request', rawResponses, async (raw) => {
    const client = clientOf(raw);
    const params = new URLSearchParams({ code: CODE, state: 'state-1' });
    const exchange = exchangeInput({ params, codeVerifier: VERIFIER, nonce: 'nonce-1' });
    const refresh = refreshInput({ refreshToken: REFRESH_TOKEN, subject: 'user-1' });
    const [exchanged, refreshed, info, revoked] = await Promise.allSettled([
      client.exchangeCode(exchange),
      client.refresh(refresh),
      client.userInfo({ accessToken: 'at-1-is-secret', subject: null }),
      client.revoke({ token: REFRESH_TOKEN, tokenTypeHint: 'refresh_token' }),
    ]);
    if (exchanged.status === 'fulfilled') ensureResult(exchanged.value);
    else asOwnError(exchanged.reason, [CLIENT_SECRET, CODE, VERIFIER]);
    if (refreshed.status === 'fulfilled') ensureResult(refreshed.value);
    else asOwnError(refreshed.reason, [CLIENT_SECRET, REFRESH_TOKEN]);
    if (info.status === 'fulfilled') ensure(isStorable(info.value), 'an account not to be stored');
    else asOwnError(info.reason, [CLIENT_SECRET, 'at-1-is-secret']);
    if (revoked.status === 'rejected') asOwnError(revoked.reason, [CLIENT_SECRET, REFRESH_TOKEN]);
  });
});
