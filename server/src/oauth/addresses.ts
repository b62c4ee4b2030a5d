import ipaddr from 'ipaddr.js';

export interface AddressPolicyOptions {
  /** Loopback addresses are allowed, by plain http too. Never in production. */
  allowLoopback: boolean;
  /** Address ranges (CIDR) that are allowed though they are not public. */
  allowedRanges: readonly string[];
}

/** Which addresses requests may go to. Addresses are IPv4 or IPv6 literals without brackets. */
export interface AddressPolicy {
  /** Loopback is allowed at all; only then is plain http. */
  readonly allowsLoopback: boolean;
  isAllowed(address: string): boolean;
  isLoopback(address: string): boolean;
}

type Address = ReturnType<typeof ipaddr.process>;
type Range = ReturnType<typeof ipaddr.parseCIDR>;

/** Azure's platform endpoint: looks public, is reachable from inside only. */
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

/**
 * IPv4 addresses inside of IPv6 (`::ffff:127.0.0.1`) count as what they lead to. Whatever is not
 * an address, is not public unicast and was not allowed by name is refused.
 * @throws {Error} when `allowedRanges` holds something that is no CIDR
 */
export const createAddressPolicy = (options: AddressPolicyOptions): AddressPolicy => {
  const ranges = options.allowedRanges.map((range) => ipaddr.parseCIDR(range));

  const check = (text: string, accepts: (address: Address) => boolean): boolean =>
    ipaddr.isValid(text) && accepts(ipaddr.process(text));
  const isLoopback = (address: Address) => options.allowLoopback && address.range() === 'loopback';
  const isListed = (address: Address) => ranges.some((range) => isInRange(address, range));

  return {
    allowsLoopback: options.allowLoopback,
    isAllowed: (text) =>
      check(text, (address) => isPublic(address) || isListed(address) || isLoopback(address)),
    isLoopback: (text) => check(text, isLoopback),
  };
};
