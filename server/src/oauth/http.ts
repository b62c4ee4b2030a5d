import { lookup } from 'node:dns/promises';

import { Agent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';

import { isConnectedAppsError } from '../errors';
import { createAddressPolicy, type AddressPolicyOptions } from './addresses';
import { causesOf } from './causes';
import { createGuardedConnector, type ResolveHost } from './guarded-connector';
import { CONNECT_TIMEOUT_MS, MAX_RESPONSE_BYTES, REQUEST_TIMEOUT_MS } from './limits';
import { bufferResponse } from './response-body';
import { withTimeout } from './timeout';
import type { GuardedFetch } from './types';
import { createUrlCheck } from './url-policy';

export type { GuardedFetch } from './types';

export interface GuardedFetchOptions extends AddressPolicyOptions {
  /** Default: 10 s. */
  connectTimeoutMs?: number;
  /** For a whole protocol request with its body; default: 30 s. */
  timeoutMs?: number;
  /** Default: 1 MiB. */
  maxResponseBytes?: number;
  /** Resolves names; default: the system's resolver. */
  lookup?: ResolveHost;
}

export interface GuardedNetwork {
  /**
   * For the protocol: the whole answer is read, within the time and size allowed.
   * @throws {ConnectedAppsError} `url_not_allowed`; `provider_unavailable` for an answer too large.
   *   Network faults and timeouts come as they are, for `translateError`.
   */
  fetch: GuardedFetch;
  /**
   * For APIs: the same addresses, but the body is streamed, and time and size are the caller's
   * (`init.signal`). Redirects are handed to the caller. Headers of the transport, such as `Host`, are left out.
   * @throws {ConnectedAppsError} `url_not_allowed`; else what `fetch` throws
   */
  apiFetch: GuardedFetch;
  /**
   * Checks what can be known of an address without the network: scheme, user name, fragment, host,
   * literal IP address. For forms.
   * @throws {ConnectedAppsError} `url_not_allowed`, with the reason
   */
  assertUrlAllowed(url: string): URL;
  /** Lets protocol requests finish, ends all others. */
  close(): Promise<void>;
}

const resolveWithSystem: ResolveHost = (hostname) => lookup(hostname, { all: true });

/** A form of another `fetch` implementation than undici's own, in bytes that undici takes. */
const withPortableBody = async (init: RequestInit): Promise<RequestInit> => {
  if (!(init.body instanceof FormData)) return init;
  const body = await new Response(init.body).blob();
  const headers = new Headers(init.headers);
  if (!headers.has('content-type')) headers.set('content-type', body.type);
  return { ...init, headers, body };
};

/**
 * What a caller of an API may not set, as in browsers (Fetch §2.2.2). `Host` would choose another
 * server behind the address, and the name that its certificate is checked for; the others say
 * where a request ends.
 */
const TRANSPORT_HEADERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

const withoutTransportHeaders = (init: RequestInit): RequestInit => {
  const headers = new Headers(init.headers);
  const present = TRANSPORT_HEADERS.filter((name) => headers.has(name));
  for (const name of present) headers.delete(name);
  return present.length > 0 ? { ...init, headers } : init;
};

/** The guard's own refusal, out of the "fetch failed" that it comes wrapped in. */
const unwrapRefusal = (error: unknown): unknown =>
  causesOf(error).find(isConnectedAppsError) ?? error;

const send = async (agent: Agent, url: URL, init: RequestInit): Promise<Response> => {
  const redirect = init.redirect === 'error' ? 'error' : 'manual';
  const guarded = { ...init, redirect, dispatcher: agent } as unknown as UndiciRequestInit;
  try {
    return (await undiciFetch(url, guarded)) as unknown as Response;
  } catch (error) {
    throw unwrapRefusal(error);
  }
};

/**
 * The only way out to providers. https only (http to loopback where that is allowed), public
 * addresses only, checked when the connection is made; no redirects, no proxy of the environment,
 * no credentials in the URL.
 */
export const createGuardedFetch = (options: GuardedFetchOptions): GuardedNetwork => {
  const { timeoutMs = REQUEST_TIMEOUT_MS, maxResponseBytes = MAX_RESPONSE_BYTES } = options;
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, lookup: resolve = resolveWithSystem } = options;
  const policy = createAddressPolicy(options);
  const assertUrlAllowed = createUrlCheck(policy);
  const connect = createGuardedConnector(policy, resolve, connectTimeoutMs);
  // A connection for each request: on a kept one that the provider is just closing a request is
  // lost, and nobody knows whether it has used up its code or refresh token (RFC 9112 §9.3.1).
  const protocolAgent = new Agent({ connect, pipelining: 0 });
  const apiAgent = new Agent({ connect });

  return {
    fetch: async (input, init = {}) => {
      const url = assertUrlAllowed(String(input));
      return withTimeout(timeoutMs, init.signal, async (signal) => {
        const response = await send(protocolAgent, url, { ...init, signal });
        return bufferResponse(response, maxResponseBytes);
      });
    },
    apiFetch: async (input, init = {}) =>
      send(
        apiAgent,
        assertUrlAllowed(String(input)),
        await withPortableBody(withoutTransportHeaders(init))
      ),
    assertUrlAllowed,
    close: async () => {
      await Promise.all([protocolAgent.close(), apiAgent.destroy()]);
    },
  };
};
