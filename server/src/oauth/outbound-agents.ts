import {
  Agent,
  buildConnector,
  fetch as undiciFetch,
  Pool,
  ProxyAgent,
  type Dispatcher,
  type RequestInit as UndiciRequestInit,
} from 'undici';

import { ConnectedAppsError, isConnectedAppsError } from '../errors/connected-apps-error';
import type { AddressPolicy } from './address-policy';
import { causesOf, messagesOf, withoutSecrets } from './errors/causes';
import { createGuardedConnector, type ResolveHost } from './guarded-connector';
import { KEPT, onKeptConnections } from './kept-connections';
import type { ConnectionUse, SendRequest } from './types';

export interface OutboundOptions {
  connectTimeoutMs: number;
  /** Resolves names unless there is a proxy. */
  resolve: ResolveHost;
  /** Address of an HTTP proxy for all requests; null: no proxy. */
  proxy: string | null;
}

/** Agents for requests of the protocol, and another for requests to APIs. */
export interface OutboundAgents {
  protocol: Record<ConnectionUse, SendRequest>;
  api: SendRequest;
  /** Lets protocol requests finish; ends all others. */
  stop(): Promise<void>;
}

const SETTING = '`outboundProxy` in the plugin configuration, or `server.proxy` of Strapi';

const proxyFault = (message: string, cause: unknown): ConnectedAppsError =>
  new ConnectedAppsError('provider_unavailable', `${message} (proxy)`, {
    reason: 'proxy',
    cause: withoutSecrets(cause),
  });

/** The server's configuration names the proxy, so the address policy does not apply to it. */
const proxyConnector = (timeoutMs: number): buildConnector.connector => {
  const connect = buildConnector({ timeout: timeoutMs });
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (!error) return callback(null, socket);
      const message = `The outbound proxy could not be reached. Check whether it is running, and check ${SETTING}.`;
      callback(proxyFault(message, error), null);
    });
};

/**
 * Opens a tunnel through the proxy for each connection (RFC 9110 §9.3.6), even for plain http. The
 * proxy sees host names, but no header or body of an https request.
 */
const createProxyAgent = (
  proxy: string,
  connectTimeoutMs: number,
  options: Agent.Options
): ProxyAgent =>
  new ProxyAgent({
    ...options,
    uri: proxy,
    clientFactory: (origin) =>
      new Pool(origin, {
        connect: proxyConnector(connectTimeoutMs),
        headersTimeout: connectTimeoutMs,
      }),
  });

// One connection for each request. If the provider closes a reused connection at that moment, the
// request is lost, and it is unknown whether the provider consumed the code or the refresh token
// (RFC 9112 §9.3.1).
const NO_REUSE: Agent.Options = { pipelining: 0 };

const createDispatchers = (
  policy: AddressPolicy,
  { connectTimeoutMs, resolve, proxy }: OutboundOptions
): Record<ConnectionUse | 'api', Dispatcher> => {
  const connect = createGuardedConnector(policy, resolve, connectTimeoutMs);
  const create = (options: Agent.Options): Dispatcher =>
    proxy === null
      ? new Agent({ connect, ...options })
      : createProxyAgent(proxy, connectTimeoutMs, options);
  return { new: create(NO_REUSE), kept: create(KEPT), api: create({}) };
};

/** undici's message when the proxy responds with any status but 200. */
const REFUSAL = /^Proxy response \((\d{3})\)/;

const explainRefusal = (status: number, host: string): string => {
  if (status === 407) {
    return `The outbound proxy does not accept its user name and password (407). Check ${SETTING}.`;
  }
  if (status >= 500) {
    return `The outbound proxy could not reach "${host}" (${status}). Check the address, or try again later.`;
  }
  return `The outbound proxy blocks requests to "${host}" (${status}). Allow this host in the proxy.`;
};

/** The proxy's refusal, which is not a response of the provider; null for any other error. */
const proxyRefusal = (error: unknown, { host }: URL): ConnectedAppsError | null => {
  const [status] = messagesOf(error).flatMap((message) => REFUSAL.exec(message)?.[1] ?? []);
  return status === undefined ? null : proxyFault(explainRefusal(Number(status), host), error);
};

/** The guard's or the proxy's refusal, unwrapped from "fetch failed". */
const unwrapRefusal = (error: unknown, url: URL): unknown =>
  causesOf(error).find(isConnectedAppsError) ?? proxyRefusal(error, url) ?? error;

const sendBy =
  (dispatcher: Dispatcher): SendRequest =>
  async (url, init) => {
    const redirect = init.redirect === 'error' ? 'error' : 'manual';
    const guarded = { ...init, redirect, dispatcher } as unknown as UndiciRequestInit;
    try {
      return (await undiciFetch(url, guarded)) as unknown as Response;
    } catch (error) {
      throw unwrapRefusal(error, url);
    }
  };

export const createOutboundAgents = (
  policy: AddressPolicy,
  options: OutboundOptions
): OutboundAgents => {
  const agents = createDispatchers(policy, options);
  const onNew = sendBy(agents.new);
  return {
    protocol: { new: onNew, kept: onKeptConnections(sendBy(agents.kept), onNew) },
    api: sendBy(agents.api),
    async stop() {
      await Promise.all([agents.new.close(), agents.kept.close(), agents.api.destroy()]);
    },
  };
};
