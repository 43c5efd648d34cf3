import { describe, expect, it } from "vitest";
import { retryAfterMs } from "../../../src/models/retry.ts";

describe("Retry-After", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  it.each([
    [null, 0],
    ["7", 7_000],
    ["0.5", 500],
    ["Sat, 21 Nov 2026 10:00:09 GMT", 9_000],
    ["Sat, 21 Nov 2026 09:00:00 GMT", 0],
    ["soon", 0],
    ["-5", 0],
  ])("%j is %i milliseconds", (header, milliseconds) => {
    expect(retryAfterMs(header, now)).toBe(milliseconds);
  });
});
