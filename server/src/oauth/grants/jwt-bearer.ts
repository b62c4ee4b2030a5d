import * as client from 'openid-client';

import { UNATTENDED_GRANTS } from '../../protocol-settings';
import { newAssertion } from '../assertion';
import type { Session } from '../session';
import type { ClientCredentialsInput, TokenResult } from '../types';
import { extraTokenParams, requestToken } from './token-request';
import { toTokenResult } from './token-result';

/**
 * RFC 7523 §2.1, with the parameters of RFC 7521 §4.1. An assertion is signed for each request. It
 * identifies the client, so a client without authentication sends no `client_id`.
 */
export const jwtBearerGrant = async (
  session: Session,
  { scopes, signal, send }: ClientCredentialsInput
): Promise<TokenResult> => {
  const { settings } = session;
  const params = extraTokenParams(settings);
  if (scopes.length > 0) params.set('scope', scopes.join(settings.protocol.scopeSeparator));
  params.set('assertion', newAssertion(settings, scopes, session.now()));
  const isAnonymous = settings.clientAuthMethod === 'none';
  const prepare = (form: URLSearchParams) => isAnonymous && form.delete('client_id');
  const { response, requestedAtMs } = await requestToken(
    session,
    { usesIdToken: false, prepare, signal, send },
    (configuration) =>
      client.genericGrantRequest(configuration, UNATTENDED_GRANTS.jwt_bearer, params)
  );
  return toTokenResult(session, {
    response,
    requestedAtMs,
    scopes: { requested: scopes, fallback: scopes },
  });
};
