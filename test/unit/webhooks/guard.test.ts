import type { LookupAddress } from "node:dns";
import { describe, expect, test } from "vitest";
import { parseAllowRanges } from "../../../src/webhooks/address.ts";
import { guardedLookup, RefusedAddressError, type Resolve } from "../../../src/webhooks/guard.ts";

const PUBLIC = { address: "93.184.215.14", family: 4 };
const PUBLIC_6 = { address: "2606:4700::1111", family: 6 };
const LOOPBACK = { address: "127.0.0.1", family: 4 };

function lookup(resolve: Resolve, options: { all?: boolean; protocol?: string; allow?: string } = {}) {
  const parsed = parseAllowRanges(options.allow);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const guarded = guardedLookup(
    { resolve, policy: { allowedRanges: parsed.ranges } },
    options.protocol ?? "https:",
  );
  return new Promise<string | LookupAddress[]>((done, fail) => {
    guarded("receiver.test", { all: options.all ?? true }, (error, address) =>
      error === null ? done(address) : fail(error),
    );
  });
}

describe("guardedLookup", () => {
  test("hands out exactly the addresses that it vetted, in either form that sockets ask for", async () => {
    const resolve = async () => [PUBLIC, PUBLIC_6];
    expect(await lookup(resolve)).toEqual([PUBLIC, PUBLIC_6]);
    expect(await lookup(resolve, { all: false })).toBe(PUBLIC.address);
  });

  test("a resolver that answers differently the second time is asked once per connection and believed neither time", async () => {
    const answers = [[PUBLIC], [LOOPBACK]];
    let asked = 0;
    const rebinding = async () => answers[asked++] ?? [];
    expect(await lookup(rebinding)).toEqual([PUBLIC]);
    expect(asked).toBe(1);
    await expect(lookup(rebinding)).rejects.toThrow(RefusedAddressError);
  });

  test.each([
    ["one public and one private address", [PUBLIC, LOOPBACK]],
    ["one private and one public address", [LOOPBACK, PUBLIC]],
    [
      "an IPv4-mapped loopback beside a public address",
      [PUBLIC_6, { address: "::ffff:127.0.0.1", family: 6 }],
    ],
    ["something that is no address", [{ address: "receiver.test", family: 4 }]],
    ["no address", []],
  ])("a name with %s is refused", async (_, addresses) => {
    await expect(lookup(async () => addresses)).rejects.toThrow(RefusedAddressError);
    await expect(lookup(async () => addresses, { all: false })).rejects.toThrow(RefusedAddressError);
  });

  test("plain http reaches what the operator allowed and nothing else", async () => {
    const http = { protocol: "http:", allow: "127.0.0.0/8" };
    expect(await lookup(async () => [LOOPBACK], http)).toEqual([LOOPBACK]);
    await expect(lookup(async () => [PUBLIC], http)).rejects.toThrow(RefusedAddressError);
    await expect(lookup(async () => [LOOPBACK, PUBLIC], http)).rejects.toThrow(RefusedAddressError);
  });

  test("passes the resolver's own failure on, and names no address in a refusal", async () => {
    const unknown = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    await expect(lookup(() => Promise.reject(unknown))).rejects.toBe(unknown);
    await expect(lookup(async () => [LOOPBACK])).rejects.toThrow(/^(?!.*127)/);
  });
});
