import fc from "fast-check";
import { expect, test } from "vitest";
import {
  assertFits,
  isMarked,
  MAX_BODY_BYTES,
  marker,
  withMarker,
} from "../../../../src/github/issues/marker.ts";

test("a marker names its kind and key in a hidden line", () => {
  expect(marker("answer", "comment:123")).toBe("<!-- pointsman:answer:comment:123 -->");
  expect(marker("report", "support-triage")).toBe("<!-- pointsman:report:support-triage -->");
});

test("whatever the key is, a marker is one HTML comment of safe characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (key) => {
      const inside = /^<!-- pointsman:answer:(.*) -->$/.exec(marker("answer", key))?.[1];
      expect(inside).toMatch(/^[A-Za-z0-9_.:%-]*$/);
      expect(inside).not.toMatch(/--|^-|-$/);
    }),
  );
});

test("different keys make different markers, and none begins like another", () => {
  const key = fc.string({ unit: fc.constantFrom("-", "%", "2", "D", ":", "a", ">", " ") });
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(marker("answer", a).startsWith(marker("answer", b))).toBe(a === b);
    }),
  );
});

test.each(["", "a", "A b", "answer:x", "-x"])("%j is no kind", (kind) => {
  expect(() => marker(kind, "x")).toThrow("Not a kind");
});

test("a text is marked once, and only at its top", () => {
  const mark = marker("history", "x");
  const marked = withMarker(mark, "Hello");
  expect(marked).toBe(`${mark}\nHello`);
  expect(withMarker(mark, marked)).toBe(marked);
  expect(isMarked(mark, `Somebody wrote ${mark}`)).toBe(false);
  expect(isMarked(mark, null)).toBe(false);
});

test("a body is measured in bytes", () => {
  expect(() => assertFits("x".repeat(MAX_BODY_BYTES))).not.toThrow();
  expect(() => assertFits("é".repeat(MAX_BODY_BYTES / 2 + 1))).toThrow("was not cut");
});
