import fc from "fast-check";
import { expect, it } from "vitest";
import { paced, writePace } from "../../../../src/github/client/pace.ts";
import type { GitHubClient } from "../../../../src/github/repository.ts";
import { OutsideError } from "../../../../src/releases/ports.ts";
import { stillSurroundings } from "../surroundings.ts";

const HOUR = 3_600_000;

function scene(bounds: { longestWaitMs?: number; inAllMs?: number } = {}) {
  const { policy, waits } = stillSurroundings();
  const { surroundings } = policy;
  const pace = writePace({ surroundings, longestWaitMs: HOUR, ...bounds });
  const now = () => Date.parse(surroundings.now());
  return { pace, waits, now, surroundings };
}

/** The most that happened in any such time. */
function busiest(times: readonly number[], windowMs: number): number {
  return Math.max(0, ...times.map((end) => times.filter((at) => at > end - windowMs && at <= end).length));
}

it("keeps patient writes below what GitHub takes, whatever urgent ones come between", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 3_000 })), { minLength: 50, maxLength: 900 }),
      async (steps) => {
        const { now, pace, surroundings } = scene();
        const patient: number[] = [];
        for (const [isUrgent, thinking] of steps) {
          await surroundings.sleep(thinking);
          await pace.turn(isUrgent ? "urgent" : "patient");
          if (!isUrgent) patient.push(now());
        }
        expect(busiest(patient, 20_000)).toBeLessThanOrEqual(20);
        expect(busiest(patient, 60_000)).toBeLessThanOrEqual(60);
        expect(busiest(patient, HOUR)).toBeLessThanOrEqual(400);
      },
    ),
    { numRuns: 30 },
  );
});

it("never lets an urgent write wait, and makes patient ones wait for it", async () => {
  const { pace, waits } = scene();
  for (let n = 0; n < 100; n += 1) await pace.turn("urgent");
  expect(waits).toEqual([]);
  await pace.turn("patient");
  expect(waits).toEqual([20_000]);
});

it("waits no longer than its entry can, for one write and for all", async () => {
  const hasty = scene({ longestWaitMs: 5_000 });
  for (let n = 0; n < 20; n += 1) await hasty.pace.turn("patient");
  await expect(hasty.pace.turn("patient")).rejects.toThrow(OutsideError);
  expect(hasty.waits).toEqual([]);
  const bounded = scene({ inAllMs: 30_000 });
  for (let n = 0; n < 40; n += 1) await bounded.pace.turn("patient");
  await expect(bounded.pace.turn("patient")).rejects.toThrow(/the next may go at 2026-03-15T09:00:40/);
});

it("lets reads through", async () => {
  const client: GitHubClient = {
    graphql: async () => "read",
    request: async () => ({ status: 200, headers: {}, data: null }),
  };
  const asked: string[] = [];
  const seen = paced(client, { turn: async (urgency) => void asked.push(urgency) }, "patient");
  await seen.request("GET /user");
  await seen.graphql("query pointsmanRead { viewer { login } }", {});
  expect(asked).toEqual([]);
  await seen.request("POST /repos/{owner}/{repo}/issues");
  await seen.graphql("mutation pointsmanAppend { x }", {});
  expect(asked).toEqual(["patient", "patient"]);
});
