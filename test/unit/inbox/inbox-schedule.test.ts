import { describe, expect, test } from "vitest";
import { afterFailure, INBOX_ATTEMPTS, inboxRetention } from "../../../src/inbox/inbox-schedule.ts";

const HOUR = 3_600_000;
const verdictAfter = (attempt: number, random = 0) =>
  afterFailure({ attempt, at: 0, random, reason: "GitHub is down" });

describe("a delivery whose handling failed", () => {
  test("is tried again soon at first, then ever later, for half a day", () => {
    const verdicts = Array.from({ length: INBOX_ATTEMPTS - 1 }, (_, n) => verdictAfter(n + 1));
    const waits = verdicts.map((verdict) => (verdict.state === "pending" ? verdict.retryAt : 0));
    expect(waits[0]).toBe(2_000);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(12 * HOUR);
  });

  test("waits up to a quarter longer by chance", () => {
    expect(verdictAfter(1, 0.999)).toMatchObject({ retryAt: 2_500 });
  });

  test("is parked with its reason after the last attempt", () => {
    expect(verdictAfter(INBOX_ATTEMPTS)).toEqual({ state: "dead", reason: "GitHub is down" });
  });

  test("stays known longer than GitHub redelivers", () => {
    expect(inboxRetention(100 * HOUR).doneBefore).toBeLessThan(100 * HOUR - 72 * HOUR);
  });
});
