import { expect, test } from "vitest";
import { servedRepositories } from "../../../../src/app/api/served-repositories.ts";
import { boundedTexts } from "../../../../src/app/api/texts.ts";
import type { AppRepository } from "../../../../src/app/repository.ts";
import { githubMembers } from "../../../../src/github/members.ts";
import { readControls } from "../../../../src/releases/controls.ts";
import { OutsideError, type ReleaseBranch } from "../../../../src/releases/ports.ts";
import { publishAll, type Scene, setScene } from "../../../contract/releases/scene.ts";

const MINUTE = 60_000;

/** The app, installed on what `installed` says, over one release branch. */
async function scene() {
  const releases = setScene();
  await publishAll(releases, ["one", "two"]);
  const world = {
    now: 1_000_000,
    installed: { id: 7, owner: "acme", repo: "prompts", installation: 1 } as {
      id: number;
      owner: string;
      repo: string;
      installation: number;
    } | null,
    isDown: false,
    announced: null as string | null,
    /** Whether the default branch holds the commits that versions name as their source. */
    holdsSources: true,
    finds: 0,
    reads: 0,
  };
  const repositories = servedRepositories({
    github: {
      find: async () => {
        world.finds += 1;
        if (world.isDown) throw new OutsideError("ask GitHub", "it is down");
        return world.installed && repositoryOf(world.installed, releases, world);
      },
    },
    outbox: { announcedCommit: async () => world.announced },
    alarms: { standing: async () => [] },
    guarded: () => (name) => ({ branch: releases.home.open(name), vouch: async () => undefined }),
    texts: boundedTexts(1_000_000),
    surroundings: releases.surroundings,
    now: () => world.now,
    nap: () => new Promise(() => undefined),
    log: () => undefined,
  });
  const find = (name = "acme/prompts", id: number | null = null) => repositories.find(name, id);
  return { world, repositories, releases, find };
}

function repositoryOf(
  facts: { id: number; owner: string; repo: string; installation: number },
  releases: Scene,
  world: { isDown: boolean; holdsSources: boolean; reads: number },
): AppRepository {
  const missing = (): never => {
    throw new Error("serving takes nothing of this");
  };
  const client = {
    graphql: missing,
    request: async () => {
      if (world.isDown) throw new OutsideError("ask GitHub", "it is down");
      return { status: 200, headers: {}, data: { object: { sha: await releases.head() } } };
    },
  };
  const counting = (branch: ReleaseBranch): ReleaseBranch => ({
    ...branch,
    read: (paths, at) => {
      world.reads += 1;
      return branch.read(paths, at);
    },
  });
  const branch = counting(releases.home.open("prompt-releases"));
  return {
    ...facts,
    ...{ client, patientClient: client, url: "https://github.com/acme/prompts" },
    branch: () => branch,
    sources: { ...releases.sources, mergeBase: async (commit) => (world.holdsSources ? commit : null) },
    members: githubMembers({ client, owner: "acme", repo: "prompts" }),
    controls: () => readControls(releases.sources),
    self: missing,
  };
}

test("a name is looked for once, for all who ask at the same time and for ten minutes", async () => {
  const { find, world } = await scene();
  const [one, two] = await Promise.all([find(), find("Acme/PROMPTS")]);
  expect(one).toBe(two);
  world.now += 9 * MINUTE;
  await find();
  expect(world.finds).toBe(1);
});

test("what is live is read in advance, and nothing is read to say that a name is unknown", async () => {
  const { find, world } = await scene();
  const live = (await find())?.live;
  await live?.view();
  const readingsTaken = async () => {
    const before = world.reads;
    const view = await live?.view();
    expect((await view?.state("support-triage"))?.prompt_id).toBe("support-triage");
    expect(await view?.version("support-triage", "2026-03-12.2")).toMatchObject({ version: "2026-03-12.2" });
    expect(await view?.state(`nobody-${before}`)).toBeUndefined();
    return world.reads - before;
  };
  await expect.poll(readingsTaken).toBe(0);
});

test.each([
  ["is served after a while", true, "2026-03-12.3"],
  ["is never served where it is forged", false, "2026-03-12.2"],
])("a publication that was not announced %s", async (_, holdsSources, served) => {
  const { find, releases, world } = await scene();
  world.announced = await releases.head();
  world.holdsSources = holdsSources;
  const live = (await find())?.live;
  const latest = async () => (await (await live?.view())?.state("support-triage"))?.latest.version;
  expect(await latest()).toBe("2026-03-12.2");
  await publishAll(releases, ["three"]);
  for (let looks = 0; looks < 3; looks += 1) {
    world.now += MINUTE;
    await latest();
  }
  expect(await latest()).toBe(served);
});

test("a repository that the app is not installed on is unknown, and not asked for at each request", async () => {
  const { find, world } = await scene();
  world.installed = null;
  expect(await find()).toBeUndefined();
  expect(await find()).toBeUndefined();
  expect(world.finds).toBe(1);
});

test("GitHub is not asked for any number of names, and those that mean nothing push no other out", async () => {
  const { find, world } = await scene();
  const served = await find();
  world.installed = null;
  for (let n = 0; n < 1_500; n += 1) await find(`acme/guess-${n}`).catch(() => undefined);
  expect(world.finds).toBeLessThan(60);
  await expect(find("acme/one-more")).rejects.toThrow(OutsideError);
  expect(await find()).toBe(served);
});

test("where the name could not be looked up nothing is said of it, and GitHub is left alone for a moment", async () => {
  const { find, world } = await scene();
  world.isDown = true;
  await expect(find()).rejects.toThrow(OutsideError);
  await expect(find()).rejects.toThrow(OutsideError);
  expect(world.finds).toBe(1);
  world.isDown = false;
  world.now += 3_000;
  expect(await find()).toBeDefined();
});

test("a key that names another id does not get it", async () => {
  const { find } = await scene();
  expect(await find("acme/prompts", 7)).toBeDefined();
  expect(await find("acme/prompts", 8)).toBeUndefined();
});

test("a renamed repository is served under its old name only to keys that name its id", async () => {
  const { find, world } = await scene();
  world.installed = { id: 7, owner: "acme", repo: "renamed", installation: 1 };
  expect(await find("acme/prompts")).toBeUndefined();
  expect((await find("acme/prompts", 7))?.name).toBe("acme/renamed");
});

test("an app that was uninstalled serves no longer than ten minutes, and while GitHub is down goes on", async () => {
  const { find, world } = await scene();
  await find();
  world.now += 11 * MINUTE;
  world.isDown = true;
  expect(await find()).toBeDefined();
  await expect.poll(() => world.finds).toBe(2);
  world.now += MINUTE;
  world.isDown = false;
  world.installed = null;
  await find();
  await expect.poll(() => find()).toBeUndefined();
});

test("an app that was installed again reads with its new installation", async () => {
  const { find, world } = await scene();
  const first = await find();
  world.now += 11 * MINUTE;
  world.installed = { id: 7, owner: "acme", repo: "prompts", installation: 2 };
  await find();
  await expect.poll(async () => (await find()) !== first).toBe(true);
});

test("a push has what is remembered looked at anew", async () => {
  const { find, releases, repositories, world } = await scene();
  const live = (await find())?.live;
  const before = await live?.head();
  await releases.operate({ verb: "rollback" });
  world.announced = await releases.head();
  repositories.pushed(8);
  expect(await live?.head()).toBe(before);
  repositories.pushed(7);
  expect(await live?.head()).toBe(world.announced);
});

test("after closing no stream begins, and questions are answered on", async () => {
  const { find, repositories } = await scene();
  const before = await find();
  repositories.close();
  const asker = { key: null, reach: { environments: null }, since: null };
  expect(before?.feed.listen(asker)).toBeUndefined();
  expect((await (await find())?.live.view())?.environments.at(-1)).toBe("production");
  expect((await find("acme/prompts"))?.feed.listen(asker)).toBeUndefined();
});
