import { ConnectedAppsError } from '../errors';
import { readAnswerBody } from './answer-body';
import { errorIn, faultOf, ProviderFault, type JsonObject } from './provider-fault';

/** A token endpoint's answer (RFC 6749 §5.1) after its deviations are put right. Holds secrets. */
export interface TokenAnswer {
  access_token: string;
  token_type: 'Bearer';
  /** Seconds, more than 0; absent when the lifetime is not known. */
  expires_in?: number;
  refresh_token?: string;
  /** Separated by spaces. */
  scope?: string;
  id_token?: string;
}

/** RFC 6749 appendix A.12: printable ASCII, so that no header can be broken by it. */
const TOKEN = /^[\x20-\x7e]+$/;

/** A lifetime beyond this says that there is none. */
const MAX_LIFETIME_SECONDS = 100 * 365 * 24 * 3_600;

const invalid = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', `${message} (${reason})`, { reason });

const accessToken = ({ access_token: token }: JsonObject): string => {
  if (typeof token === 'string' && TOKEN.test(token)) return token;
  throw invalid(
    'invalid_response',
    "The provider's answer holds no access token. Check the token URI and the app's parameters."
  );
};

/**
 * RFC 6749 §7.1: a type that is not understood must not be used. A type left out can only mean the
 * one that was asked for, as no other kind of token was.
 */
const tokenType = ({ token_type: type }: JsonObject): 'Bearer' => {
  if (type === undefined || type === null || type === '') return 'Bearer';
  if (typeof type === 'string' && type.toLowerCase() === 'bearer') return 'Bearer';
  throw invalid(
    'unsupported_token_type',
    'The provider gave a token of a type that is not supported; only bearer tokens are.'
  );
};

/** Absent, null, not a number, zero and negative all say the same: the lifetime is not known. */
const expiresIn = ({ expires_in: value }: JsonObject): number | undefined => {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const isLifetime = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_LIFETIME_SECONDS;
  return isLifetime ? seconds : undefined;
};

const refreshToken = ({ refresh_token: token }: JsonObject): string | undefined => {
  if (token === undefined || token === null || token === '') return undefined;
  if (typeof token === 'string' && TOKEN.test(token)) return token;
  throw invalid('invalid_response', "The refresh token in the provider's answer is not one.");
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
  typeof token === 'string' && token !== '' ? token : undefined;

const toAnswer = (body: JsonObject): TokenAnswer => ({
  access_token: accessToken(body),
  token_type: tokenType(body),
  expires_in: expiresIn(body),
  refresh_token: refreshToken(body),
  scope: scope(body),
  id_token: idToken(body),
});

/** An error under a status of success, such as Slack's `{ "ok": false, "error": "…" }`. */
const assertNoError = (body: JsonObject): void => {
  const found = body.access_token ? null : errorIn(body);
  if (found) throw new ProviderFault({ status: 400, ...found });
  if (body.ok === false) throw new ProviderFault({ status: 400, error: 'unknown_error' });
};

/**
 * Reads a token endpoint's answer as real providers give it: any 2xx status, form-encoded or with
 * a wrong content type, null and empty members, numbers as text, scopes as a list, an error under
 * status 200. Members that are not known are left out.
 * @throws {ProviderFault} for a status of failure, an error, or a body that is neither JSON nor a form
 * @throws {ConnectedAppsError} `provider_rejected`: no access token, another type than bearer
 */
export const readTokenAnswer = async (response: Response): Promise<TokenAnswer> => {
  const body = await readAnswerBody(response);
  if (!response.ok || body === null) throw faultOf(response, body);
  assertNoError(body);
  return toAnswer(body);
};
