import { describe, expect, test } from "vitest";
import { announcementsSince } from "../../../../src/releases/announcements.ts";
import { readControls } from "../../../../src/releases/controls.ts";
import { versionsOf } from "../../../../src/releases/history.ts";
import { type Operation, operate } from "../../../../src/releases/operate/operate.ts";
import { type ReplayPorts, replay } from "../../../../src/releases/operate/replay.ts";
import {
  everything,
  ID,
  oneFile,
  publishAll,
  type Scene,
  setScene,
} from "../../../contract/releases/scene.ts";

const BRANCH = "prompt-releases";
const [V1, V2] = ["2026-03-12.1", "2026-03-12.2"];

async function eventsOf(scene: Scene, since: string | null = null) {
  const range = { since, until: await scene.head() };
  const all = await everything(announcementsSince(scene.home.open(BRANCH), range));
  return all.flatMap(({ prompts }) => prompts.flatMap(({ events }) => events));
}

/** Decides on another scene's branch, as the command line does before it pushes. */
function portsOn(there: Scene, asked: Operation[] = []): ReplayPorts {
  const branch = there.home.open(BRANCH);
  return {
    operate: (operation) => {
      asked.push(operation);
      return operate(operation, {
        branch: there.home.open,
        controls: () => readControls(there.sources),
        members: null,
        surroundings: there.surroundings,
        branchName: BRANCH,
      });
    },
    publish: ({ prompt_id }) => there.publish({ only: [prompt_id] }),
    isKnown: async ({ key, prompt_id }) => {
      const events = await there.events(prompt_id);
      return events.some((event) => event.key === key);
    },
    versionOf: async (promptId, content) => {
      const { latest, versions } = await there.state(promptId);
      const ids = Array.from({ length: versions }, (_, n) => `2026-03-12.${n + 1}`);
      const all = await versionsOf(branch, promptId, [...ids, latest.version]);
      return [...all.values()].findLast(({ digest }) => digest === content.digest)?.version;
    },
  };
}

describe("deciding again on another head", () => {
  test("what is there already is known, and nothing is written", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    const head = await scene.head();
    const outcomes = await replay(await eventsOf(scene), portsOn(scene));
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(Array(4).fill("known"));
    expect(await scene.head()).toBe(head);
  });

  test("versions are found by their content, and what the event left must be live", async () => {
    const here = setScene();
    await publishAll(here, ["one", "two"]);
    const since = await here.head();
    await here.operate({ verb: "rollback", key: "cli:1", version: V1 });
    await here.operate({ verb: "freeze", key: "cli:2", environment: "staging" });
    const there = setScene();
    await publishAll(there, ["zero", "one", "two"]);
    const asked: Operation[] = [];
    const outcomes = await replay(await eventsOf(here, since), portsOn(there, asked));
    expect(outcomes.map(({ outcome }) => outcome.status)).toEqual(["done", "done"]);
    expect(asked.map(({ environment, from, verb, version }) => [verb, environment, version, from])).toEqual([
      ["rollback", "production", V2, "2026-03-12.3"],
      ["freeze", "staging", null, null],
    ]);
    expect((await there.events()).slice(-2).map(({ key }) => key)).toEqual(["cli:1", "cli:2"]);
    expect((await there.verify()).findings).toEqual([]);
  });

  test("a pointer that moved there refuses, and later events are decided all the same", async () => {
    const here = setScene();
    await publishAll(here, ["one", "two"]);
    const since = await here.head();
    await here.operate({ verb: "rollback", key: "cli:1" });
    await here.operate({ verb: "freeze", key: "cli:2" });
    const there = setScene();
    await publishAll(there, ["one", "two", "three"]);
    const outcomes = await replay(await eventsOf(here, since), portsOn(there));
    expect(outcomes).toMatchObject([
      { outcome: { status: "refused", refusal: { code: "from_not_live" } } },
      { outcome: { status: "done" } },
    ]);
  });

  test("content that is not there is said to be lost", async () => {
    const here = setScene();
    await publishAll(here, ["one", "two"]);
    const since = await here.head();
    await here.operate({ verb: "rollback" });
    const there = setScene();
    await publishAll(there, ["two"]);
    expect(await replay(await eventsOf(here, since), portsOn(there))).toMatchObject([
      { event: { version: V1 }, outcome: { status: "version_lost", version: V1 } },
    ]);
  });

  test("a publication publishes what the default branch says there", async () => {
    const here = setScene();
    await publishAll(here, ["one"]);
    const there = setScene();
    there.sources.push(oneFile("other"));
    const outcomes = await replay((await eventsOf(here)).slice(0, 1), portsOn(there));
    expect(outcomes).toMatchObject([{ outcome: { status: "settled", published: [{ promptId: ID }] } }]);
  });
});
