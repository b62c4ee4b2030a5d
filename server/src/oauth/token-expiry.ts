import { introspectedExpiry } from './introspection';
import type { Session } from './session';
import type { TokenResult } from './types';

const defaultExpiry = (
  { settings: { defaultLifetimeSeconds: seconds } }: Session,
  { requestedAtMs }: TokenResult
): Date | null => (seconds === null ? null : new Date(requestedAtMs + seconds * 1_000));

/**
 * If the response does not say how long a token lives, introspection does, or else the app's own
 * setting. Nothing is read from the token, which is opaque to a client (RFC 6749 §1.4).
 */
export const withExpiry = async (
  session: Session,
  grant: () => Promise<TokenResult>
): Promise<TokenResult> => {
  const result = await grant();
  if (result.expiresAt !== null) return result;
  const introspected = await introspectedExpiry(session, result.accessToken);
  return { ...result, expiresAt: introspected ?? defaultExpiry(session, result) };
};
