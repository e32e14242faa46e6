import { BlockList, isIPv6 } from 'node:net';

const ranges = new BlockList();
// RFC 1918, and RFC 6598's shared range, which VPCs may use as well
ranges.addSubnet('10.0.0.0', 8);
ranges.addSubnet('172.16.0.0', 12);
ranges.addSubnet('192.168.0.0', 16);
ranges.addSubnet('100.64.0.0', 10);
ranges.addSubnet('fc00::', 7, 'ipv6');

/** Whether an IP address is one that is reached only from inside of a network, such as a VPC. */
export const isPrivateAddress = (address: string): boolean => ranges.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
