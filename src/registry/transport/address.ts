import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Addresses that only mean something inside a machine or a network: RFC 1918, 3927, 4193, 4291, 6598. */
const PRIVATE = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, prefix, 'ipv4');
}
PRIVATE.addAddress('::', 'ipv6');
PRIVATE.addAddress('::1', 'ipv6');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/**
 * Whether a URL's host name is this machine. It takes `URL.hostname`, where `127.1` and `0x7f.1` are plain
 * addresses already.
 */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || within(LOOPBACK, hostname);
}

/** Whether a URL's host name is written as an address inside a private network, or as this machine. */
export function isPrivateHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || within(PRIVATE, hostname);
}

export function isAddress(hostname: string): boolean {
  return isIP(bare(hostname)) !== 0;
}

function within(list: BlockList, hostname: string): boolean {
  const address = bare(hostname);
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** `URL.hostname` keeps the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
