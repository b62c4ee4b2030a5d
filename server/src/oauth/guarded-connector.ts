import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type Socket } from 'node:net';

import { buildConnector } from 'undici';

import type { AddressPolicy } from './addresses';
import { addressNotAllowed } from './url-policy';

/** Every address of a host name, as `dns.promises.lookup` with `all` gives them. */
export type ResolveHost = (hostname: string) => Promise<LookupAddress[]>;

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number
) => void;
type IsAllowed = (address: string) => boolean;

/** One bad answer spoils the name: which one is used is not ours to choose. */
const resolveAllowed = async (
  hostname: string,
  resolve: ResolveHost,
  isAllowed: IsAllowed
): Promise<LookupAddress[]> => {
  const addresses = await resolve(hostname);
  const isGood = addresses.length > 0 && addresses.every(({ address }) => isAllowed(address));
  if (!isGood) throw addressNotAllowed(hostname);
  return addresses;
};

/** The socket connects to the very addresses that were checked, so a name cannot change between. */
const guardedLookup =
  (resolve: ResolveHost, isAllowed: IsAllowed) =>
  (hostname: string, { all }: LookupOptions, callback: LookupCallback): void => {
    resolveAllowed(hostname, resolve, isAllowed).then(
      (addresses) =>
        all ? callback(null, addresses) : callback(null, addresses[0].address, addresses[0].family),
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
    // No name is looked up for a literal address.
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
 * Connects to allowed addresses only: the literal address or every address of the name is checked
 * before, the socket's own address after. Plain http goes to loopback only.
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
