import ipaddr from 'ipaddr.js';

import { embeddedIPv4 } from './embedded-ipv4';

export interface AddressPolicyOptions {
  /** Allows loopback addresses, even over plain http. For local development only. */
  allowLoopback: boolean;
  /** Address ranges (CIDR) that are allowed although they are not public. */
  allowedRanges: readonly string[];
}

/** Which addresses requests may go to. Addresses are IPv4 or IPv6 literals without brackets. */
export interface AddressPolicy {
  /** Whether loopback is allowed. Plain http is allowed only if it is. */
  readonly allowsLoopback: boolean;
  isAllowed(address: string): boolean;
  isLoopback(address: string): boolean;
  /** Whether at least one address of `localhost` is allowed (RFC 6761 §6.3). */
  readonly allowsLocalhost: boolean;
}

type Address = ReturnType<typeof ipaddr.process>;
type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Azure's platform endpoint: it looks public, but only hosts inside Azure can reach it. */
const AZURE_PLATFORM = '168.63.129.16';

/** Global unicast, the only IPv6 range with public hosts (RFC 4291 §2.4, IANA registry). */
const GLOBAL_UNICAST_IPV6 = ipaddr.parseCIDR('2000::/3');

const isInRange = (address: Address, [base, bits]: Range): boolean =>
  address.kind() === base.kind() && address.match(base, bits);

const isPublic = (address: Address): boolean => {
  if (address.range() !== 'unicast') return false;
  if (address.kind() === 'ipv6') return isInRange(address, GLOBAL_UNICAST_IPV6);
  return address.toString() !== AZURE_PLATFORM;
};

const LOCALHOST_ADDRESSES = ['127.0.0.1', '::1'];

/**
 * An IPv6 address that embeds an IPv4 address (mapped as in `::ffff:127.0.0.1`, NAT64, 6to4 or
 * Teredo) counts as that IPv4 address, whatever range holds the IPv6 address. The policy refuses
 * text that is not an address, and an address that is neither public unicast nor in an allowed
 * range.
 * @throws {Error} if an entry of `allowedRanges` is not a CIDR
 */
export const createAddressPolicy = (options: AddressPolicyOptions): AddressPolicy => {
  const ranges = options.allowedRanges.map((range) => ipaddr.parseCIDR(range));

  const check = (text: string, accepts: (address: Address) => boolean): boolean =>
    ipaddr.isValid(text) && accepts(ipaddr.process(text));
  const isLoopback = (address: Address) => options.allowLoopback && address.range() === 'loopback';
  const isListed = (address: Address) => ranges.some((range) => isInRange(address, range));
  const isReachable = (address: Address) => isPublic(address) || isListed(address);
  const accepts = (address: Address): boolean => {
    const embedded = embeddedIPv4(address);
    if (embedded) return embedded.length > 0 && embedded.every(isReachable);
    return isReachable(address) || isLoopback(address);
  };
  const isAllowed = (text: string) => check(text, accepts);

  return {
    allowsLoopback: options.allowLoopback,
    allowsLocalhost: LOCALHOST_ADDRESSES.some(isAllowed),
    isAllowed,
    isLoopback: (text) => check(text, isLoopback),
  };
};
