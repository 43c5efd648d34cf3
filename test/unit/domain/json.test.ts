import { describe, expect, test } from "vitest";
import { canonicalJson, digestOf, NotJsonError, sha256Hex } from "../../../src/domain/digest.ts";
import { isJsonObject, ownMember } from "../../../src/domain/json.ts";

/** Number samples of RFC 8785, appendix B: the bits of a double in hex, and its text. */
const NUMBERS = [
  ["0000000000000000", "0"],
  ["8000000000000000", "0"],
  ["0000000000000001", "5e-324"],
  ["8000000000000001", "-5e-324"],
  ["7fefffffffffffff", "1.7976931348623157e+308"],
  ["ffefffffffffffff", "-1.7976931348623157e+308"],
  ["4340000000000000", "9007199254740992"],
  ["c340000000000000", "-9007199254740992"],
  ["4430000000000000", "295147905179352830000"],
  ["44b52d02c7e14af5", "9.999999999999997e+22"],
  ["44b52d02c7e14af6", "1e+23"],
  ["44b52d02c7e14af7", "1.0000000000000001e+23"],
  ["444b1ae4d6e2ef4e", "999999999999999700000"],
  ["444b1ae4d6e2ef4f", "999999999999999900000"],
  ["444b1ae4d6e2ef50", "1e+21"],
  ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
  ["3eb0c6f7a0b5ed8d", "0.000001"],
  ["41b3de4355555553", "333333333.3333332"],
  ["41b3de4355555554", "333333333.33333325"],
  ["41b3de4355555555", "333333333.3333333"],
  ["41b3de4355555556", "333333333.3333334"],
  ["41b3de4355555557", "333333333.33333343"],
  ["becbf647612f3696", "-0.0000033333333333333333"],
  ["43143ff3c1cb0959", "1424953923781206.2"],
] as const;

function double(bits: string): number {
  return Buffer.from(bits, "hex").readDoubleBE(0);
}

describe("canonical JSON (RFC 8785)", () => {
  test.each(NUMBERS)("the double %s is written as %s", (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
  });

  test("the example of section 3.2.2 comes out as section 3.2.3 prints it", () => {
    const value = JSON.parse(
      `{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],` +
        `"string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}`,
    );
    expect(canonicalJson(value)).toBe(
      `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],` +
        `"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
    );
  });

  test("keys are sorted by UTF-16 code units, as the example of section 3.2.3 has it", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7);
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  test.each([
    ["a lone surrogate", "\ud83d"],
    ["a lone surrogate in a key", { "\udead": 1 }],
    ["NaN", Number.NaN],
    ["Infinity", [Number.POSITIVE_INFINITY]],
    ["nothing", undefined],
  ])("%s has no canonical form and is refused", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(NotJsonError);
    expect(() => canonicalJson(value)).toThrow(/canonical/);
  });

  test("absent members are left out, so they do not count in a digest", () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
    expect(digestOf({ b: undefined, a: 1 })).toBe(digestOf({ a: 1 }));
  });

  test("a key called __proto__ is a key like any other", () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1},"b":1}');
  });
});

describe("digests", () => {
  test("SHA-256 of a text is over its UTF-8 (FIPS 180 example, and one beyond ASCII)", () => {
    expect(sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256Hex("é")).toBe(sha256Hex(Uint8Array.of(0xc3, 0xa9)));
  });

  test("a digest is over the canonical text, whatever the order of keys was", () => {
    const golden = "sha256:43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777";
    expect(digestOf({ b: 2, a: 1 })).toBe(golden);
    expect(digestOf({ a: 1, b: 2 })).toBe(golden);
  });
});

test("members of an object are its own, never those of its prototype", () => {
  expect(ownMember({}, "constructor")).toBeUndefined();
  expect(ownMember({ constructor: 1 }, "constructor")).toBe(1);
  expect(isJsonObject([])).toBe(false);
  expect(isJsonObject({})).toBe(true);
});
