import * as client from 'openid-client';

import { readJsonObject } from './parsed-body';
import { faultOf } from './errors/provider-fault';
import type { Session } from './session';
import { respondedAtMs, secondsUntil } from './token-lifetime';

/** The tokens are stored only after this response, so it must not take long. */
const TIMEOUT_MS = 2_000;

/** The client must authenticate (RFC 7662 §2.1), which it cannot do without a secret. */
const canIntrospect = ({ settings }: Session): boolean =>
  settings.endpoints.introspectionEndpoint !== null && settings.clientAuthMethod !== 'none';

/**
 * When an access token expires, according to the provider's introspection endpoint (RFC 7662 §2.2,
 * `exp`). Null if there is no such endpoint, or if it does not say. Never throws: an unknown
 * lifetime must not cost the token that has just been issued.
 */
export const introspectedExpiry = async (
  session: Session,
  accessToken: string
): Promise<Date | null> => {
  if (!canIntrospect(session)) return null;
  const askedAtMs = session.now();
  let lifetimeSeconds: number | undefined;
  const receive = async (response: Response): Promise<Response> => {
    const body = await readJsonObject(response);
    if (!response.ok || body === null) throw faultOf(response, body);
    if (body.active === true) {
      lifetimeSeconds = secondsUntil(body.exp, respondedAtMs(response, askedAtMs));
    }
    return Response.json({ active: body.active === true });
  };
  try {
    await session.run({ receive, signal: AbortSignal.timeout(TIMEOUT_MS) }, (configuration) =>
      client.tokenIntrospection(configuration, accessToken, { token_type_hint: 'access_token' })
    );
  } catch {
    return null;
  }
  return lifetimeSeconds === undefined ? null : new Date(askedAtMs + lifetimeSeconds * 1_000);
};
