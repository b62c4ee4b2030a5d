import { demand, required } from '../../support/providers/authorization-server/checks';
import type { Service } from '../service';
import type { Grant } from './grants';
import { demandParams, isMet, underStandardNames } from './requests';

const MIN_STATE_LENGTH = 22;

const scopesIn = (
  { scopes: known, authorization: { scopeSeparator } }: Service,
  params: URLSearchParams
): string[] => {
  const text = params.get('scope');
  if (text === null) return [];
  demand(known !== null, 'invalid_request', { violation: 'requests have no scope' });
  const scopes = text.split(scopeSeparator);
  const unknown = scopes.find((scope) => !known?.includes(scope));
  const violation = `there is no scope "${unknown}"`;
  demand(unknown === undefined, 'invalid_scope', { violation });
  return scopes;
};

/** RFC 7636 §4.3. */
const codeChallengeIn = (
  { authorization: { pkce } }: Service,
  params: URLSearchParams
): string | null => {
  const challenge = params.get('code_challenge');
  const isRefused = pkce === 'refused' && challenge !== null;
  demand(!isRefused, 'invalid_request', { violation: 'PKCE is refused' });
  const isMissing = pkce === 'required' && challenge === null;
  demand(!isMissing, 'invalid_request', { violation: 'code_challenge is missing' });
  if (challenge !== null) demandParams({ code_challenge_method: 'S256' }, params);
  return challenge;
};

const mayRefresh = (
  { refresh }: Service,
  params: URLSearchParams,
  scopes: readonly string[]
): boolean => {
  if (!refresh) return false;
  const { scopes: needed, authorizationParams } = refresh.conditions;
  return needed.every((scope) => scopes.includes(scope)) && isMet(authorizationParams, params);
};

export interface Consent {
  grant: Grant;
  state: string;
}

/**
 * Consents in place of the account holder.
 * @param agreedScopes how many of the requested scopes the person agrees to; null: all
 */
export const consent = (service: Service, url: URL, agreedScopes: number | null): Consent => {
  const { address, names, demands, responseType } = service.authorization;
  const asked = `${url.origin}${url.pathname}`;
  demand(asked === address, 'not_found', { status: 404, violation: `${asked} is not the page` });
  const params = underStandardNames(url.searchParams, names);
  demandParams({ client_id: service.client.clientId, ...demands }, params);
  if (responseType !== null) demandParams({ response_type: responseType }, params);
  const state = required(params, 'state');
  demand(state.length >= MIN_STATE_LENGTH, 'invalid_request', { violation: 'state is short' });
  const scopes = scopesIn(service, params);
  const grant = {
    redirectUri: required(params, 'redirect_uri'),
    scopes: service.grants(agreedScopes === null ? scopes : scopes.slice(0, agreedScopes)),
    codeChallenge: codeChallengeIn(service, params),
    nonce: params.get('nonce'),
    mayRefresh: mayRefresh(service, params, scopes),
  };
  return { grant, state };
};
