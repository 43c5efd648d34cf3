import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareVersionIds, isVersionId, nextVersionId } from "../../../../src/domain/ledger/version-id.ts";

const time = fc
  .date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());

describe("version ids", () => {
  test.each(["2026-03-12.1", "2026-12-31.10", "2026-03-12.999999999"])("%s is one", (text) => {
    expect(isVersionId(text)).toBe(true);
  });

  test.each([
    "2026-03-12",
    "2026-03-12.0",
    "2026-03-12.01",
    "2026-13-12.1",
    "2026-03-32.1",
    "2026-00-12.1",
    "2026-3-12.1",
    "v2026-03-12.1",
    "2026-03-12.1\n",
    "2026-03-12.1 ",
    "../2026-03-12.1",
    "2026-03-12.1000000000",
    "",
  ])("%j is none", (text) => {
    expect(isVersionId(text)).toBe(false);
    expect(() => compareVersionIds(text, "2026-03-12.1")).toThrow(TypeError);
    expect(() => compareVersionIds("2026-03-12.1", text)).toThrow(TypeError);
  });

  test("made one after another rise, whatever the clock does, and are ids", () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 2, maxLength: 30 }), (times) => {
        const ids: string[] = [];
        for (const now of times) ids.push(nextVersionId(ids.at(-1), now));
        expect(ids.every(isVersionId)).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.toSorted(compareVersionIds)).toEqual(ids);
        for (const [index, id] of ids.entries()) expect(id >= (times[index] ?? "").slice(0, 10)).toBe(true);
      }),
    );
  });

  test("count from 1 within a day, past nine as numbers", () => {
    const now = "2026-03-12T10:00:00Z";
    expect(nextVersionId(undefined, now)).toBe("2026-03-12.1");
    expect(nextVersionId("2026-03-11.7", now)).toBe("2026-03-12.1");
    expect(nextVersionId("2026-03-12.9", now)).toBe("2026-03-12.10");
    expect(nextVersionId("2026-03-14.2", now)).toBe("2026-03-14.3");
    expect(compareVersionIds("2026-03-12.9", "2026-03-12.10")).toBe(-1);
    expect(compareVersionIds("2026-03-12.10", "2026-03-12.10")).toBe(0);
    expect(compareVersionIds("2026-03-13.1", "2026-03-12.10")).toBe(1);
  });
});
