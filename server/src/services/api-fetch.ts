import { ConnectedAppsError } from '../errors';
import type { GuardedFetch } from '../oauth/http';
import type { ConnectedApps, ConnectionRef } from '../public';
import type { ConnectionIdentity } from '../store/connections';
import type { CachedToken } from './token-cache';

interface ApiFetchParts {
  identityOf(ref: ConnectionRef): ConnectionIdentity;
  tokenFor(
    identity: ConnectionIdentity,
    signal: AbortSignal | undefined,
    refusedToken?: string
  ): Promise<CachedToken>;
  send: GuardedFetch;
}

/** Its query may hold secrets, so an address never becomes part of an error. */
const parseUrl = (appKey: string, input: string | URL): URL => {
  if (URL.canParse(String(input))) return new URL(input);
  throw new ConnectedAppsError(
    'url_not_allowed',
    `What was asked for with the token of "${appKey}" is not a complete address. ` +
      'Give one such as https://api.example.com/messages.',
    { app: appKey, reason: 'invalid_url' }
  );
};

const assertApiOrigin = (appKey: string, { apiOrigins }: CachedToken, url: URL) => {
  if (apiOrigins.includes(url.origin)) return;
  throw new ConnectedAppsError(
    'url_not_allowed',
    `Tokens of "${appKey}" may not be sent to ${url.origin}. ` +
      `Add this origin to the app's API origins if it belongs to the provider.`,
    { app: appKey }
  );
};

/** A stream can be sent once only. */
const isRepeatable = ({ body }: RequestInit): boolean => !(body instanceof ReadableStream);

/**
 * `fetch` with the owner's access token, in the header only (RFC 6750 §2.1), to the app's API
 * origins only. A 401 costs one refresh and one further try (RFC 6750 §3.1); redirects are handed
 * to the caller, so that the token does not follow them.
 */
export const createApiFetch =
  ({ identityOf, tokenFor, send }: ApiFetchParts): ConnectedApps['fetch'] =>
  async (ref, input, init = {}) => {
    const identity = identityOf(ref);
    const url = parseUrl(identity.appKey, input);

    const sendWith = ({ accessToken }: CachedToken): Promise<Response> => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${accessToken}`);
      return send(url, { ...init, headers });
    };

    const signal = init.signal ?? undefined;
    const token = await tokenFor(identity, signal);
    assertApiOrigin(identity.appKey, token, url);
    const response = await sendWith(token);
    if (response.status !== 401 || !isRepeatable(init)) return response;
    const renewed = await tokenFor(identity, signal, token.accessToken);
    if (renewed.accessToken === token.accessToken) return response;
    await response.body?.cancel();
    return sendWith(renewed);
  };
