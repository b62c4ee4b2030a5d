import * as client from 'openid-client';

import { causesOf } from '../errors/causes';
import { ProviderFault } from '../errors/provider-fault';
import { assertFreshIdToken } from '../id-token';
import type { Session } from '../session';
import type { DevicePollInput, TokenResult } from '../types';
import { extraTokenParams, requestToken } from './token-request';
import { toTokenResult } from './token-result';

/** RFC 8628 §3.4. */
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

type Wait = 'pending' | 'slow_down';

/** The errors that mean to ask again (RFC 8628 §3.5), whatever their status. */
const WAITS = new Map<string | null, Wait>([
  ['authorization_pending', 'pending'],
  ['slow_down', 'slow_down'],
]);

const waitOf = (error: unknown): Wait => {
  const fault = causesOf(error).find((cause) => cause instanceof ProviderFault);
  const wait = WAITS.get(fault?.error ?? null);
  if (wait === undefined) throw error;
  return wait;
};

const request = async (
  session: Session,
  { deviceCode, scopesRequested, signal }: DevicePollInput
): Promise<TokenResult> => {
  const { settings } = session;
  const params = extraTokenParams(settings);
  params.set('device_code', deviceCode);
  const { result, response, requestedAtMs } = await requestToken(
    session,
    { usesIdToken: session.verifiesIdTokens, signal },
    (configuration) => client.genericGrantRequest(configuration, DEVICE_CODE_GRANT, params)
  );
  const claims = result.claims();
  if (claims && response.id_token !== undefined) {
    const bindings = { clientId: settings.clientId, accessToken: response.access_token };
    assertFreshIdToken(response.id_token, claims, bindings);
  }
  const scopes = { requested: scopesRequested, fallback: scopesRequested };
  return toTokenResult(session, { response, requestedAtMs, scopes, claims });
};

/**
 * RFC 8628 §3.4: one request, so that the caller decides when to ask again. The client has sent no
 * nonce, so an id_token is verified without one.
 */
export const deviceCodeGrant = (
  session: Session,
  input: DevicePollInput
): Promise<TokenResult | Wait> => request(session, input).catch(waitOf);
