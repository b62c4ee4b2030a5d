import type { Json } from '../authorization-server/deviations';

/** How the parameters of a request arrive. */
export type RequestStyle = 'form' | 'json' | 'POST with a query' | 'GET';

/** How a client shows who it is. */
export type ClientProof =
  /** HTTP Basic, each part form-encoded (RFC 6749 §2.3.1). */
  'basic' | 'basic as it is' | 'secret as the user name' | 'body' | 'header and body' | 'none';

/** The provider's own names of parameters, by their standard names. */
export type OwnNames = Readonly<Record<string, string>>;

/** What the account holder agreed to, and the request for it. */
export interface Grant {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string;
  /** Null: the provider refuses PKCE. */
  codeChallenge: string | null;
}

/** Extra parameters that the provider insists on, and what each must be. */
export type Demands = Readonly<Record<string, (value: string, grant: Grant) => boolean>>;

/** A token response as a standard provider would send it (RFC 6749 §5.1). */
export interface StandardTokens {
  access_token: string;
  /** Absent if the grant keeps the one that it has, or has none. */
  refresh_token?: string;
  expires_in: number;
  token_type: string;
  scope: string;
}

/** A refusal, before the provider puts it into its own words. */
export interface RefusedRequest {
  status: number;
  error: string;
  description: string;
}

export interface RefreshHabits {
  path: string;
  style: RequestStyle;
  grantType: string;
  /** The token that a refresh takes. */
  takes: 'refresh token' | 'access token';
  /** Whether the token that a refresh takes works once only. */
  rotates: boolean;
  demands: Demands;
}

export interface ApiHabits {
  /** In lower case. */
  header: string;
  /** Null: the header holds the token alone. */
  scheme: string | null;
  /** Other headers that each request must have, with names in lower case. */
  headers: Readonly<Record<string, string>>;
}

/** What a provider does, in its own terms. Nothing here is known to the plugin. */
export interface Habits {
  pkce: 'required' | 'refused';
  /** Null: there is no such parameter. */
  responseType: string | null;
  scopeSeparator: string;
  authorizationNames: OwnNames;
  /** The name of the code in the callback. */
  callbackCode: string;
  /** Whether the consent page is a route of a web app, which reads the fragment. */
  isConsentRoute: boolean;
  proof: ClientProof;
  tokenStyle: RequestStyle;
  /** Of requests that the client authenticates. */
  tokenNames: OwnNames;
  /** Headers of these requests, with names in lower case. */
  tokenHeaders: Readonly<Record<string, string>>;
  exchangeDemands: Demands;
  refresh: RefreshHabits;
  tokenBody(tokens: StandardTokens): Json;
  refusal(refused: RefusedRequest): { status: number; body: Json };
  api: ApiHabits;
  /** Null: there is no userinfo endpoint. */
  userInfo: ((accessToken: string) => Json) | null;
}

export const STANDARD_REFRESH: RefreshHabits = {
  path: '/token',
  style: 'form',
  grantType: 'refresh_token',
  takes: 'refresh token',
  rotates: true,
  demands: {},
};

/** What RFC 6749 says, with PKCE (RFC 7636). */
export const STANDARD_HABITS: Habits = {
  pkce: 'required',
  responseType: 'code',
  scopeSeparator: ' ',
  authorizationNames: {},
  callbackCode: 'code',
  isConsentRoute: false,
  proof: 'basic',
  tokenStyle: 'form',
  tokenNames: {},
  tokenHeaders: {},
  exchangeDemands: {},
  refresh: STANDARD_REFRESH,
  tokenBody: (tokens) => ({ ...tokens }),
  refusal: ({ status, error, description }) => ({
    status,
    body: { error, error_description: description },
  }),
  api: { header: 'authorization', scheme: 'Bearer', headers: {} },
  userInfo: null,
};
