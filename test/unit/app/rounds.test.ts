import { expect, it } from "vitest";
import { startRounds } from "../../../src/app/rounds.ts";
import type { GitHubClient } from "../../../src/github/repository.ts";
import { settled, stillTime } from "../../support/still-time.ts";

const MINUTE = 60_000;

/** A GitHub that could not deliver these, and has them repeated, as it is asked to. */
function missing(count: number) {
  const guids = new Set(Array.from({ length: count }, (_, n) => n + 1));
  const times: number[] = [];
  const clock = stillTime();
  const client: GitHubClient = {
    graphql: () => Promise.reject(new Error("no GraphQL here")),
    request: async (route, { delivery_id } = {}) => {
      if (route.startsWith("POST /app/hook/deliveries")) {
        times.push(clock.now());
        guids.delete(Number(delivery_id));
        return { status: 202, headers: {}, data: {} };
      }
      const failed = [...guids].map((id) => ({
        id,
        guid: `d${id}`,
        event: "push",
        delivered_at: new Date(clock.now()).toISOString(),
        status_code: 502,
      }));
      return { status: 200, headers: {}, data: failed };
    },
  };
  return { client, clock, times };
}

it("has no more repeated at once than GitHub lets anybody write in a minute, and goes on a minute later", async () => {
  const { client, clock, times } = missing(150);
  const start = clock.now();
  const errors: unknown[] = [];
  const rounds = startRounds({
    github: { asItself: async () => client },
    inbox: { known: async () => new Set() },
    findReleases: async () => undefined,
    ...{ now: clock.now, nap: clock.nap, log: () => undefined, onError: (error) => errors.push(error) },
  });
  await settled();
  for (let minute = 0; minute < 4; minute += 1) await clock.pass(MINUTE);
  await rounds.stop();
  expect(errors).toEqual([]);
  const minutes = Object.groupBy(times, (time) => String((time - start) / MINUTE));
  expect(Object.entries(minutes).map(([minute, some]) => [minute, some?.length])).toEqual([
    ["0", 60],
    ["1", 60],
    ["2", 30],
  ]);
});
