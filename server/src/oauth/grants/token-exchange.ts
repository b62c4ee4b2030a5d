import * as client from 'openid-client';

import type { Session } from '../session';
import type { ExchangedTokenResult, TokenExchangeInput } from '../types';
import { extraTokenParams, requestToken } from './token-request';
import { toTokenResult } from './token-result';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** RFC 8693 §3. */
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ISSUED_TYPE = 'issued_token_type';

/** What the caller asks for replaces the app's own parameters. Audience and resource may repeat. */
const exchangeParams = (session: Session, input: TokenExchangeInput): URLSearchParams => {
  const { settings } = session;
  const { subjectToken, scopes, audiences, resources, requestedTokenType } = input;
  const params = extraTokenParams(settings);
  params.set('subject_token', subjectToken);
  params.set('subject_token_type', ACCESS_TOKEN);
  if (requestedTokenType !== null) params.set('requested_token_type', requestedTokenType);
  if (scopes.length > 0) params.set('scope', scopes.join(settings.protocol.scopeSeparator));
  for (const [name, values] of Object.entries({ audience: audiences, resource: resources })) {
    if (values.length > 0) params.delete(name);
    for (const value of values) params.append(name, value);
  }
  return params;
};

/** Keeps the one member of the response that other grants do not have. */
const readingIssuedType = (session: Session): Session => {
  const { settings } = session;
  const keptPlaces = [...settings.keptPlaces, ISSUED_TYPE];
  return { ...session, settings: { ...settings, keptPlaces } };
};

/**
 * RFC 8693 §2. There is no sign-in, so an id_token is ignored; a refresh token is not kept. A token
 * that no request may carry (`N_A`, §2.2.1) is refused like any unknown type.
 */
export const tokenExchangeGrant = async (
  session: Session,
  input: TokenExchangeInput
): Promise<ExchangedTokenResult> => {
  const params = exchangeParams(session, input);
  const { response, requestedAtMs } = await requestToken(
    readingIssuedType(session),
    { usesIdToken: false },
    (configuration) => client.genericGrantRequest(configuration, TOKEN_EXCHANGE, params)
  );
  const scopes = { requested: input.scopes, fallback: input.scopes };
  const issuedTokenType = response.kept[ISSUED_TYPE] ?? input.requestedTokenType ?? ACCESS_TOKEN;
  return { ...toTokenResult(session, { response, requestedAtMs, scopes }), issuedTokenType };
};
