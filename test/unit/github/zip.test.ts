import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onlyFileOf } from "../../../src/github/zip.ts";
import { zipOf } from "../../support/github/actions.ts";

const MOST = 1_000_000;
const archive = zipOf({ name: "pointsman-report.json", text: '{"schema":1}' });

describe("the only file of an archive", () => {
  it("comes out as it went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const content = onlyFileOf(zipOf({ name: "a.json", text }), MOST);
        expect(content?.equals(Buffer.from(text))).toBe(true);
      }),
    );
  });

  it("is none where it would be larger than allowed, however small it is packed", () => {
    const bomb = zipOf({ name: "a", text: "0".repeat(MOST + 1) });
    expect(bomb.length).toBeLessThan(10_000);
    expect(onlyFileOf(bomb, MOST)).toBeUndefined();
    const liar = Buffer.from(bomb);
    liar.writeUInt32LE(5, liar.lastIndexOf(Buffer.from("PK\x01\x02", "latin1")) + 24);
    expect(onlyFileOf(liar, MOST)).toBeUndefined();
  });

  it("is none where the archive is cut, or no archive at all", () => {
    for (let length = 0; length < archive.length; length += 1) {
      expect(onlyFileOf(archive.subarray(0, length), MOST)).toBeUndefined();
    }
    fc.assert(fc.property(fc.uint8Array(), (bytes) => onlyFileOf(Buffer.from(bytes), MOST) === undefined));
  });

  it("throws nothing whatever byte is another", () => {
    for (let at = 0; at < archive.length; at += 1) {
      const broken = Buffer.from(archive);
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      expect(() => onlyFileOf(broken, MOST)).not.toThrow();
    }
  });
});
