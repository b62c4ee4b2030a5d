import { LRUCache } from 'lru-cache';
import type { Agent } from 'undici';

import { codesOf } from './errors/causes';
import type { SendRequest } from './types';

/** Providers close connections that have been idle for longer. */
const KEPT_FOR_MS = 1_000;
const MISTRUSTED_FOR_MS = 60 * 60_000;
const MAX_ORIGINS = 1_000;

/** For the agent whose connections serve the next request too, if that follows at once. */
export const KEPT: Agent.Options = {
  keepAliveTimeout: KEPT_FOR_MS,
  keepAliveMaxTimeout: KEPT_FOR_MS,
};

/** undici's code, and what the operating system says, for a connection that the server closed. */
const CLOSED = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/**
 * Sends requests on kept connections. Some servers close a connection without announcing it
 * (`Connection: close`, RFC 9112 §9.6), and the next request on it fails. After that, every request
 * to this origin gets a new connection for an hour.
 */
export const onKeptConnections = (onKept: SendRequest, onNew: SendRequest): SendRequest => {
  const mistrusted = new LRUCache<string, true>({ max: MAX_ORIGINS, ttl: MISTRUSTED_FOR_MS });
  return async (url, init) => {
    if (mistrusted.has(url.origin)) return onNew(url, init);
    try {
      return await onKept(url, init);
    } catch (error) {
      if (codesOf(error).some((code) => CLOSED.includes(code))) mistrusted.set(url.origin, true);
      throw error;
    }
  };
};
