import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

type Address = ReturnType<typeof ipaddr.parse>;

/** A block of addresses: its first address and the length of its prefix. */
export type AddressRange = readonly [network: Address, prefix: number];

/** What the operator permits beyond global unicast; nothing unless configured. */
export interface AddressPolicy {
  readonly allowedRanges: readonly AddressRange[];
}

export type AddressVerdict =
  | { readonly allowed: true; readonly by: "global" | "operator" }
  | { readonly allowed: false; readonly reason: "not_an_address" | "not_global_unicast" };

/*
 * Whole blocks of IANA's special-purpose registries, also the few entries inside them that are marked globally
 * reachable: those are anycast services of the network itself, never somebody's web server.
 * https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const REFUSED_IPV4 = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8", // private
  "100.64.0.0/10", // carrier-grade NAT
  "127.0.0.0/8", // loopback
  "168.63.129.16/32", // Azure's host, global by its number only: learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  "169.254.0.0/16", // link-local, clouds' metadata services
  "172.16.0.0/12", // private
  "192.0.0.0/24", // IETF protocol assignments
  "192.0.2.0/24", // documentation
  "192.31.196.0/24", // AS112
  "192.52.193.0/24", // AMT
  "192.88.99.0/24", // 6to4 relays
  "192.168.0.0/16", // private
  "192.175.48.0/24", // AS112
  "198.18.0.0/15", // benchmarking
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, broadcast
].map(rangeOf);

/*
 * Accepting 2000::/3 alone refuses ::, ::1, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48),
 * discard (100::/64), SRv6 (5f00::/16), unique local, link-local, site-local and multicast at one stroke.
 */
const GLOBAL_IPV6 = rangeOf("2000::/3");
const REFUSED_IPV6 = [
  "2001::/23", // IETF protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID, DRIP
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4
  "2620:4f:8000::/48", // AS112
  "3ffe::/16", // the former 6bone
  "3fff::/20", // documentation
].map(rangeOf);

/** May a webhook be sent to this address? `address` is in the plain notation that resolvers give. */
export function vetAddress(address: string, policy: AddressPolicy): AddressVerdict {
  const parsed = parseAddress(address);
  if (parsed === null) return { allowed: false, reason: "not_an_address" };
  if (policy.allowedRanges.some((range) => contains(range, parsed))) return { allowed: true, by: "operator" };
  const global =
    parsed.kind() === "ipv4"
      ? !REFUSED_IPV4.some((range) => contains(range, parsed))
      : contains(GLOBAL_IPV6, parsed) && !REFUSED_IPV6.some((range) => contains(range, parsed));
  return global ? { allowed: true, by: "global" } : { allowed: false, reason: "not_global_unicast" };
}

export type AllowRangesResult =
  | { readonly ok: true; readonly ranges: readonly AddressRange[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads `POINTSMAN_WEBHOOK_ALLOW_RANGES`: CIDR ranges or single addresses, separated by commas or spaces, e.g.
 * `10.20.0.0/16, fd00:1234::/32`. A range with bits set behind its prefix is an error: it is hardly what was meant.
 */
export function parseAllowRanges(text: string | undefined): AllowRangesResult {
  const ranges: AddressRange[] = [];
  const problems: string[] = [];
  for (const word of (text ?? "").split(/[\s,]+/).filter((one) => one !== "")) {
    const range = parseRange(word);
    if (range === null)
      problems.push(`${JSON.stringify(word)} is no CIDR range such as 10.20.0.0/16 or fd00:1234::/32`);
    else ranges.push(range);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, ranges };
}

function parseRange(word: string): AddressRange | null {
  const [network = "", bits, ...extra] = word.split("/");
  const address = parseAddress(network);
  if (address === null || extra.length > 0) return null;
  const width = address.kind() === "ipv4" ? 32 : 128;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return null;
  const prefix = bits === undefined ? width : Number(bits);
  if (prefix > width) return null;
  const first = address.kind() === "ipv4" ? ipaddr.IPv4 : ipaddr.IPv6;
  return first.networkAddressFromCIDR(`${network}/${prefix}`).toString() === address.toString()
    ? [address, prefix]
    : null;
}

function rangeOf(cidr: string): AddressRange {
  return ipaddr.parseCIDR(cidr);
}

// Node's own check comes first: ipaddr.js also reads octal, hexadecimal and shortened forms.
function parseAddress(text: string): Address | null {
  if (text.includes("%") || !(isIPv4(text) || isIPv6(text))) return null;
  return ipaddr.parse(text);
}

function contains([network, prefix]: AddressRange, address: Address): boolean {
  return network.kind() === address.kind() && address.match(network, prefix);
}
