import { describe, expect, test } from "vitest";
import {
  afterFailure,
  afterInterruption,
  INBOX_ATTEMPTS,
  inboxRetention,
} from "../../../src/inbox/inbox-schedule.ts";

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

describe("a delivery whose handler died", () => {
  const waitAfter = (attempt: number, random = 0) => {
    const verdict = afterInterruption({ attempt, at: 0, random });
    return verdict.state === "pending" ? verdict.retryAt : null;
  };
  const waits = Array.from({ length: INBOX_ATTEMPTS }, (_, n) => waitAfter(n + 1));

  test("is taken up again at once twice, for the process may only have been restarted", () => {
    expect(waits.slice(0, 2)).toEqual([0, 0]);
  });

  test("waits ever longer then, so that a process which dies every second for a minute loses nothing", () => {
    const later = waits.slice(2, -1);
    expect(later).toEqual(later.toSorted((a, b) => Number(a) - Number(b)));
    expect(later.reduce((sum: number, wait) => sum + Number(wait) / 2, 0)).toBeGreaterThan(HOUR / 2);
  });

  test("is drawn apart from others that died with it", () => {
    expect(waitAfter(4, 0.999)).toBeLessThan(Number(waitAfter(4)) * 0.51);
  });

  test("is parked after its last attempt: it may be what kills", () => {
    expect(waits.at(-1)).toBeNull();
  });
});
