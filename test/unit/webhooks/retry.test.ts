import { expect, test } from "vitest";
import { retryDelayMs } from "../../../src/webhooks/retry.ts";

const delay = (attempt: number, random: number, retryAfterSeconds?: number) =>
  retryDelayMs({ attempt, random, retryAfterSeconds });

test.each([
  [1, 500, 1_000],
  [2, 2_000, 4_000],
  [3, 8_000, 16_000],
])("after attempt %i the wait is drawn from %i to %i ms", (attempt, least, most) => {
  expect(delay(attempt, 0)).toBe(least);
  expect(delay(attempt, 0.999999)).toBe(most);
});

test("Retry-After makes a wait longer, never shorter, and never longer than a minute", () => {
  expect(delay(1, 0, 30)).toBe(30_000);
  expect(delay(3, 0, 1)).toBe(8_000);
  expect(delay(1, 0, 0)).toBe(500);
  expect(delay(1, 0, 86_400)).toBe(60_000);
});
