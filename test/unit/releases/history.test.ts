import { describe, expect, test } from "vitest";
import { announcementsSince } from "../../../src/releases/announcements.ts";
import { findPrompt } from "../../../src/releases/find-prompt.ts";
import { allStates, historyOf, inspectVersions, versionsOf } from "../../../src/releases/history.ts";
import { eventPath, statePath, versionPath } from "../../../src/releases/layout.ts";
import { everything, ID, promptFile, publishAll, setScene } from "../../contract/releases/scene.ts";

const BRANCH = "prompt-releases";
const [V1, V2] = ["2026-03-12.1", "2026-03-12.2"];

async function scened() {
  const scene = setScene();
  await publishAll(scene, ["one", "two"]);
  await scene.operate({ verb: "rollback" });
  return { scene, branch: scene.home.open(BRANCH) };
}

describe("a prompt's history", () => {
  test("comes newest first, cut to a limit, by id and by slug", async () => {
    const { branch, scene } = await scened();
    const history = await historyOf(branch, ID, 2);
    expect(history).toMatchObject({ head: await scene.head(), state: { prompt_id: ID, sequence: 5 } });
    expect(history?.events.map(({ sequence }) => sequence)).toEqual([5, 4]);
    const { slug } = await scene.state();
    expect((await historyOf(branch, slug, 99))?.events.map(({ sequence }) => sequence)).toEqual([
      5, 4, 3, 2, 1,
    ]);
    expect((await historyOf(branch, ID, 0))?.events).toEqual([]);
  });

  test("is undefined for what is not published, and without a branch", async () => {
    const { branch, scene } = await scened();
    expect(await historyOf(branch, "other", 9)).toBeUndefined();
    expect(await historyOf(scene.home.open("elsewhere"), ID, 9)).toBeUndefined();
  });

  test("finds versions by id; absent ones are absent", async () => {
    const { branch } = await scened();
    const versions = await versionsOf(branch, ID, [V2, V1, "2026-03-12.9"]);
    expect([...versions.keys()]).toEqual([V2, V1]);
    expect(versions.get(V1)?.messages[0]?.content).toBe("one");
  });

  test("tells the versions apart that somebody edited by hand", async () => {
    const { branch } = await scened();
    const path = versionPath(ID, V1);
    const edited = {
      ...branch,
      read: async (paths: readonly string[]) => {
        const { files, head } = await branch.read(paths);
        return { head, files: new Map([...files, [path, files.get(path)?.replace("one", "three") ?? ""]]) };
      },
    };
    const { damaged, versions } = await inspectVersions(edited, ID, [V2, V1]);
    expect([...damaged]).toEqual([V1]);
    expect([...versions.keys()]).toEqual([V2]);
  });

  test("of all prompts is their states, sorted by id", async () => {
    const files = { "b.prompt.yml": promptFile("b"), "a.prompt.yml": promptFile("a") };
    const scene = setScene({ files });
    expect(await allStates(scene.home.open(BRANCH))).toEqual([]);
    await scene.publish();
    expect((await allStates(scene.home.open(BRANCH))).map(({ prompt_id }) => prompt_id)).toEqual(["a", "b"]);
  });
});

describe("finding a prompt", () => {
  test("reads an id in one trip and a slug in two", async () => {
    const { branch, scene } = await scened();
    const trips: (readonly string[])[] = [];
    const counting = {
      ...branch,
      read: (paths: readonly string[], at?: string) => {
        trips.push(paths);
        return branch.read(paths, at);
      },
    };
    expect((await findPrompt(counting, ID)).promptId).toBe(ID);
    expect(trips).toHaveLength(1);
    const found = await findPrompt(counting, (await scene.state()).slug, [V1]);
    expect(found.promptId).toBe(ID);
    expect(found.snapshot.files.has(statePath(ID))).toBe(true);
    expect(trips).toHaveLength(3);
  });
});

describe("announcements", () => {
  test("follow the branch commit by commit, with the state after each and the versions named", async () => {
    const { branch, scene } = await scened();
    const all = await everything(announcementsSince(branch, { since: null, until: await scene.head() }));
    expect(
      all.map(({ prompts }) =>
        prompts.map(({ events, promptId, state }) => [
          promptId,
          state.sequence,
          events.map(({ event, previousVersion, version }) => [
            event.type,
            event.environment,
            version?.version ?? null,
            previousVersion?.version ?? null,
          ]),
        ]),
      ),
    ).toEqual([
      [
        [
          ID,
          2,
          [
            ["prompt.published", "staging", V1, null],
            ["prompt.published", "production", V1, null],
          ],
        ],
      ],
      [
        [
          ID,
          4,
          [
            ["prompt.published", "staging", V2, V1],
            ["prompt.published", "production", V2, V1],
          ],
        ],
      ],
      [[ID, 5, [["prompt.rolled_back", "production", V1, V2]]]],
    ]);
    expect(all.at(-1)?.commit).toBe(await scene.head());
  });

  test("go on after a commit", async () => {
    const { branch, scene } = await scened();
    const since = await scene.head();
    expect(await everything(announcementsSince(branch, { since, until: since }))).toEqual([]);
    await scene.operate({ verb: "freeze" });
    const later = await everything(announcementsSince(branch, { since, until: await scene.head() }));
    expect(
      later.flatMap(({ prompts }) => prompts.flatMap(({ events }) => events.map(({ event }) => event.type))),
    ).toEqual(["prompt.frozen"]);
  });

  test("say nothing of commits that add no event", async () => {
    const { branch, scene } = await scened();
    const since = await scene.head();
    const until = await scene.home.edit(BRANCH, {
      files: { "notes.txt": "x\n", [eventPath("other", 1)]: null },
    });
    expect(await everything(announcementsSince(branch, { since, until }))).toEqual([
      { commit: until, prompts: [] },
    ]);
  });

  test("keep the events of one commit in their order, past nine", async () => {
    const environments = Array.from({ length: 12 }, (_, n) => `e${n}: {}`).join(", ");
    const scene = setScene({ config: `environments: { ${environments} }\n` });
    await scene.publish();
    const branch = scene.home.open(BRANCH);
    const [only] = await everything(announcementsSince(branch, { since: null, until: await scene.head() }));
    expect(only?.prompts[0]?.events.map(({ event }) => event.sequence)).toEqual(
      Array.from({ length: 12 }, (_, n) => n + 1),
    );
  });
});
