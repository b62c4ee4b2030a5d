import { createAddressPolicy } from '../../../server/src/oauth/address-policy';

const policy = createAddressPolicy({ allowLoopback: false, allowedRanges: [] });

describe('the addresses that requests may go to', () => {
  test.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])(
    'include the public address %s',
    (address) => {
      expect(policy.isAllowed(address)).toBe(true);
    }
  );

  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, any of it', '127.8.9.1'],
    ['loopback, IPv6', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified, IPv6', '::'],
    ['private 10', '10.0.0.1'],
    ['private 172.16', '172.31.255.255'],
    ['private 192.168', '192.168.1.1'],
    ['carrier NAT', '100.64.0.1'],
    ['link-local, cloud metadata', '169.254.169.254'],
    ['link-local, IPv6', 'fe80::1'],
    ['unique local', 'fd00:ec2::254'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped metadata', '::ffff:a9fe:a9fe'],
    ['IPv4 inside of IPv6, deprecated form', '::127.0.0.1'],
    ['IPv4 inside of IPv6, in hexadecimal', '::7f00:1'],
    ['not assigned to hosts', '4000::1'],
    ['NAT64 of a private address', '64:ff9b::a00:1'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['Teredo', '2001::1'],
    ['site-local', 'fec0::1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['documentation', '192.0.2.1'],
    ['Azure platform', '168.63.129.16'],
    ['no address at all', 'example.com'],
    ['empty', ''],
  ])('exclude %s (%s)', (_what, address) => {
    expect(policy.isAllowed(address)).toBe(false);
  });

  test('include a range of the configuration, but not its neighbours', () => {
    const { isAllowed } = createAddressPolicy({
      allowLoopback: false,
      allowedRanges: ['10.1.0.0/16', 'fd00:1::/32'],
    });
    expect(isAllowed('10.1.2.3')).toBe(true);
    expect(isAllowed('::ffff:10.1.2.3')).toBe(true);
    expect(isAllowed('fd00:1::5')).toBe(true);
    expect(isAllowed('10.2.0.1')).toBe(false);
    expect(isAllowed('127.0.0.1')).toBe(false);
  });

  test('include loopback if development allows it, but no other private address', () => {
    const { isAllowed } = createAddressPolicy({ allowLoopback: true, allowedRanges: [] });
    expect(isAllowed('127.0.0.1')).toBe(true);
    expect(isAllowed('::1')).toBe(true);
    expect(isAllowed('0.0.0.0')).toBe(false);
    expect(isAllowed('10.0.0.1')).toBe(false);
    expect(isAllowed('169.254.169.254')).toBe(false);
  });

  test.each([
    ['NAT64, well-known prefix', '64:ff9b::8c52:7904'],
    ['NAT64, prefix of the network itself', '64:ff9b:1::8c52:7904'],
    ['NAT64, prefix of 48 bits', '64:ff9b:1:8c52:79:400::'],
    ['6to4', '2002:8c52:7904::1'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:73ad:86fb'],
  ])('P16 include %s of a public address: %s', (_what, address) => {
    expect(policy.isAllowed(address)).toBe(true);
  });

  test.each([
    ['NAT64 of metadata', '64:ff9b::a9fe:a9fe', '64:ff9b::/96'],
    ['NAT64 of a private address, own prefix', '64:ff9b:1::a00:1', '64:ff9b:1::/48'],
    ['the same, prefix of 48 bits', '64:ff9b:1:a00:0:100::', '64:ff9b:1::/48'],
    ['the same, prefix of 56 bits', '64:ff9b:1:a:0:1::', '64:ff9b:1::/48'],
    ['the same, prefix of 64 bits', '64:ff9b:1:0:a:0:100:0', '64:ff9b:1::/48'],
    ['NAT64 of nothing', '64:ff9b:1::', '64:ff9b:1::/48'],
    ['NAT64 of loopback', '64:ff9b::7f00:1', '64:ff9b::/96'],
    ['6to4 of metadata', '2002:a9fe:a9fe::1', '2002::/16'],
    ['Teredo of a private client', '2001:0:4136:e378:8000:63bf:f5ff:fffe', '2001::/32'],
    ['Teredo of a private server', '2001:0:a00:1:8000:63bf:73ad:86fb', '2001::/32'],
  ])('P16 exclude %s, even if its range is allowed: %s in %s', (_what, address, range) => {
    const { isAllowed } = createAddressPolicy({ allowLoopback: true, allowedRanges: [range] });
    expect(isAllowed(address)).toBe(false);
  });

  test('P16 include an embedded address that the configuration allows', () => {
    const { isAllowed } = createAddressPolicy({
      allowLoopback: false,
      allowedRanges: ['10.1.0.0/16'],
    });
    expect(isAllowed('64:ff9b::10.1.2.3')).toBe(true);
    expect(isAllowed('64:ff9b::10.2.2.3')).toBe(false);
  });

  test('stop the start if a range is invalid', () => {
    expect(() =>
      createAddressPolicy({ allowLoopback: false, allowedRanges: ['10.0.0.0'] })
    ).toThrow();
  });
});
