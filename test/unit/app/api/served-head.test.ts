import { expect, test } from "vitest";
import type { HeadMove } from "../../../../src/app/api/branch-files.ts";
import { type HeadNews, servedHead } from "../../../../src/app/api/served-head.ts";

/** A branch whose commits are the numbers from 1 on, in order; `x` and what begins so follow on none of them. */
function scene(options: { readonly announces?: boolean } = {}) {
  const world = {
    now: 1_000_000,
    head: "1" as string | null,
    isDown: false,
    bad: new Set<string>(),
    news: { announced: null, alarmSince: null } as HeadNews,
    asked: 0,
    touches: 0,
    moves: [] as HeadMove[],
  };
  const follows = (since: string, until: string) => Number(since) <= Number(until);
  const head = servedHead({
    news: async () => world.news,
    ask: async () => {
      world.asked += 1;
      if (world.isDown) throw new Error("GitHub is down");
      return world.head;
    },
    isGood: async ({ since, until }) => follows(since, until) && !world.bad.has(until),
    touched: async (since, until) => {
      world.touches += 1;
      if (world.isDown) throw new Error("GitHub is down");
      const isFar = Number(until) - Number(since) > 100;
      return follows(since, until) && !isFar ? [`from ${since} to ${until}`] : null;
    },
    announces: options.announces ?? true,
    onMove: (move) => world.moves.push(move),
    now: () => world.now,
    nap: () => new Promise(() => undefined),
    log: () => undefined,
  });
  const commit = async () => (await head.current()).commit;
  /** What is served after so many seconds. */
  const after = async (seconds: number) => {
    world.now += seconds * 1000;
    return commit();
  };
  const announce = (announced: string) => {
    world.news = { ...world.news, announced };
  };
  const alarm = (alarmSince: number | null) => {
    world.news = { ...world.news, alarmSince };
  };
  return { world, head, commit, after, announce, alarm };
}

test("what was announced last is served first, however far the branch is", async () => {
  const { announce, commit, world } = scene();
  announce("1");
  world.head = "3";
  expect(await commit()).toBe("1");
});

test("where nothing was announced yet it is where the branch is", async () => {
  expect(await scene().commit()).toBe("1");
});

test("an announcement is followed within a second, and says which files it touched", async () => {
  const { after, announce, commit, world } = scene();
  announce("1");
  await commit();
  announce("2");
  expect(await after(1)).toBe("2");
  expect(world.moves.at(-1)).toEqual({ to: "2", touched: ["from 1 to 2"] });
});

test("GitHub is asked every ten seconds, and only while somebody asks us", async () => {
  const { after, commit, world } = scene();
  await commit();
  for (let second = 0; second < 30; second += 1) await after(1);
  expect(world.asked).toBe(4);
  await after(3_600);
  expect(world.asked).toBe(5);
});

test("a head that was never announced is served half a minute after it was seen", async () => {
  const { after, announce, commit, world } = scene();
  announce("1");
  await commit();
  world.head = "2";
  expect(await after(10)).toBe("1");
  expect(await after(20)).toBe("1");
  expect(await after(10)).toBe("2");
});

test("where the app does not announce, a head is served as soon as it is seen", async () => {
  const { after, commit, world } = scene({ announces: false });
  await commit();
  world.head = "2";
  expect(await after(10)).toBe("2");
});

test.each([
  ["tampered with", "2"],
  ["rewritten", "x"],
  ["gone", null],
])("a branch that is %s moves nothing", async (_, head) => {
  const { after, commit, world } = scene({ announces: false });
  await commit();
  world.head = head;
  world.bad.add("2");
  for (let second = 0; second < 120; second += 10) expect(await after(10)).toBe("1");
});

test("a head that is too far ahead to tell what was touched is read anew", async () => {
  const { after, commit, world } = scene({ announces: false });
  await commit();
  world.head = "500";
  expect(await after(10)).toBe("500");
  expect(world.moves.at(-1)).toEqual({ to: "500", touched: null });
});

test("after a look failed nobody looks for a while", async () => {
  const { after, announce, commit, world } = scene();
  announce("1");
  await commit();
  world.touches = 0;
  world.isDown = true;
  announce("2");
  expect(await after(1)).toBe("1");
  expect(await after(1)).toBe("1");
  expect(world.touches).toBe(1);
  world.isDown = false;
  await after(3);
  expect(await commit()).toBe("2");
});

test("an alarm brings back the last good head, dated when the alarm was raised, and nothing moves it", async () => {
  const { after, alarm, announce, head, world } = scene();
  announce("1");
  await head.current();
  world.head = "2";
  await after(10);
  expect(await after(30)).toBe("2");
  const raised = world.now;
  alarm(raised);
  world.head = "x";
  expect(await after(60)).toBe("1");
  expect((await head.current()).asOf).toBeLessThanOrEqual(raised);
  await head.appended("2", "3", []);
  expect(await after(60)).toBe("1");
});

test("after an alarm it goes on with what is announced then, also where the operator took a rewritten branch", async () => {
  const { after, alarm, announce, commit, world } = scene();
  announce("1");
  await commit();
  alarm(world.now);
  await after(5);
  alarm(null);
  announce("x1");
  world.head = "x1";
  expect(await after(1)).toBe("x1");
  expect(world.moves.at(-1)).toEqual({ to: "x1", touched: null });
});

test("an old announcement does not turn back what the app itself appended", async () => {
  const { after, announce, commit, head, world } = scene();
  announce("1");
  await commit();
  await head.appended("1", "3", ["a"]);
  world.head = "3";
  expect(await commit()).toBe("3");
  expect(world.moves.at(-1)).toEqual({ to: "3", touched: ["a"] });
  announce("2");
  expect(await after(1)).toBe("3");
});

test("what is appended is served at once, also where the served head was behind what it was appended to", async () => {
  const { announce, commit, head, world } = scene();
  announce("1");
  await commit();
  await head.appended("2", "3", ["a"]);
  expect(await commit()).toBe("3");
  expect(world.moves.at(-1)).toEqual({ to: "3", touched: ["from 1 to 3"] });
});

test("an append that is told of late turns nothing back", async () => {
  const { commit, head } = scene();
  await commit();
  await head.appended("2", "3", []);
  await head.appended("1", "2", []);
  expect(await commit()).toBe("3");
});

test("two appends that are looked at together end at the later one", async () => {
  const { commit, head } = scene();
  await commit();
  await Promise.all([head.appended("3", "4", []), head.appended("2", "3", [])]);
  expect(await commit()).toBe("4");
});

test("an append is done, also where nobody can tell what it touched", async () => {
  const { after, commit, head, world } = scene();
  await commit();
  world.isDown = true;
  await head.appended("2", "3", []);
  expect(await after(1)).toBe("1");
});

test("while GitHub is down the last head is served, with its age", async () => {
  const { after, head, world } = scene();
  const { asOf } = await head.current();
  world.isDown = true;
  expect(await after(3_600)).toBe("1");
  expect((await head.current()).asOf).toBe(asOf);
});

test("where no head was ever seen it fails, without asking GitHub at each request", async () => {
  const { after, commit, world } = scene();
  world.isDown = true;
  await expect(commit()).rejects.toThrow("GitHub is down");
  await expect(commit()).rejects.toThrow("GitHub is down");
  expect(world.asked).toBe(1);
  world.isDown = false;
  expect(await after(3)).toBe("1");
});

test("a store that does not answer keeps nobody from the last head", async () => {
  const { after, commit, world } = scene();
  await commit();
  Object.defineProperty(world, "news", {
    get: () => {
      throw new Error("the store is down");
    },
  });
  expect(await after(60)).toBe("1");
});
