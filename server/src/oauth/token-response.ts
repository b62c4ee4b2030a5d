import type { ProtocolSettings } from '../contracts';
import { ConnectedAppsError } from '../errors/connected-apps-error';
import { readTokenBody } from './parsed-body';
import { MAX_TOKEN_LENGTH } from './limits';
import {
  errorIn,
  faultOf,
  ProviderFault,
  saysOneOf,
  type JsonObject,
} from './errors/provider-fault';
import { repeatsSecret } from './errors/redaction';
import { respondedAtMs, lifetimeSeconds } from './token-lifetime';
import type { ClientSettings, ProviderAccount } from './types';
import { accountIn, keptIn, withStandardMembers } from './wire/response-members';

/** A token endpoint's response (RFC 6749 §5.1) with its deviations corrected. Holds secrets. */
export interface TokenResponse {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds, more than 0; absent if the lifetime is unknown. */
  expires_in?: number;
  refresh_token?: string;
  /** Separated by spaces. */
  scope?: string;
  id_token?: string;
  /** Null if a userinfo endpoint names the account, or if the settings name no place for it. */
  account: ProviderAccount | null;
  kept: Readonly<Record<string, string>>;
}

/** The members that OAuth 2.0 and OpenID Connect define. */
type StandardResponse = Omit<TokenResponse, 'account' | 'kept'>;

/** RFC 6749 appendix A.12: printable ASCII, so that a token cannot break a header. */
const TOKEN = /^[\x20-\x7e]+$/;

const invalid = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', `${message} (${reason})`, { reason });

/** Limits the length here, where a token enters, so that no later code needs to. */
const shortEnough = (what: string, token: string): string => {
  if (token.length <= MAX_TOKEN_LENGTH) return token;
  throw invalid(
    'token_too_long',
    `The provider issued a token (${what}) of ${token.length} characters; at most ${MAX_TOKEN_LENGTH} are accepted. ` +
      'Request fewer scopes or claims, or have the provider issue shorter tokens.'
  );
};

const accessToken = ({ access_token: token }: JsonObject): string => {
  if (typeof token === 'string' && TOKEN.test(token)) return shortEnough('access token', token);
  throw invalid(
    'invalid_response',
    "The provider's response contains no access token. Check the token URI and the app's parameters."
  );
};

/**
 * RFC 6749 §7.1: a client must not use a token of a type that it does not understand. An absent
 * type means bearer, the only type that the plugin requests.
 */
const tokenType = (
  { token_type: type }: JsonObject,
  { tokenTypes }: ProtocolSettings
): 'Bearer' => {
  if (type === undefined || type === null || type === '') return 'Bearer';
  const accepted = ['Bearer', ...tokenTypes].map((name) => name.toLowerCase());
  if (typeof type === 'string' && accepted.includes(type.toLowerCase())) return 'Bearer';
  throw invalid(
    'unsupported_token_type',
    'The provider issued a token of another type than Bearer. If it is used like a bearer token, add ' +
      "its type to the accepted token types in the app's advanced settings."
  );
};

const refreshToken = ({ refresh_token: token }: JsonObject): string | undefined => {
  if (token === undefined || token === null || token === '') return undefined;
  if (typeof token === 'string' && TOKEN.test(token)) return shortEnough('refresh token', token);
  throw invalid('invalid_response', "The refresh token in the provider's response is not valid.");
};

const scope = ({ scope: value }: JsonObject): string | undefined => {
  const list = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [value];
  const text = list
    .filter((item) => typeof item === 'string')
    .join(' ')
    .trim();
  return text === '' ? undefined : text;
};

const idToken = ({ id_token: token }: JsonObject): string | undefined =>
  typeof token === 'string' && token !== '' ? shortEnough('id_token', token) : undefined;

const toTokenResponse = (
  body: JsonObject,
  protocol: ProtocolSettings,
  respondedAt: number
): StandardResponse => ({
  access_token: accessToken(body),
  token_type: tokenType(body, protocol),
  expires_in: lifetimeSeconds(body, respondedAt),
  refresh_token: refreshToken(body),
  scope: scope(body),
  id_token: idToken(body),
});

/** A scope is stored and shown, so it never repeats a token, wherever the settings look for it. */
const withSafeScope = (read: StandardResponse): StandardResponse => {
  const { access_token, refresh_token = '', id_token = '', scope: text } = read;
  const isToken =
    text !== undefined && repeatsSecret(text, [access_token, refresh_token, id_token]);
  return isToken ? { ...read, scope: undefined } : read;
};

/** Finds an error in a response with a success status, such as Slack's `{ "ok": false, … }`. */
const assertNoError = (body: JsonObject, saysGrantEnded: boolean): void => {
  if (body.access_token) return;
  const found = errorIn(body);
  if (saysGrantEnded && !found)
    throw new ProviderFault({ status: 400, error: null, saysGrantEnded });
  if (found) throw new ProviderFault({ status: 400, ...found, saysGrantEnded });
  if (body.ok === false) {
    throw new ProviderFault({ status: 400, error: 'unknown_error', saysGrantEnded });
  }
};

/** The part of an app's settings that a response is read by. */
export type ResponseSettings = Pick<ClientSettings, 'protocol' | 'keptPlaces'> & {
  endpoints: Pick<ClientSettings['endpoints'], 'userinfoEndpoint'>;
};

/** What the settings ask for besides the standard members. */
const furtherValues = (
  body: JsonObject | null,
  { access_token, refresh_token = '', id_token = '' }: StandardResponse,
  { protocol, endpoints, keptPlaces }: ResponseSettings
): Pick<TokenResponse, 'account' | 'kept'> => {
  const tokens = [access_token, refresh_token, id_token];
  const isNamedElsewhere = endpoints.userinfoEndpoint !== null;
  return {
    account: body === null || isNamedElsewhere ? null : accountIn(body, protocol, tokens),
    kept: body === null ? {} : keptIn(body, keptPlaces, tokens),
  };
};

/**
 * Reads a token endpoint's response as real providers send it: any 2xx status, form-encoded or with
 * a wrong content type, null and empty members, numbers as text, scopes as a list, an error under
 * status 200, a lifetime under another name. Unknown members are left out. The app's settings say
 * where this provider puts the rest.
 * @param nowMs epoch milliseconds, for a lifetime that is given as a moment
 * @param keptAccessToken the access token that a response without one prolongs
 * @throws {ProviderFault} for a failure status, an error, or a body that is neither JSON nor a form
 * @throws {ConnectedAppsError} `provider_rejected`: no access token, a type that is not accepted, or a
 *   token of more than 64 Ki characters (`token_too_long`)
 */
export const readTokenResponse = async (
  response: Response,
  nowMs: number,
  settings: ResponseSettings,
  keptAccessToken?: string
): Promise<TokenResponse> => {
  const { protocol } = settings;
  const sent = await readTokenBody(response, protocol.responsePlaces);
  const body = sent && withStandardMembers(sent, protocol);
  const saysGrantEnded = saysOneOf(sent, protocol.endedGrantWords);
  if (!response.ok || body === null) throw faultOf(response, body, saysGrantEnded);
  assertNoError(body, saysGrantEnded);
  const issued = body.access_token ? body : { ...body, access_token: keptAccessToken };
  const read = withSafeScope(toTokenResponse(issued, protocol, respondedAtMs(response, nowMs)));
  return { ...read, ...furtherValues(sent, read, settings) };
};
