import { describe, expect, it } from '@jest/globals';
import {
  areAddressRanges,
  mayConnectTo,
  readAddressRanges,
} from '../../../../functions/clients/spec-source/address-ranges.ts';

const none = readAddressRanges('');

describe('mayConnectTo', () => {
  it.each([
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['link-local, with the metadata services', ['169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0']],
    ['unique local, with the metadata service', ['fc00::1', 'fd00:ec2::254']],
    ['multicast and reserved', ['224.0.0.1', '240.0.0.1', '255.255.255.255', 'ff02::1']],
    [
      'documentation and benchmarks',
      ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '2001:db8::1', '3fff::1'],
    ],
    ['IPv4 in IPv6', ['::ffff:10.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001::1']],
    ['no address', ['example.com', '', '127.1', '8.8.8.8%eth0']],
  ])('refuses %s', (_what, addresses) => {
    expect(addresses.filter((address) => mayConnectTo(address, none))).toEqual([]);
  });

  it.each(['8.8.8.8', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'takes %s',
    (address) => {
      expect(mayConnectTo(address, none)).toBe(true);
    },
  );

  it('takes what is allowed, and nothing beside it', () => {
    const allowed = readAddressRanges('10.1.0.0/16, fd00:1::/32,127.0.0.1');
    const addresses = ['10.1.2.3', 'fd00:1::1', '127.0.0.1', '10.2.0.1', 'fd00:2::1', '127.0.0.2', 'fe80::1%eth0'];
    expect(addresses.map((address) => mayConnectTo(address, allowed))).toEqual([
      ...[true, true, true],
      ...[false, false, false, false],
    ]);
  });
});

describe('areAddressRanges', () => {
  it.each(['', '10.0.0.0/8', '10.0.0.1, fd00::/8', '0.0.0.0/0', ' 10.0.0.0/8 ,'])('takes %j', (text) => {
    expect(areAddressRanges(text)).toBe(true);
  });

  it.each([
    '10.0.0.0/33',
    'fd00::/129',
    'example.com',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '10/8',
    '10.0.0.0/-1',
    '10.0.0.0/x',
  ])('refuses %j', (text) => {
    expect(areAddressRanges(text)).toBe(false);
  });
});
