import { describe, expect, test } from "vitest";
import { parseAllowRanges, vetAddress } from "../../../src/webhooks/address.ts";

const STRICT = { allowedRanges: [] };

// IANA's special-purpose registries, first and last address of each block, and the forms that embed an IPv4 address.
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ["this network", ["0.0.0.0", "0.255.255.255"]],
  ["private 10/8", ["10.0.0.0", "10.255.255.255"]],
  ["carrier-grade NAT", ["100.64.0.0", "100.100.100.200", "100.127.255.255"]],
  ["loopback", ["127.0.0.1", "127.255.255.255", "::1"]],
  ["Azure's host", ["168.63.129.16"]],
  ["link-local and metadata", ["169.254.0.0", "169.254.169.254", "169.254.255.255", "fe80::1", "febf::1"]],
  ["private 172.16/12", ["172.16.0.0", "172.31.255.255"]],
  [
    "IETF protocol assignments",
    ["192.0.0.0", "192.0.0.9", "192.0.0.192", "192.0.0.255", "2001:1::1", "2001:1ff::1"],
  ],
  [
    "documentation",
    ["192.0.2.1", "198.51.100.255", "203.0.113.0", "2001:db8::1", "3fff::1", "3fff:fff:ffff::1"],
  ],
  [
    "AS112 and AMT",
    ["192.31.196.1", "192.52.193.1", "192.175.48.1", "2001:3::1", "2001:4:112::1", "2620:4f:8000::1"],
  ],
  ["6to4", ["192.88.99.1", "2002::1", "2002:7f00:1::1", "2002:ffff:ffff::1"]],
  ["private 192.168/16", ["192.168.0.0", "192.168.255.255"]],
  ["benchmarking", ["198.18.0.0", "198.19.255.255", "2001:2::1"]],
  ["multicast", ["224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"]],
  ["reserved and broadcast", ["240.0.0.1", "255.255.255.254", "255.255.255.255"]],
  ["unspecified", ["::"]],
  ["IPv4-mapped", ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1"]],
  ["IPv4-compatible and -translated", ["::127.0.0.1", "::8.8.8.8", "::ffff:0:8.8.8.8"]],
  ["NAT64", ["64:ff9b::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "64:ff9b:1:ffff::1"]],
  ["discard", ["100::1", "100:0:0:1::1"]],
  ["Teredo", ["2001::1", "2001:0:53aa:64c::1"]],
  ["ORCHID and DRIP", ["2001:10::1", "2001:2f::1", "2001:30::1"]],
  ["the former 6bone", ["3ffe::1"]],
  ["unallocated or SRv6", ["4000::1", "5f00::1", "1fff::1", "8000::1"]],
  ["unique local", ["fc00::1", "fd00:ec2::254", "fdff::1"]],
  ["site-local", ["fec0::1"]],
];

const ACCEPTED = [
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "126.255.255.255",
  "128.0.0.0",
  "168.63.129.15",
  "168.63.129.17",
  "169.253.255.255",
  "169.255.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.0.1.0",
  "192.0.3.0",
  "192.167.255.255",
  "192.169.0.0",
  "198.17.255.255",
  "198.20.0.0",
  "223.255.255.255",
  "2001:200::1",
  "2001:4860:4860::8888",
  "2001:db7::1",
  "2001:db9::1",
  "2003::1",
  "2606:4700::1111",
  "2620:4f:8001::1",
  "2a00:1450::1",
  "3ffd::1",
  "3fff:1000::1",
];

describe("vetAddress", () => {
  describe.each(REFUSED)("refuses %s:", (_, addresses) => {
    test.each(addresses)("%s", (address) => {
      expect(vetAddress(address, STRICT)).toEqual({ allowed: false, reason: "not_global_unicast" });
    });
  });

  test.each(ACCEPTED)("accepts the global unicast address %s", (address) => {
    expect(vetAddress(address, STRICT)).toEqual({ allowed: true, by: "global" });
  });

  test.each([
    "",
    "example.com",
    "8.8.8",
    "010.8.8.8",
    "0x8.8.8.8",
    "134744072",
    "[2606:4700::1111]",
    "2606:4700::1111%eth0",
    "1.1.1.1 ",
  ])("does not take %j for an address", (text) =>
    expect(vetAddress(text, STRICT)).toEqual({ allowed: false, reason: "not_an_address" }),
  );
});

describe("the operator's ranges", () => {
  const policyOf = (text: string) => {
    const parsed = parseAllowRanges(text);
    if (!parsed.ok) throw new Error(parsed.problems.join());
    return { allowedRanges: parsed.ranges };
  };

  test("open exactly what they name", () => {
    const policy = policyOf("10.20.0.0/16, fd00:1234::/32\n127.0.0.1");
    for (const address of ["10.20.0.1", "10.20.255.255", "fd00:1234::1", "127.0.0.1"]) {
      expect(vetAddress(address, policy)).toEqual({ allowed: true, by: "operator" });
    }
    for (const address of ["10.21.0.1", "fd00:1235::1", "127.0.0.2", "::1", "::ffff:127.0.0.1"]) {
      expect(vetAddress(address, policy).allowed).toBe(false);
    }
  });

  test("an IPv4 range opens nothing of IPv6, nor the other way round", () => {
    expect(vetAddress("::ffff:10.0.0.1", policyOf("0.0.0.0/0")).allowed).toBe(false);
    expect(vetAddress("10.0.0.1", policyOf("::/0")).allowed).toBe(false);
  });

  test("are none when nothing is configured", () => {
    expect(parseAllowRanges(undefined)).toEqual({ ok: true, ranges: [] });
    expect(parseAllowRanges("  ")).toEqual({ ok: true, ranges: [] });
  });

  test.each([
    "10.0.0.5/8",
    "10.0.0.0/33",
    "fd00::/129",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "10/8",
    "localhost",
    "fd00::1/32",
    "10.0.0.0/-1",
  ])("%j is refused, and named", (word) => {
    const parsed = parseAllowRanges(`192.168.0.0/16,${word}`);
    expect(parsed).toMatchObject({ ok: false, problems: [expect.stringContaining(JSON.stringify(word))] });
  });
});
