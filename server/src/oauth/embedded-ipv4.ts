import ipaddr from 'ipaddr.js';

type IPv4 = InstanceType<typeof ipaddr.IPv4>;
type IPv6 = InstanceType<typeof ipaddr.IPv6>;
type Bytes = readonly number[];

/** The positions of the IPv4 address for each prefix length (RFC 6052 §2.2). */
const TRANSLATION_LAYOUTS = [
  [6, 7, 9, 10],
  [7, 9, 10, 11],
  [9, 10, 11, 12],
  [12, 13, 14, 15],
];

/**
 * The address does not show how long its prefix is, so every reading counts. The suffix does not
 * matter, because translators ignore it. A reading in 0.0.0.0/8 leads nowhere.
 */
const translationReadings = (bytes: Bytes): number[][] =>
  TRANSLATION_LAYOUTS.map((positions) =>
    bytes.filter((_byte, position) => positions.includes(position))
  ).filter(([first]) => first !== 0);

/** Prefixes of IPv6 addresses that embed an IPv4 address, and how to read that address. */
const TRANSITIONS: { prefix: string; read: (bytes: Bytes) => number[][] }[] = [
  /** NAT64 and DNS64, well-known prefix (RFC 6052 §2.1). */
  { prefix: '64:ff9b::/96', read: (bytes) => [bytes.slice(12)] },
  /** The same, with a prefix that the network chooses (RFC 8215). */
  { prefix: '64:ff9b:1::/48', read: translationReadings },
  /** 6to4 (RFC 3056 §2). */
  { prefix: '2002::/16', read: (bytes) => [bytes.slice(2, 6)] },
  /** Teredo: server, and client with its bits inverted (RFC 4380 §4). */
  {
    prefix: '2001::/32',
    read: (bytes) => [bytes.slice(4, 8), bytes.slice(12).map((byte) => byte ^ 0xff)],
  },
];

const PARSED = TRANSITIONS.map(({ prefix, read }) => ({
  range: ipaddr.IPv6.parseCIDR(prefix),
  read,
}));

/**
 * The IPv4 addresses that an IPv6 address of a transition technology leads to; null for any other
 * address. An empty list means that the address belongs to such a technology but leads nowhere.
 */
export const embeddedIPv4 = (address: IPv4 | IPv6): IPv4[] | null => {
  if (!(address instanceof ipaddr.IPv6)) return null;
  const transition = PARSED.find(({ range }) => address.match(range));
  if (!transition) return null;
  return transition.read(address.toByteArray()).map((bytes) => new ipaddr.IPv4(bytes));
};
