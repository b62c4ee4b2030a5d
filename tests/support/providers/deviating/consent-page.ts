import { demand, demandOnce, Refusal, required } from '../authorization-server/checks';
import type { Grant, Habits } from './habits';
import { underStandardNames } from './parameters';
import type { DeviatingProvider } from './provider';

/** The scopes that clients may ask for. */
export const SCOPES = ['mail.read', 'mail.send'];

const MIN_STATE_LENGTH = 22;

/** Without these, the browser is not sent back (RFC 6749 §4.1.2.1). */
const demandRedirectable = (
  { habits: { authorizationNames }, client, redirectUris }: DeviatingProvider,
  params: URLSearchParams
): { redirectUri: string; state: string } => {
  demandOnce(params);
  const own = (name: string) => required(params, authorizationNames[name] ?? name);
  const isClient = own('client_id') === client.clientId;
  demand(isClient, 'invalid_client', { violation: 'the client is another' });
  const redirectUri = own('redirect_uri');
  const isRegistered = redirectUris.has(redirectUri);
  demand(isRegistered, 'invalid_request', { violation: 'the address is not registered' });
  const state = own('state');
  demand(state.length >= MIN_STATE_LENGTH, 'invalid_request', { violation: 'state is short' });
  return { redirectUri, state };
};

const knownParams = ({ pkce, responseType }: Habits): string[] => [
  ...['client_id', 'redirect_uri', 'scope', 'state'],
  ...(responseType === null ? [] : ['response_type']),
  ...(pkce === 'refused' ? [] : ['code_challenge', 'code_challenge_method']),
];

const demandResponseType = ({ responseType }: Habits, params: URLSearchParams): void => {
  if (responseType === null) return;
  const isRight = required(params, 'response_type') === responseType;
  const violation = `response_type is not ${responseType}`;
  demand(isRight, 'unsupported_response_type', { violation });
};

const scopesIn = ({ scopeSeparator }: Habits, params: URLSearchParams): string[] => {
  const scopes = required(params, 'scope').split(scopeSeparator);
  const unknown = scopes.find((scope) => !SCOPES.includes(scope));
  const violation = `there is no scope "${unknown}"`;
  demand(unknown === undefined, 'invalid_scope', { violation });
  return scopes;
};

/** RFC 7636 §4.3. */
const codeChallengeIn = ({ pkce }: Habits, params: URLSearchParams): string | null => {
  if (pkce === 'refused') return null;
  const isS256 = required(params, 'code_challenge_method') === 'S256';
  demand(isS256, 'invalid_request', { violation: 'the challenge is none of S256' });
  return required(params, 'code_challenge');
};

const grantFor = (
  { habits, client: { clientId } }: DeviatingProvider,
  params: URLSearchParams,
  { redirectUri, state }: { redirectUri: string; state: string }
): Grant => {
  const known = underStandardNames(params, habits.authorizationNames, knownParams(habits));
  demandResponseType(habits, known);
  const [scopes, codeChallenge] = [scopesIn(habits, known), codeChallengeIn(habits, known)];
  return { clientId, redirectUri, scopes, state, codeChallenge };
};

/** The callback's parameters besides the state. */
const outcomeOf = (
  { grants, habits, violations }: DeviatingProvider,
  grantOf: () => Grant
): Record<string, string> => {
  try {
    return { [habits.callbackCode]: grants.issueCode(grantOf()) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    violations.push(error.message);
    return { error: error.error, error_description: error.message };
  }
};

/** Consents in place of the account holder. @returns the address to which the browser is sent */
export const authorize = (provider: DeviatingProvider, params: URLSearchParams): URL => {
  const redirect = demandRedirectable(provider, params);
  const { redirectUri, state } = redirect;
  provider.secrets.add('state', state);
  const outcome = outcomeOf(provider, () => grantFor(provider, params, redirect));
  const callback = new URL(redirectUri);
  callback.search = new URLSearchParams({ ...outcome, state }).toString();
  return callback;
};
