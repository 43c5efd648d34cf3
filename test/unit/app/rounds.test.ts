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

it("asks for a delivery that was missed within minutes, once, and looks at no release branch for it", async () => {
  const { client, clock, times } = missing(0);
  let asked = 0;
  let rounds = 0;
  const counting: GitHubClient = {
    ...client,
    request: (route, parameters) => {
      if (route === "GET /app/hook/deliveries") asked += 1;
      return client.request(route, parameters);
    },
  };
  const loop = startRounds({
    github: { asItself: async () => counting },
    inbox: { known: async () => new Set() },
    findReleases: async () => {
      rounds += 1;
    },
    ...{ now: clock.now, nap: clock.nap, log: () => undefined, onError: (error) => expect.fail(`${error}`) },
  });
  await settled();
  expect([asked, rounds]).toEqual([1, 1]);
  for (let minute = 0; minute < 30; minute += 1) {
    if (minute < 4) loop.missed();
    await clock.pass(MINUTE);
  }
  expect([asked, rounds]).toEqual([2, 1]);
  await loop.stop();
  expect(times).toEqual([]);
});

it("looks between two rounds only as far back as the last look that left nothing over, and in a round at all", async () => {
  const { client, clock } = missing(0);
  const start = clock.now();
  const attempt = { guid: "d", event: "push", status_code: 200 };
  const pages: string[] = [];
  const paged: GitHubClient = {
    ...client,
    request: async (_, { cursor } = {}) => {
      const isFirst = cursor === undefined;
      pages.push(isFirst ? "new" : "old");
      const delivered_at = new Date(isFirst ? clock.now() : start - 60 * MINUTE).toISOString();
      const next = '<https://api.github.com/app/hook/deliveries?cursor=2>; rel="next"';
      const last = { ...attempt, id: 2, delivered_at };
      if (isFirst) return { status: 200, headers: { link: next }, data: [last] };
      const more =
        pages.length < 3 ? '<https://api.github.com/app/hook/deliveries?cursor=3>; rel="next"' : "";
      return { status: 200, headers: { link: more }, data: [last] };
    },
  };
  const loop = startRounds({
    github: { asItself: async () => paged },
    inbox: { known: async () => new Set() },
    findReleases: async () => undefined,
    ...{ now: clock.now, nap: clock.nap, log: () => undefined, onError: (error) => expect.fail(`${error}`) },
  });
  await settled();
  expect(pages.splice(0)).toEqual(["new", "old", "old"]);
  loop.missed();
  for (let minute = 0; minute < 10; minute += 1) await clock.pass(MINUTE);
  expect(pages.splice(0)).toEqual(["new", "old"]);
  for (let minute = 0; minute < 240; minute += 1) await clock.pass(MINUTE);
  expect(pages.length).toBe(3);
  await loop.stop();
});

it("asks again for what was missed where GitHub could not be asked", async () => {
  const { client, clock } = missing(0);
  let asked = 0;
  const failing: GitHubClient = {
    ...client,
    request: (route, parameters) => {
      asked += 1;
      return asked === 2 ? Promise.reject(new Error("GitHub is away")) : client.request(route, parameters);
    },
  };
  const loop = startRounds({
    github: { asItself: async () => failing },
    inbox: { known: async () => new Set() },
    findReleases: async () => undefined,
    ...{ now: clock.now, nap: clock.nap, log: () => undefined, onError: () => undefined },
  });
  await settled();
  loop.missed();
  for (let minute = 0; minute < 30; minute += 1) await clock.pass(MINUTE);
  expect(asked).toBe(3);
  await loop.stop();
});

it("looks at the release branches, though GitHub does not say which deliveries it could not bring", async () => {
  const { clock } = missing(0);
  const errors: unknown[] = [];
  let looked = 0;
  const loop = startRounds({
    github: { asItself: () => Promise.reject(new Error("no app")) },
    inbox: { known: async () => new Set() },
    findReleases: async () => {
      looked += 1;
    },
    ...{ now: clock.now, nap: clock.nap, log: () => undefined, onError: (error) => errors.push(error) },
  });
  await settled();
  await loop.stop();
  expect([looked, errors.length]).toEqual([1, 1]);
});
