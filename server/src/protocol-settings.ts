import type { KeylessAuthMethod } from './oauth/client-auth-methods';

export interface KeyValue {
  key: string;
  value: string;
}

/** How an app's tokens are obtained. The last ones need no person, and run again at each refresh. */
export const GRANT_TYPES = [
  /** A person consents in a browser (RFC 6749 §4.1). */
  'authorization_code',
  /** A person enters a code at the provider, in any browser (RFC 8628). */
  'device_code',
  /** The client asks for itself (RFC 6749 §4.4). */
  'client_credentials',
  /** A key signs an assertion, as with a service account (RFC 7523 §2.1). */
  'jwt_bearer',
] as const;

export type GrantType = (typeof GRANT_TYPES)[number];

/** The grants that need no person, each with its `grant_type` in a token request. */
export const UNATTENDED_GRANTS = {
  client_credentials: 'client_credentials',
  jwt_bearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
} as const satisfies Partial<Record<GrantType, string>>;

export type UnattendedGrant = keyof typeof UNATTENDED_GRANTS;

/** The app's grant if it needs no person; null if somebody must consent. */
export const unattendedGrantOf = ({
  grantType,
}: Pick<ProtocolSettings, 'grantType'>): UnattendedGrant | null =>
  Object.hasOwn(UNATTENDED_GRANTS, grantType) ? (grantType as UnattendedGrant) : null;

/** A private key that signs assertions. Secret: never log it. */
export interface AssertionKey {
  /** PKCS #8. */
  pem: string;
  /** The id of the key at the provider; null if unknown. */
  kid: string | null;
}

/**
 * How a request sends its parameters. `form` is the standard (RFC 6749 §4.1.3). `json` sends a JSON
 * object. `query` and `get` send the parameters in the address, by POST and by GET.
 */
export const REQUEST_FORMATS = ['form', 'json', 'query', 'get'] as const;

export type RequestFormat = (typeof REQUEST_FORMATS)[number];

/** `S256` sends a code challenge (RFC 7636 §4.3). `none` sends neither challenge nor verifier. */
export const PKCE_METHODS = ['S256', 'none'] as const;

export type PkceMethod = (typeof PKCE_METHODS)[number];

/**
 * What happens to an id_token. `ignored` is for providers whose id_tokens cannot be verified, e.g.
 * because they lack the nonce (OpenID Connect Core §3.1.3.7). The userinfo response then names the
 * account, or without a userinfo endpoint the token response.
 */
export const ID_TOKEN_USES = ['verified', 'ignored'] as const;

export type IdTokenUse = (typeof ID_TOKEN_USES)[number];

/** The token of a grant that a revocation names (RFC 7009 §2.1). */
export const REVOKED_TOKENS = ['refresh_token', 'access_token'] as const;

export type RevokedToken = (typeof REVOKED_TOKENS)[number];

/**
 * What a refresh does to the access token. `kept`: a response without an access token prolongs the
 * present one.
 */
export const ACCESS_TOKEN_ON_REFRESH = ['replaced', 'kept'] as const;

export type AccessTokenOnRefresh = (typeof ACCESS_TOKEN_ON_REFRESH)[number];

/** The signature algorithms (RFC 7518 §3.1) of the app's own key, for `private_key_jwt`. */
export const CLIENT_KEY_ALGORITHMS = ['ES256', 'RS256'] as const;

export type ClientKeyAlgorithm = (typeof CLIENT_KEY_ALGORITHMS)[number];

/**
 * The `aud` of a client assertion (RFC 7523 §3). The issuer is the safer one, because another server
 * cannot use the assertion. Some providers accept only the address of their token endpoint.
 */
export const CLIENT_ASSERTION_AUDIENCES = ['issuer', 'token_endpoint'] as const;

export type ClientAssertionAudience = (typeof CLIENT_ASSERTION_AUDIENCES)[number];

/** Seconds in each unit that a provider may use for `expires_in`. */
export const LIFETIME_UNITS = {
  seconds: 1,
  milliseconds: 0.001,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
} as const;

export type LifetimeUnit = keyof typeof LIFETIME_UNITS;

/**
 * The values that a response may hold in another member, each with its standard member. `accountId`
 * and `accountName` have none. They are in the userinfo response, or without a userinfo endpoint in
 * the token response.
 */
export const RESPONSE_MEMBERS = {
  accessToken: 'access_token',
  refreshToken: 'refresh_token',
  expiresIn: 'expires_in',
  scope: 'scope',
  error: 'error',
  errorDescription: 'error_description',
  accountId: null,
  accountName: null,
} as const;

export type ResponseMember = keyof typeof RESPONSE_MEMBERS;

export const RESPONSE_MEMBER_NAMES = Object.keys(RESPONSE_MEMBERS) as ResponseMember[];

/**
 * How a provider deviates from OAuth 2.0 (RFC 6749). `STANDARD_PROTOCOL` holds the default of each
 * setting.
 */
export interface ProtocolSettings {
  grantType: GrantType;
  /** `sub` of an assertion (RFC 7523 §3): whom the app acts for. Empty: not sent. */
  assertionSubject: string;
  /** `aud` of an assertion. Empty: the token endpoint. */
  assertionAudience: string;
  pkce: PkceMethod;
  /** The authorization request's `response_type`. Empty: not sent. */
  responseType: string;
  /** Separates scopes in requests. */
  scopeSeparator: string;
  /**
   * Other names for parameters of the authorization request, by their standard name. An empty name
   * leaves the parameter out.
   */
  authorizationParamNames: KeyValue[];
  /** The name of the code in the callback. */
  codeParam: string;
  /** Of the key that signs client assertions (`private_key_jwt`). */
  clientKeyAlgorithm: ClientKeyAlgorithm;
  /** Without an issuer, the audience is the token endpoint. */
  clientAssertionAudience: ClientAssertionAudience;
  /**
   * Of requests that the client authenticates: tokens, revocation, introspection, and pushed
   * authorization requests.
   */
  requestFormat: RequestFormat;
  /** Of a refresh. Null: as `requestFormat`. */
  refreshRequestFormat: RequestFormat | null;
  /**
   * Other names for parameters of the same requests, by their standard name. An empty name leaves
   * the parameter out.
   */
  tokenParamNames: KeyValue[];
  /** Headers of the same requests. */
  requestHeaders: KeyValue[];
  /** Extra parameters of a refresh only. A `grant_type` replaces the standard value. */
  refreshParams: KeyValue[];
  accessTokenOnRefresh: AccessTokenOnRefresh;
  /**
   * Parameters of the second token request, if the app has a `secondTokenEndpoint`, with their
   * `grant_type`.
   */
  secondTokenParams: KeyValue[];
  /** Of the second token request. Null: as `requestFormat`. */
  secondTokenRequestFormat: RequestFormat | null;
  /** Of a revocation. Null: as `requestFormat`. */
  revocationRequestFormat: RequestFormat | null;
  /** Of a revocation. Null: as the app's other requests. */
  revocationAuthMethod: KeylessAuthMethod | null;
  /** Which token a revocation names. Without a refresh token, it is the access token. */
  revokedToken: RevokedToken;
  /**
   * Where a response holds each value: names of members, or JSON Pointers (RFC 6901), tried in
   * order and before the standard member.
   */
  responsePlaces: Record<ResponseMember, string[]>;
  idTokens: IdTokenUse;
  /** Unit of `expires_in`. */
  lifetimeUnit: LifetimeUnit;
  /** Accepted values of `token_type` besides `Bearer`, in any case. */
  tokenTypes: string[];
  /**
   * Values in a refresh response that mean an ended grant, besides the error codes that the plugin
   * knows. Each key is a place, as in `responsePlaces`.
   */
  endedGrantWords: KeyValue[];
  /** The header that carries the access token to an API. */
  apiHeader: string;
  /** The word before the access token in that header. Empty: only the token. */
  apiScheme: string;
  /** Headers that each API request needs. A header that the caller sets stays as it is. */
  apiHeaders: KeyValue[];
}

/** The settings that a request with an access token needs. */
export type ApiRequestSettings = Pick<ProtocolSettings, 'apiHeader' | 'apiScheme' | 'apiHeaders'>;

export const apiRequestSettings = ({
  apiHeader,
  apiScheme,
  apiHeaders,
}: ApiRequestSettings): ApiRequestSettings => ({ apiHeader, apiScheme, apiHeaders });

const noPlaces = Object.fromEntries(
  RESPONSE_MEMBER_NAMES.map((member) => [member, [] as string[]])
) as Record<ResponseMember, string[]>;

export const STANDARD_PROTOCOL: ProtocolSettings = {
  grantType: 'authorization_code',
  assertionSubject: '',
  assertionAudience: '',
  pkce: 'S256',
  responseType: 'code',
  scopeSeparator: ' ',
  authorizationParamNames: [],
  codeParam: 'code',
  clientKeyAlgorithm: 'ES256',
  clientAssertionAudience: 'issuer',
  requestFormat: 'form',
  refreshRequestFormat: null,
  tokenParamNames: [],
  requestHeaders: [],
  refreshParams: [],
  accessTokenOnRefresh: 'replaced',
  secondTokenParams: [],
  secondTokenRequestFormat: null,
  revocationRequestFormat: null,
  revocationAuthMethod: null,
  revokedToken: 'refresh_token',
  responsePlaces: noPlaces,
  idTokens: 'verified',
  lifetimeUnit: 'seconds',
  tokenTypes: [],
  endedGrantWords: [],
  apiHeader: 'Authorization',
  apiScheme: 'Bearer',
  apiHeaders: [],
};

export type ProtocolDeviations = Partial<Omit<ProtocolSettings, 'responsePlaces'>> & {
  responsePlaces?: Partial<Record<ResponseMember, string[]>>;
};

/** A null is the standard of this setting, so it need not be given. */
const isOfKind = (value: unknown, standard: unknown): boolean =>
  Array.isArray(value) === Array.isArray(standard) &&
  (standard === null ? typeof value === 'string' : typeof value === typeof standard);

/**
 * The members that a row holds with a value of their kind. A MAC does not tell a null from an absent
 * member, and whatever else somebody wrote into the row must not break the pages that show it.
 */
const givenIn = <T extends object>(given: object | null | undefined, standard: T) =>
  Object.fromEntries(
    Object.entries(given ?? {}).filter(
      ([name, value]) =>
        value !== null &&
        Object.hasOwn(standard, name) &&
        isOfKind(value, standard[name as keyof T])
    )
  ) as Partial<T>;

/** The settings that deviate as given, and are standard otherwise. */
export const withStandard = (
  deviations: ProtocolDeviations | null | undefined
): ProtocolSettings => ({
  ...STANDARD_PROTOCOL,
  ...givenIn(deviations, STANDARD_PROTOCOL),
  responsePlaces: { ...noPlaces, ...givenIn(deviations?.responsePlaces, noPlaces) },
});

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/**
 * The settings that differ from the standard; null if none does. Stored and authenticated in this
 * form, so that a new setting changes no app.
 */
export const deviationsOf = (
  settings: ProtocolDeviations | null | undefined
): ProtocolDeviations | null => {
  const complete = withStandard(settings);
  const places = RESPONSE_MEMBER_NAMES.filter((name) => complete.responsePlaces[name].length > 0);
  const names = (Object.keys(STANDARD_PROTOCOL) as (keyof ProtocolSettings)[]).filter(
    (name) => !isSame(complete[name], STANDARD_PROTOCOL[name]) && name !== 'responsePlaces'
  );
  const deviations: ProtocolDeviations = {
    ...Object.fromEntries(names.map((name) => [name, complete[name]])),
    ...(places.length > 0 && {
      responsePlaces: Object.fromEntries(
        places.map((name) => [name, complete.responsePlaces[name]])
      ),
    }),
  };
  return Object.keys(deviations).length > 0 ? deviations : null;
};
