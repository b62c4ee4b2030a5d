import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type Socket } from 'node:net';

import { buildConnector } from 'undici';

import type { AddressPolicy } from './address-policy';
import { addressNotAllowed, isLocalhostName } from './url-policy';

/** Returns every address of a host name, like `dns.promises.lookup` with `all`. */
export type ResolveHost = (hostname: string) => Promise<LookupAddress[]>;

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number
) => void;
type IsAllowed = (address: string) => boolean;

/**
 * One forbidden address makes the whole name forbidden, because the connector cannot choose which
 * address is used. But every address of `localhost` is this machine, so the allowed ones are used.
 */
const resolveAllowed = async (
  hostname: string,
  resolve: ResolveHost,
  isAllowed: IsAllowed
): Promise<[LookupAddress, ...LookupAddress[]]> => {
  const resolved = await resolve(hostname);
  const allowed = resolved.filter(({ address }) => isAllowed(address));
  const [first, ...others] = isLocalhostName(hostname) ? allowed : resolved;
  if (!first || others.length + 1 !== allowed.length) throw addressNotAllowed(hostname);
  return [first, ...others];
};

/** The socket connects to the checked addresses themselves, so a name cannot change in between. */
const guardedLookup =
  (resolve: ResolveHost, isAllowed: IsAllowed) =>
  (hostname: string, { all }: LookupOptions, callback: LookupCallback): void => {
    resolveAllowed(hostname, resolve, isAllowed).then(
      ([first, ...others]) =>
        all ? callback(null, [first, ...others]) : callback(null, first.address, first.family),
      (error: NodeJS.ErrnoException) => callback(error, [])
    );
  };

const isConnectedToAllowed = ({ remoteAddress }: Socket, isAllowed: IsAllowed): boolean =>
  remoteAddress !== undefined && isAllowed(remoteAddress);

const createConnector = (
  isAllowed: IsAllowed,
  resolve: ResolveHost,
  timeoutMs: number
): buildConnector.connector => {
  const connect = buildConnector({
    timeout: timeoutMs,
    lookup: guardedLookup(resolve, isAllowed),
  });
  return (options, callback) => {
    const { hostname } = options;
    // A literal address causes no lookup, so `guardedLookup` does not check it.
    if (isIP(hostname) && !isAllowed(hostname)) {
      queueMicrotask(() => callback(addressNotAllowed(hostname), null));
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (isConnectedToAllowed(socket, isAllowed)) return callback(null, socket);
      socket.destroy();
      callback(addressNotAllowed(hostname), null);
    });
  };
};

/**
 * Connects to allowed addresses only. It checks the literal address or every address of the name
 * before it connects, and the socket's remote address afterwards. Plain http goes to loopback only.
 */
export const createGuardedConnector = (
  policy: AddressPolicy,
  resolve: ResolveHost,
  timeoutMs: number
): buildConnector.connector => {
  const encrypted = createConnector(policy.isAllowed, resolve, timeoutMs);
  const plain = createConnector(policy.isLoopback, resolve, timeoutMs);
  return (options, callback) =>
    options.protocol === 'https:' ? encrypted(options, callback) : plain(options, callback);
};
