import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  judgeEndpoint,
  nextAttemptAt,
  OUTBOX_ATTEMPTS,
  outboxRetention,
  verdictOn,
} from "../../../../src/webhooks/outbox/schedule.ts";
import type { DeliveryVerdict } from "../../../../src/webhooks/outbox/store.ts";
import type { SendResult } from "../../../../src/webhooks/sender.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-15T09:00:00Z");

const waitAfter = (attempt: number, more: { random?: number; retryAfterSeconds?: number } = {}) => {
  const { random = 0, retryAfterSeconds } = more;
  const at = nextAttemptAt({ attempt, failedAt: START, retryAfterSeconds, random });
  return at === null ? null : at - START;
};

describe("nextAttemptAt", () => {
  test("follows the schedule of Standard Webhooks, over three days", () => {
    const waits = Array.from({ length: OUTBOX_ATTEMPTS }, (_, n) => waitAfter(n + 1));
    expect(waits).toEqual([
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
      20 * HOUR,
      24 * HOUR,
      null,
    ]);
    expect(waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0)).toBeGreaterThan(3 * DAY);
  });

  test("never waits less than the schedule, nor a tenth more, whatever chance says", () => {
    const attempts = fc.integer({ min: 1, max: OUTBOX_ATTEMPTS - 1 });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(attempts, chance, (attempt, random) => {
        const plain = waitAfter(attempt) ?? 0;
        const jittered = waitAfter(attempt, { random }) ?? 0;
        expect(jittered).toBeGreaterThanOrEqual(plain);
        expect(jittered).toBeLessThanOrEqual(plain * 1.1);
      }),
    );
  });

  test("spreads what failed together over all of that tenth, and takes three days at least", () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const seeds = Array.from({ length: OUTBOX_ATTEMPTS - 1 }, () => chance);
    fc.assert(
      fc.property(fc.tuple(...seeds), (drawn) => {
        const total = drawn.reduce((sum, random, n) => sum + (waitAfter(n + 1, { random }) ?? 0), 0);
        expect(total).toBeGreaterThanOrEqual(3 * DAY);
        expect(total).toBeLessThan(4 * DAY);
      }),
    );
    for (let attempt = 1; attempt < OUTBOX_ATTEMPTS; attempt += 1) {
      const plain = waitAfter(attempt) ?? 0;
      const waits = Array.from({ length: 100 }, (_, n) => waitAfter(attempt, { random: n / 100 }) ?? 0);
      const tenths = new Set(waits.map((wait) => Math.floor(((wait - plain) / plain) * 100)));
      expect([...tenths], "as many in each hundredth").toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  test("waits as long as the receiver asks, but no longer than a day", () => {
    expect(waitAfter(1, { retryAfterSeconds: 3_600 })).toBe(HOUR);
    expect(waitAfter(4, { retryAfterSeconds: 1 })).toBe(2 * HOUR);
    expect(waitAfter(1, { retryAfterSeconds: 9_999_999_999 })).toBe(DAY);
    expect(waitAfter(OUTBOX_ATTEMPTS, { retryAfterSeconds: 1 })).toBeNull();
  });
});

const failed = (more: Partial<Extract<SendResult, { outcome: "failed" }>> = {}): SendResult => ({
  outcome: "failed",
  code: "http_status",
  status: 503,
  retryable: true,
  durationMs: 3,
  ...more,
});
const attempt = { attempt: 1, at: START, random: 0 };

describe("verdictOn", () => {
  test.each([
    [
      "a 2xx arrived",
      { outcome: "delivered", status: 204, durationMs: 1 },
      { state: "delivered", status: 204 },
    ],
    [
      "a 503 is tried again",
      failed(),
      { state: "failed", code: "http_status", status: 503, retryAt: START + 5 * SECOND },
    ],
    [
      "a redirect is tried again",
      failed({ code: "redirect", status: 302 }),
      { state: "failed", code: "redirect" },
    ],
    [
      "a 410 switches the endpoint off",
      failed({ status: 410, retryable: false }),
      { state: "disabled", status: 410 },
    ],
    [
      "a refused address is tried again, since names resolve otherwise for a while",
      failed({ code: "refused_address" }),
      { state: "failed", code: "refused_address" },
    ],
    [
      "an address that is none is given up",
      failed({ code: "refused_url", retryable: false }),
      { state: "dead", code: "refused_url" },
    ],
  ] as const)("%s", (_, result, verdict) => {
    expect(verdictOn(result, attempt)).toMatchObject(verdict);
  });

  test("the last attempt that fails is the end", () => {
    expect(verdictOn(failed(), { ...attempt, attempt: OUTBOX_ATTEMPTS })).toMatchObject({ state: "dead" });
  });
});

const failure: DeliveryVerdict = {
  state: "failed",
  retryAt: 0,
  code: "timeout",
  status: null,
  endpointAtFault: true,
};
const healthy = { failingSince: null, lastFailedAt: null };

/** Judges failures at these hours in turn and gives what was said of each. */
function judgedAt(...hours: readonly number[]) {
  let health: { failingSince: number | null; lastFailedAt: number | null } = healthy;
  return hours.map((hour) => {
    const { disable, ...next } = judgeEndpoint(health, { at: START + hour * HOUR, verdict: failure });
    health = next;
    return disable;
  });
}

describe("judgeEndpoint", () => {
  test("switches an endpoint off once it did nothing but fail for five days", () => {
    expect(judgedAt(0, 24, 48, 72, 96, 119.9, 120)).toEqual([null, null, null, null, null, null, "failing"]);
  });

  test("begins to count anew after days without any attempt", () => {
    expect(judgedAt(0, 121, 122)).toEqual([null, null, null]);
  });

  test("takes one arrival for health", () => {
    const failing = { failingSince: START, lastFailedAt: START + 4 * DAY };
    const verdict: DeliveryVerdict = { state: "delivered", status: 200 };
    expect(judgeEndpoint(failing, { at: START + 4 * DAY, verdict })).toEqual({ ...healthy, disable: null });
  });

  test("switches off at once what is gone, and blames no endpoint for a missing grant", () => {
    const gone: DeliveryVerdict = { ...failure, state: "disabled", status: 410 };
    expect(judgeEndpoint(healthy, { at: START, verdict: gone }).disable).toBe("gone");
    const refused: DeliveryVerdict = {
      state: "dead",
      code: "secret_missing",
      status: null,
      endpointAtFault: false,
    };
    expect(judgeEndpoint(healthy, { at: START, verdict: refused })).toEqual({ ...healthy, disable: null });
  });
});

test("deliveries can be looked up for thirty days", () => {
  expect(outboxRetention(START)).toEqual({ finishedBefore: START - 30 * DAY });
});
