import * as client from 'openid-client';

import { readJsonObject } from './parsed-body';
import { causesOf } from './errors/causes';
import { errorIn, faultOf, ProviderFault } from './errors/provider-fault';
import type { Session } from './session';
import type { ClientSettings, RevocationInput } from './types';
import { withStandardMembers } from './wire/response-members';

/** These statuses mean that no revocation endpoint is at this address. */
const NO_ENDPOINT_STATUSES = [404, 405, 410, 501];

/**
 * A success status means that the token is not valid any more, whatever the body (RFC 7009 §2.2). A
 * provider that puts its errors elsewhere may also send one under this status.
 */
const receiveFor =
  ({ protocol }: ClientSettings) =>
  async (response: Response): Promise<Response> => {
    const sent = await readJsonObject(response);
    const body = sent && withStandardMembers(sent, protocol);
    const hasOwnErrors = protocol.responsePlaces.error.length > 0;
    const isRefused = !response.ok || (hasOwnErrors && errorIn(body) !== null);
    if (!isRefused) return new Response(null, { status: 200 });
    throw faultOf(response, body);
  };

/** What a refusal means (RFC 7009 §2.2.1): the token is already invalid, or never revocable. */
const outcomeOf = (error: unknown): 'revoked' | 'unsupported' => {
  const fault = causesOf(error).find((cause) => cause instanceof ProviderFault);
  if (fault?.error === 'invalid_token') return 'revoked';
  const isUnsupported =
    fault?.error === 'unsupported_token_type' || NO_ENDPOINT_STATUSES.includes(fault?.status ?? 0);
  if (isUnsupported) return 'unsupported';
  throw error;
};

/** RFC 7009. If the provider no longer knows the token, it counts as revoked. */
export const revokeToken = async (
  session: Session,
  { token, tokenTypeHint }: RevocationInput
): Promise<'revoked' | 'unsupported'> => {
  const { endpoints, protocol } = session.settings;
  if (endpoints.revocationEndpoint === null) return 'unsupported';
  const exchange = {
    receive: receiveFor(session.settings),
    requestFormat: protocol.revocationRequestFormat,
    clientAuthMethod: protocol.revocationAuthMethod,
  };
  try {
    await session.run(exchange, (configuration) =>
      client.tokenRevocation(configuration, token, { token_type_hint: tokenTypeHint })
    );
    return 'revoked';
  } catch (error) {
    return outcomeOf(error);
  }
};
