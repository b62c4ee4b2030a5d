import { lookup } from 'node:dns/promises';

import { createAddressPolicy, type AddressPolicyOptions } from './address-policy';
import type { ResolveHost } from './guarded-connector';
import { CONNECT_TIMEOUT_MS, MAX_RESPONSE_BYTES, REQUEST_TIMEOUT_MS } from './limits';
import type { OutboundAgents } from './outbound-agents';
import { bufferResponse } from './buffered-response';
import { withTimeout } from './timeout';
import { TRANSPORT_HEADERS } from './transport-headers';
import type { GuardedFetch, ProtocolFetch } from './types';
import { createUrlCheck } from './url-policy';

export type { GuardedFetch } from './types';

export interface GuardedFetchOptions extends AddressPolicyOptions {
  /** Default: 10 s. */
  connectTimeoutMs?: number;
  /** For a whole protocol request, including the response body. Default: 30 s. */
  timeoutMs?: number;
  /** Default: 1 MiB. */
  maxResponseBytes?: number;
  /** The `User-Agent` header (RFC 9110 §10.1.5). Default: that of the library that sends it. */
  userAgent?: string;
  /**
   * Address of an HTTP proxy for all requests. The proxy then resolves names, so the addresses of a
   * name are not checked; everything else is. Default: null, no proxy.
   */
  proxy?: string | null;
  /** Resolves names unless there is a proxy. Default: the system's resolver. */
  lookup?: ResolveHost;
}

export interface GuardedNetwork {
  /**
   * For the protocol. Reads the whole response, within the limits for time and size.
   * @throws {ConnectedAppsError} `url_not_allowed`; `provider_unavailable` if the response is too
   *   large. Network faults and timeouts are thrown unchanged, for `translateError`.
   */
  fetch: ProtocolFetch;
  /**
   * For APIs. The same addresses are allowed, but the body is streamed, and the caller limits time
   * (`init.signal`) and size. The caller also gets redirects. Transport headers, such as `Host`,
   * are left out.
   * @throws {ConnectedAppsError} `url_not_allowed`; otherwise whatever undici's `fetch` throws
   */
  apiFetch: GuardedFetch;
  /**
   * Checks what an address shows without the network: scheme, user name, fragment, host, literal IP
   * address. For forms.
   * @throws {ConnectedAppsError} `url_not_allowed`, with the reason
   */
  assertUrlAllowed(url: string): URL;
  /** Lets protocol requests finish; ends all others. */
  stop(): Promise<void>;
}

const resolveWithSystem: ResolveHost = (hostname) => lookup(hostname, { all: true });

/** Serializes a form of another `fetch` implementation, which undici would not accept. */
const withPortableBody = async (init: RequestInit): Promise<RequestInit> => {
  if (!(init.body instanceof FormData)) return init;
  const body = await new Response(init.body).blob();
  const headers = new Headers(init.headers);
  if (!headers.has('content-type')) headers.set('content-type', body.type);
  return { ...init, headers, body };
};

const withoutTransportHeaders = (init: RequestInit): RequestInit => {
  const headers = new Headers(init.headers);
  const present = TRANSPORT_HEADERS.filter((name) => headers.has(name));
  for (const name of present) headers.delete(name);
  return present.length > 0 ? { ...init, headers } : init;
};

/** A caller of an API may send its own name; openid-client's name is replaced. */
const withUserAgent = (
  init: RequestInit,
  userAgent: string | undefined,
  { mayCallerName }: { mayCallerName: boolean }
): RequestInit => {
  if (userAgent === undefined) return init;
  const headers = new Headers(init.headers);
  if (!mayCallerName || !headers.has('user-agent')) headers.set('user-agent', userAgent);
  return { ...init, headers };
};

/**
 * The only way out to providers. It allows https only (http to loopback if loopback is allowed) and
 * public addresses or allowed ranges only, which it checks when it connects. It follows no
 * redirect, ignores proxies from the environment, and refuses credentials in the URL.
 */
export const createGuardedFetch = (options: GuardedFetchOptions): GuardedNetwork => {
  const { timeoutMs = REQUEST_TIMEOUT_MS, maxResponseBytes = MAX_RESPONSE_BYTES } = options;
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, lookup: resolve = resolveWithSystem } = options;
  const { proxy = null, userAgent } = options;
  const policy = createAddressPolicy(options);
  const assertUrlAllowed = createUrlCheck(policy);
  let agents: Promise<OutboundAgents> | null = null;

  /** Loaded with the first request: the client takes half of what the plugin adds to a boot. */
  const outbound = (): Promise<OutboundAgents> => {
    agents ??= import('./outbound-agents').then(({ createOutboundAgents }) =>
      createOutboundAgents(policy, { connectTimeoutMs, resolve, proxy })
    );
    return agents;
  };

  return {
    fetch: async (input, init = {}, connectionUse = 'new') => {
      const url = assertUrlAllowed(String(input));
      // Before the time starts, because loading the client is not the provider's delay.
      const { protocol } = await outbound();
      return withTimeout(timeoutMs, init.signal, async (signal) => {
        const named = withUserAgent(init, userAgent, { mayCallerName: false });
        const response = await protocol[connectionUse](url, { ...named, signal });
        return bufferResponse(response, maxResponseBytes);
      });
    },
    apiFetch: async (input, init = {}) => {
      const url = assertUrlAllowed(String(input));
      const named = withUserAgent(init, userAgent, { mayCallerName: true });
      const body = await withPortableBody(withoutTransportHeaders(named));
      return (await outbound()).api(url, body);
    },
    assertUrlAllowed,
    stop: async () => {
      await (await agents)?.stop();
    },
  };
};
