import { describe, expect, test } from "vitest";
import { CONFIG_PATH } from "../../../src/releases/controls.ts";
import type { OperationOutcome } from "../../../src/releases/operate/operate.ts";
import { HOMES } from "./homes.ts";
import {
  beforeTheFirstWrite,
  eventCount,
  ID,
  losingTheFirstAnswer,
  oneFile,
  promptFile,
  publishAll,
  type Scene,
  setScene,
} from "./scene.ts";

const V1 = "2026-03-12.1";

const V2 = "2026-03-12.2";

function done(outcome: OperationOutcome) {
  if (outcome.status !== "done") throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

describe.each(HOMES)("operations %s", (_, start) => {
  const published = async (contents = ["one", "two"]): Promise<Scene> => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, contents);
    return scene;
  };

  test("a rollback makes one event in one commit and moves the pointer of the last environment", async () => {
    const scene = await published();
    const outcome = done(await scene.operate({ verb: "rollback", key: "comment:8" }));
    expect(outcome).toMatchObject({
      repeated: false,
      environment: "production",
      decision: { direction: "back", from: V2, to: V1 },
      event: { sequence: 5, type: "prompt.rolled_back", version: V1, previous_version: V2, key: "comment:8" },
      asker: { login: "ana", role: "maintain" },
    });
    expect(outcome.before?.environments.production?.pointer?.version).toBe(V2);
    expect(outcome.commit).toBe(await scene.head());
    expect(outcome.state).toEqual(await scene.state());
    expect((await scene.events()).at(-1)).toEqual(outcome.event);
    expect(await scene.live()).toEqual([`staging ${V2}`, `production ${V1}`]);
  });

  test("every verb takes the same road, and the branch stays whole", async () => {
    const scene = await published();
    const types: string[] = [];
    const run = async (asked: Parameters<Scene["operate"]>[0]) => {
      types.push(done(await scene.operate(asked)).event.type);
      scene.wait(1);
    };
    await run({ verb: "rollback", environment: "staging" });
    await run({ verb: "unfreeze", environment: "staging" });
    await run({ verb: "promote", environment: "staging", version: V2 });
    await run({ verb: "freeze" });
    await run({ verb: "archive" });
    await run({ verb: "restore" });
    await run({ verb: "rollback", version: V1, from: V2 });
    expect(types.map((type) => type.replace("prompt.", ""))).toEqual([
      "rolled_back",
      "unfrozen",
      "promoted",
      "frozen",
      "archived",
      "restored",
      "rolled_back",
    ]);
    expect(await scene.verify()).toMatchObject({ findings: [], events: 11, commits: 9 });
  });

  test("a prompt is known by its slug as by its id", async () => {
    const scene = await published();
    const { slug } = await scene.state();
    expect(done(await scene.operate({ verb: "rollback", prompt: slug })).event.prompt_id).toBe(ID);
  });

  test("the config may name another release branch than the one that was looked at first", async () => {
    const config = "release_branch: releases\nenvironments: { staging: {}, production: {} }\n";
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one", "two"], config);
    const outcome = done(await scene.operate({ verb: "rollback", branchName: "prompt-releases" }));
    expect(outcome.event.version).toBe(V1);
    expect((await scene.home.open("prompt-releases").read([])).head).toBeNull();
  });

  test("the same cause twice is answered with the same event and writes nothing", async () => {
    const scene = await published();
    const first = done(await scene.operate({ verb: "rollback", key: "comment:8" }));
    scene.wait(60);
    const again = done(await scene.operate({ verb: "rollback", key: "comment:8" }));
    expect(again).toMatchObject({ repeated: true, commit: null, decision: null, before: null });
    expect(again.event).toEqual(first.event);
    expect(await scene.head()).toBe(first.commit);
  });

  test("a write whose answer was lost is found again, and answered as what it is", async () => {
    const scene = await published();
    const branch = losingTheFirstAnswer(scene.home.open, true);
    const outcome = done(await scene.operate({ verb: "rollback", branch }));
    expect(outcome).toMatchObject({ repeated: false, decision: { from: V2, to: V1 } });
    expect(outcome.commit).toBe(await scene.head());
    expect(await scene.events()).toHaveLength(5);
  });

  test("a write that got lost itself is made again, once", async () => {
    const scene = await published();
    const branch = losingTheFirstAnswer(scene.home.open, false);
    expect(done(await scene.operate({ verb: "rollback", branch }))).toMatchObject({ repeated: false });
    expect(await scene.events()).toHaveLength(5);
    expect((await scene.verify()).findings).toEqual([]);
  });

  test("after a conflict the decision is made again on what is there then", async () => {
    const scene = await published(["one", "two", "three"]);
    const branch = beforeTheFirstWrite(scene.home.open, () => scene.operate({ verb: "rollback" }));
    const outcome = done(await scene.operate({ verb: "rollback", branch }));
    expect(outcome.event).toMatchObject({ previous_version: V2, version: V1 });
  });

  test("a pointer that moves meanwhile refuses what said from where", async () => {
    const scene = await published();
    const branch = beforeTheFirstWrite(scene.home.open, () => scene.operate({ verb: "rollback" }));
    expect(await scene.operate({ verb: "rollback", from: V2, branch })).toMatchObject({
      status: "refused",
      refusal: { code: "from_not_live" },
    });
  });

  test("a permission that is taken away between two attempts refuses", async () => {
    const scene = await published();
    const branch = beforeTheFirstWrite(scene.home.open, async () => {
      scene.members.people.set("ana", { role: "triage", teams: [] });
      await scene.operate({ verb: "freeze", environment: "staging", unverified: true });
    });
    const before = await scene.live();
    expect(await scene.operate({ verb: "rollback", branch })).toMatchObject({
      refusal: { code: "not_permitted" },
    });
    expect(await scene.live()).toEqual(before);
  });

  test("a config that becomes stricter between two attempts refuses", async () => {
    const scene = await published();
    const branch = beforeTheFirstWrite(scene.home.open, async () => {
      scene.sources.push(oneFile("two", `${oneFile("")[CONFIG_PATH]}permissions: { rollback: admin }\n`));
      await scene.operate({ verb: "freeze", unverified: true });
    });
    expect(await scene.operate({ verb: "rollback", branch })).toMatchObject({
      refusal: { code: "not_permitted", details: { needs: "the role admin" } },
    });
  });

  test("eight at once on one prompt lose nothing and leave no gap", async () => {
    const scene = await published(Array.from({ length: 9 }, (_, n) => `content ${n}`));
    const all = Array.from({ length: 8 }, () => scene.operate({ verb: "rollback" }));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(8).fill("done"));
    expect(await scene.live()).toEqual(["staging 2026-03-12.9", `production ${V1}`]);
    expect((await scene.events()).map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 26 }, (_, n) => n + 1),
    );
    expect((await scene.verify()).findings).toEqual([]);
  });

  test("eight deliveries of one comment at once make one event", async () => {
    const scene = await published();
    const all = await Promise.all(
      Array.from({ length: 8 }, () => scene.operate({ verb: "rollback", key: "comment:8" })),
    );
    expect(new Set(all.map((outcome) => done(outcome).event.id)).size).toBe(1);
    expect(all.filter((outcome) => !done(outcome).repeated)).toHaveLength(1);
    expect(await scene.events()).toHaveLength(5);
  });

  test("eight at once on different prompts all get through", async () => {
    const names = Array.from({ length: 8 }, (_, n) => `prompt-${n}`);
    const files = Object.fromEntries(names.map((name) => [`${name}.prompt.yml`, promptFile("Hi")]));
    const scene = setScene({ files, home: await start() });
    await scene.publish();
    const all = names.map((prompt) => scene.operate({ verb: "freeze", prompt }));
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(8).fill("done"));
    expect(await eventCount(scene, scene.home.open("prompt-releases"))).toBe(8 * 3 + 8);
    expect((await scene.verify()).findings).toEqual([]);
  });
});

test("whoever keeps meeting others gives up as a conflict, and nothing is half written", async () => {
  const scene = setScene();
  await publishAll(scene, ["one", "two"]);
  const branch = (name: string) => ({
    ...scene.home.open(name),
    append: async () => ({ status: "conflict" }) as const,
  });
  expect(await scene.operate({ verb: "rollback", branch })).toMatchObject({ status: "conflict" });
  expect(await scene.events()).toHaveLength(4);
});

test("a file by hand where the next event goes is told, with its path", async () => {
  const scene = setScene();
  await publishAll(scene, ["one", "two"]);
  await scene.home.edit("prompt-releases", { files: { [`prompts/${ID}/events/00000005.json`]: "{}\n" } });
  expect(await scene.operate({ verb: "rollback" })).toEqual({
    status: "immutable",
    paths: [`prompts/${ID}/events/00000005.json`],
  });
});
