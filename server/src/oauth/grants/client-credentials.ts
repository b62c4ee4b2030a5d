import * as client from 'openid-client';

import type { Session } from '../session';
import type { ClientCredentialsInput, TokenResult } from '../types';
import { extraTokenParams, requestToken } from './token-request';
import { toTokenResult } from './token-result';

/** RFC 6749 §4.4. There is no user, so an id_token is ignored. */
export const clientCredentialsGrant = async (
  session: Session,
  { scopes, signal, send }: ClientCredentialsInput
): Promise<TokenResult> => {
  const { settings } = session;
  const params = extraTokenParams(settings);
  if (scopes.length > 0) params.set('scope', scopes.join(settings.protocol.scopeSeparator));
  const { response, requestedAtMs } = await requestToken(
    session,
    { usesIdToken: false, signal, send },
    (configuration) => client.clientCredentialsGrant(configuration, params)
  );
  return toTokenResult(session, {
    response,
    requestedAtMs,
    scopes: { requested: scopes, fallback: scopes },
  });
};
