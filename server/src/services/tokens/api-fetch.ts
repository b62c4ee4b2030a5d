import { LRUCache } from 'lru-cache';

import { ConnectedAppsError } from '../../errors/connected-apps-error';
import type { GuardedFetch } from '../../oauth/http';
import { authorize } from '../../oauth/wire/api-request';
import type { ConnectedApps, ConnectionRef } from '../../public';
import type { ConnectionIdentity } from '../../store/connections';
import type { Clock } from '../runtime/clock';
import type { CachedToken } from './token-cache';
import { parseUrl } from '../../parse-url';

/** An API that refuses a freshly refreshed token does so for a reason other than its age. */
const REFRESH_AGAIN_AFTER_MS = 5 * 60_000;
const MAX_REMEMBERED = 10_000;

interface ApiFetchParts {
  identityOf(ref: ConnectionRef): ConnectionIdentity;
  tokenFor(
    identity: ConnectionIdentity,
    signal: AbortSignal | undefined,
    refusedToken?: string
  ): Promise<CachedToken>;
  send: GuardedFetch;
  clock: Pick<Clock, 'now'>;
}

/** An address never becomes part of an error, because its query may hold secrets. */
const apiUrl = (appKey: string, input: string | URL): URL => {
  const url = parseUrl(String(input));
  if (url) return url;
  throw new ConnectedAppsError(
    'url_not_allowed',
    `The address requested with the token of "${appKey}" is not complete. ` +
      'Pass one such as https://api.example.com/messages.',
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

/** Whole in memory or in a file, so every read gives the same content (Fetch §5.2, `BodyInit`). */
const REPEATABLE_BODIES = [URLSearchParams, Blob, FormData, ArrayBuffer, SharedArrayBuffer];

/** Any other body counts as consumed: a stream, an iterator, or a type that Fetch adds later. */
const isRepeatable = ({ body }: RequestInit): boolean =>
  body === undefined ||
  body === null ||
  typeof body === 'string' ||
  ArrayBuffer.isView(body) ||
  REPEATABLE_BODIES.some((kind) => body instanceof kind);

/** A refresh cannot help: a token of the same grant has the same scopes (RFC 6750 §3.1). */
const isAboutScopes = ({ headers }: Response): boolean =>
  /error="?insufficient_scope/i.test(headers.get('www-authenticate') ?? '');

/**
 * `fetch` with the owner's access token. The token goes out only in a header (RFC 6750 §2.1), and
 * only to the app's API origins. A 401 costs one refresh and one retry (RFC 6750 §3.1). If the
 * retry gets a 401 too, later ones cost neither for five minutes. Redirects go back to the caller,
 * so the token does not follow them.
 */
export const createApiFetch = ({
  identityOf,
  tokenFor,
  send,
  clock,
}: ApiFetchParts): ConnectedApps['fetch'] => {
  /** By `uid`: connections whose refreshed token was refused as well. */
  const refreshedInVain = new LRUCache<string, true>({
    max: MAX_REMEMBERED,
    ttl: REFRESH_AGAIN_AFTER_MS,
    perf: clock,
  });

  const mayHelp = (response: Response, { uid }: CachedToken, init: RequestInit): boolean =>
    response.status === 401 &&
    isRepeatable(init) &&
    !isAboutScopes(response) &&
    !refreshedInVain.has(uid);

  return async (ref, input, init = {}) => {
    const identity = identityOf(ref);
    const url = apiUrl(identity.appKey, input);

    const sendWith = ({ accessToken, apiRequest }: CachedToken): Promise<Response> => {
      const headers = new Headers(init.headers);
      authorize(headers, accessToken, apiRequest);
      return send(url, { ...init, headers });
    };

    const signal = init.signal ?? undefined;
    const token = await tokenFor(identity, signal);
    assertApiOrigin(identity.appKey, token, url);
    const response = await sendWith(token);
    if (!mayHelp(response, token, init)) return response;
    const refreshed = await tokenFor(identity, signal, token.accessToken);
    const isOther = refreshed.accessToken !== token.accessToken;
    // Meanwhile, somebody may have connected with other values or removed the origin.
    if (!isOther || !refreshed.apiOrigins.includes(url.origin)) return response;
    await response.body?.cancel();
    const secondResponse = await sendWith(refreshed);
    if (secondResponse.status === 401) refreshedInVain.set(refreshed.uid, true);
    return secondResponse;
  };
};
