import type { Json } from '../support/providers/authorization-server/deviations';
import type { RegisteredClient } from '../support/providers/demo-provider';
import type { ClientProof, OwnNames, RequestStyle } from '../support/providers/deviating/habits';

/*
 * How to write services/<id>.ts
 *
 * A file says what one service does, as its documentation says it. It is the truth that the preset
 * `<id>` is measured by, so read the service's pages, and not the preset; name each page in a
 * comment. It imports nothing from server/. It exports one constant: `export const service =
 * defineService({ … })`. What is left out is as in RFC 6749.
 *
 * - The simulator refuses whatever the file does not allow. Other parameters and headers are let
 *   through, as services do. So say what the service insists on (`demands`, `headers`), and give
 *   `proofs` and `styles` all that it accepts.
 * - `tokenBody` is the response as the documentation prints it, with members that clients do not
 *   need, too: they may mislead the plugin. `standardBody` is that of RFC 6749.
 * - Scopes: list at least two, so that their separator is tested, and those of the preset.
 * - `account` is what a person should see, worked out by hand from the responses of the file.
 * - What the service does in another case (a setting in its console, another kind of account) is a
 *   variant. The preset has to get along with each.
 * - The test takes each setting of the preset away. If nothing fails then, either the file does not
 *   say yet why it is needed, or the preset does not need it. If the setting matters only where no
 *   story can show it, name it in `provenElsewhere` with the reason.
 * - Give `api.addresses` one address for each API that the preset names.
 * - If the preset does not do what the documentation says, keep the file true, and list the test
 *   in `knownFaults` with the reason, until the preset is mended. That test proves no setting until
 *   then, so a preset that cannot connect at all is mended first.
 * - `npm run test:providers -- -t '^<id> '` runs the tests of one file.
 */

/** What a parameter or header must be. */
export type Wanted = string | RegExp;

/** By name; in lower case for headers, and the standard name for parameters that have one. */
export type Demands = Readonly<Record<string, Wanted>>;

/** Null: the service refuses a request with this parameter. */
export type Names = Readonly<Record<string, OwnNames[string] | null>>;

export interface Answer {
  status: number;
  body: Json;
}

export interface Authorization {
  /** Without a query. The simulator compares host and path. */
  address: string;
  /** `optional`: also where it is ignored. A client that sends a challenge must send its verifier. */
  pkce: 'required' | 'optional' | 'refused';
  /** Null: not asked for. */
  responseType: string | null;
  scopeSeparator: string;
  names: Names;
  /** Without these, the service shows an error instead of its consent page. */
  demands: Demands;
  /** The name of the code in the callback. */
  callbackCode: string;
  /** Further parameters of the callback. */
  callbackParams: Readonly<Record<string, string>>;
}

/** Requests that the client authenticates. */
export interface ClientRequests {
  address: string;
  /** All that the service reads. */
  styles: readonly RequestStyle[];
  names: Names;
  headers: Demands;
  demands: Demands;
}

export interface TokenRequests extends ClientRequests {
  /** Whether it answers with a form, unless the client accepts `application/json`. */
  prefersForms: boolean;
}

/** Exchanges the token that was issued for the code, in `access_token`, for one that lasts. */
export interface SecondToken extends ClientRequests {
  grantType: string;
}

/** What the service insists on before it issues a refresh token. Otherwise it issues none. */
export interface Conditions {
  scopes: readonly string[];
  authorizationParams: Demands;
  /** Of the code exchange. */
  tokenParams: Demands;
}

export interface Refresh extends ClientRequests {
  grantType: string;
  takes: 'refresh token' | 'access token';
  conditions: Conditions;
  /** In the response: a `new` one, after which the old one is dead; the `same`; or `none`. */
  rotation: 'new' | 'same' | 'none';
  /** What the service says when access was withdrawn: each way that it has. */
  deadGrants: readonly Answer[];
  /** What it says about anything else, which must end no connection. */
  otherRefusals: readonly Answer[];
}

export interface Revocation extends ClientRequests {
  proofs: readonly ClientProof[];
  /** Which tokens the service knows here. */
  takes: 'any token' | 'access token' | 'refresh token';
  answer: Answer;
}

export interface Api {
  /** Addresses that the preset's API origins must allow. */
  addresses: readonly string[];
  /** In lower case. */
  header: string;
  /** Null: the header holds the token alone. */
  scheme: string | null;
  /** Others that each request must have. */
  headers: Demands;
}

export interface UserInfo {
  /** With its query, if it has one. */
  address: string;
  /** Which of these scopes must be granted; all of them. */
  scopes: readonly string[];
  body(scopes: readonly string[]): Json;
}

/** Issues id_tokens for the scope `openid`. */
export interface OpenId {
  /** As its discovery document says. */
  issuer: string;
  /** Where the signing keys are. */
  keys: string;
  repeatsNonce: boolean;
  /** Besides `iss`, `aud`, `exp`, `iat` and `nonce`, which they may replace. */
  claims(scopes: readonly string[]): Json;
}

/** What a token response has to say. */
export interface IssuedTokens {
  accessToken: string;
  /** Null: none is issued, or none is in this response. */
  refreshToken: string | null;
  /** Seconds. Null: the token does not expire. */
  expiresIn: number | null;
  /** None if the service does not tell them. */
  scopes: readonly string[];
  idToken: string | null;
  /** Also true of a second token. */
  isRefresh: boolean;
}

export type TestName =
  'addresses' | 'life' | 'account' | 'scopes' | 'revocation' | 'refresh token needs';

export interface Service {
  id: string;
  /** What an admin enters for the parts of the addresses, by variable of the preset. */
  appValues: Readonly<Record<string, string>>;
  /** What a connection must know from callback and response, by variable of the preset. */
  connectionValues: Readonly<Record<string, string>>;
  client: RegisteredClient;
  proofs: readonly ClientProof[];
  authorization: Authorization;
  token: TokenRequests;
  tokenBody(tokens: IssuedTokens): Json;
  /** Null: the token that was issued for the code is the one to use. */
  secondToken: SecondToken | null;
  /** Null: it issues no refresh tokens. */
  refresh: Refresh | null;
  /** Null: none that takes the client's proof and a token. */
  revocation: Revocation | null;
  introspection: string | null;
  openId: OpenId | null;
  /** Null: no GET request with the token alone says whose it is. */
  userInfo: UserInfo | null;
  api: Api;
  /** The scopes that it knows; others are refused. Null: requests have no `scope`. */
  scopes: readonly string[] | null;
  /** What it grants to who agrees to these scopes. */
  grants(agreed: readonly string[]): readonly string[];
  /** Whether the token response lists the granted scopes. */
  tellsScopes: boolean;
  /** Of access tokens, in seconds, if the plugin can know it. */
  lifetime: number | null;
  account: { id: string | null; name: string | null };
  /** By name of the case: the whole service, as it is then. */
  variants: Readonly<Record<string, Service>>;
  /** By name of the setting, as the test names it: the reason. */
  provenElsewhere: Readonly<Record<string, string>>;
  /** By test: what is wrong with the preset. */
  knownFaults: Readonly<Partial<Record<TestName, string>>>;
}
