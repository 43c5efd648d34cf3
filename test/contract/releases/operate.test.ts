import { describe, expect, test } from "vitest";
import { CONFIG_PATH } from "../../../src/releases/controls.ts";
import type { OperationOutcome } from "../../../src/releases/operate.ts";
import { failedGate, passedGate } from "../../support/version-evaluation.ts";
import { HOMES } from "./homes.ts";
import {
  beforeTheFirstWrite,
  causeOf,
  eventCount,
  ID,
  losingTheFirstAnswer,
  oneFile,
  promptFile,
  publishAll,
  readingThrough,
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

describe("what an operation is refused for", () => {
  const published = async (contents = ["one", "two"], config?: string): Promise<Scene> => {
    const scene = setScene();
    await publishAll(scene, contents, config);
    return scene;
  };
  const refusalOf = async (scene: Scene, asked: Parameters<Scene["operate"]>[0]) => {
    const before = await scene.head();
    const outcome = await scene.operate(asked);
    expect(await scene.head()).toBe(before);
    if (outcome.status !== "refused") throw new Error(`not refused: ${outcome.status}`);
    return outcome;
  };

  test("pointer_moved: a promotion without a version, where a merge moved the environment before meanwhile", async () => {
    const config = "environments: { staging: {}, production: { on_merge: hold } }\n";
    const scene = setScene();
    await publishAll(scene, ["one", "two"], config);
    const moved = (await scene.state()).environments.staging?.pointer?.since ?? "";
    const written = new Date(Date.parse(moved) - 1_000).toISOString();
    const asked = { verb: "promote", environment: "production", requestedAt: written } as const;
    scene.wait(-50);
    expect((await refusalOf(scene, asked)).refusal.code).toBe("pointer_moved");
    const named = await scene.operate({ ...asked, version: V2 });
    expect(named.status).toBe("done");
  });

  test.each([
    ["unknown_prompt", { verb: "rollback", prompt: "support-triag" }, ID],
    ["unknown_prompt", { verb: "freeze", prompt: "something-else" }, null],
    ["unknown_environment", { verb: "rollback", environment: "prodution" }, "production"],
    ["unknown_environment", { verb: "promote", environment: "moon" }, null],
    ["unknown_version", { verb: "rollback", version: "2026-03-12.9" }, null],
    ["unknown_version", { verb: "promote", version: "2026-03-12.9" }, null],
    ["already_live", { verb: "rollback", version: V2 }, null],
    ["already_live", { verb: "promote" }, null],
    ["from_not_live", { verb: "rollback", from: V1 }, null],
    ["not_frozen", { verb: "unfreeze" }, null],
    ["not_archived", { verb: "restore" }, null],
    ["too_old", { verb: "rollback", requestedAt: "2026-03-12T09:00:00Z" }, null],
    ["pointer_moved", { verb: "rollback", requestedAt: "2026-03-12T10:00:01Z" }, null],
  ] as const)("%s: %j", async (code, asked, suggestion) => {
    const scene = await published();
    if (code === "pointer_moved") scene.wait(-50);
    expect(await refusalOf(scene, asked)).toMatchObject({
      refusal: { code },
      suggestions: suggestion === null ? [] : [suggestion],
    });
  });

  test("nothing_to_roll_back_to, nothing_live, already_frozen, already_archived, archived and frozen", async () => {
    const scene = await published(["one"]);
    const codes: string[] = [];
    const refused = async (asked: Parameters<Scene["operate"]>[0]) =>
      codes.push((await refusalOf(scene, asked)).refusal.code);
    await refused({ verb: "rollback" });
    scene.sources.push(oneFile("one", "environments: { staging: {}, production: {}, moon: {} }"));
    await refused({ verb: "rollback", environment: "moon" });
    await scene.operate({ verb: "freeze" });
    await refused({ verb: "freeze", environment: "moon", requestedAt: "2020-01-01T00:00:00Z" });
    await scene.operate({ verb: "freeze", environment: "staging" });
    await refused({ verb: "freeze", environment: "staging" });
    await refused({ verb: "promote", environment: "staging" });
    await scene.operate({ verb: "archive" });
    await refused({ verb: "archive" });
    for (const verb of ["rollback", "promote", "freeze", "unfreeze"] as const) await refused({ verb });
    expect(codes).toEqual([
      ...["nothing_to_roll_back_to", "nothing_live", "too_old", "already_frozen", "frozen"],
      ...["already_archived", "archived", "archived", "archived", "archived"],
    ]);
  });

  test("never_live_here: a version of which only a promotion can make a pointer", async () => {
    const scene = await published(["one"]);
    scene.sources.push(oneFile("two"));
    await scene.publish({ evidence: failedGate });
    expect((await refusalOf(scene, { verb: "rollback", version: V2 })).refusal.code).toBe("never_live_here");
    expect(done(await scene.operate({ verb: "promote", version: V2 })).event.version).toBe(V2);
  });

  test.each([
    ["../../README", null],
    ["a/b", null],
    ["Support-Triage", null],
    ["constructor", null],
    ["x".repeat(5_000), null],
    ["", null],
  ])("a prompt called %j is unknown and never becomes a path", async (prompt) => {
    const scene = await published();
    const paths: string[] = [];
    const branch = readingThrough(scene.home.open, (read) => paths.push(...read));
    const refused = await refusalOf(scene, { verb: "rollback", prompt, version: "../../x", branch });
    expect(refused.refusal.code).toBe("unknown_prompt");
    expect(
      paths.filter((path) => !/^(?:README\.md|(?:prompts|slugs)\/[a-z0-9-]+[a-z0-9/-]*\.json)$/.test(path)),
    ).toEqual([]);
  });

  test("a version that is none is unknown and never becomes a path", async () => {
    const scene = await published();
    for (const verb of ["rollback", "promote"] as const) {
      const refused = await refusalOf(scene, { verb, version: "../state" });
      expect(refused.refusal).toMatchObject({ code: "unknown_version" });
    }
  });
});

describe("who may operate", () => {
  const config = `environments: { staging: {}, production: {} }
permissions:
  rollback:
    role: write
    environments:
      production: { users: [oncall], teams: [acme/sre] }
  archive:
    role: write
    environments: { production: admin }
`;
  const scened = async (): Promise<Scene> => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"], config);
    return scene;
  };
  const codeOf = (outcome: OperationOutcome) =>
    outcome.status === "refused" ? outcome.refusal.code : outcome.status;

  test("an environment's rule stands in for the general one", async () => {
    const scene = await scened();
    scene.members.people.set("dev", { role: "admin", teams: [] });
    expect(codeOf(await scene.operate({ verb: "rollback", login: "dev" }))).toBe("not_permitted");
    expect(codeOf(await scene.operate({ verb: "rollback", login: "dev", environment: "staging" }))).toBe(
      "done",
    );
    scene.members.people.set("Oncall", { role: "read", teams: [] });
    expect(codeOf(await scene.operate({ verb: "rollback", login: "Oncall" }))).toBe("done");
  });

  test("teams are read only where they decide", async () => {
    const scene = await scened();
    scene.members.people.set("oncall", { role: "read", teams: ["acme/sre"] });
    scene.members.people.set("eve", { role: "read", teams: ["acme/sre"] });
    await scene.operate({ verb: "rollback", login: "oncall" });
    await scene.operate({ verb: "freeze", login: "eve" });
    expect(scene.members.calls).toEqual([[], []]);
    const outcome = await scene.operate({ verb: "rollback", login: "eve", version: V2 });
    expect(codeOf(outcome)).toBe("done");
    expect(scene.members.calls).toEqual([[], [], [], ["acme/sre"]]);
  });

  test("teams that cannot be read deny, and the refusal says so", async () => {
    const scene = await scened();
    scene.members.people.set("eve", { role: "write", teams: "unreadable" });
    expect(await scene.operate({ verb: "rollback", login: "eve" })).toMatchObject({
      refusal: { code: "not_permitted", details: { why: "teams_unreadable", role: "write" } },
    });
  });

  test("archiving changes every environment, so each one's rule has a say", async () => {
    const scene = await scened();
    scene.members.people.set("dev", { role: "write", teams: [] });
    for (const environment of [null, "staging", "production"]) {
      expect(codeOf(await scene.operate({ verb: "archive", login: "dev", environment }))).toBe(
        "not_permitted",
      );
    }
    scene.members.people.set("boss", { role: "admin", teams: [] });
    expect(codeOf(await scene.operate({ verb: "archive", login: "boss" }))).toBe("done");
  });

  test("a stranger learns nothing: the same refusal whether or not there is such a prompt, version or environment", async () => {
    const scene = await scened();
    const all = await Promise.all([
      scene.operate({ verb: "freeze", login: "eve" }),
      scene.operate({ verb: "freeze", login: "eve", prompt: "support-triag" }),
      scene.operate({ verb: "freeze", login: "eve", prompt: "nothing-of-the-kind" }),
      scene.operate({ verb: "freeze", login: "eve", version: "2026-03-12.9" }),
    ]);
    expect(all.every((outcome) => JSON.stringify(outcome) === JSON.stringify(all[0]))).toBe(true);
    expect(all[0]).toMatchObject({ refusal: { code: "not_permitted" }, state: null, suggestions: [] });
    const nowhere = await scene.operate({ verb: "freeze", login: "eve", environment: "moon" });
    expect(nowhere).toMatchObject({ refusal: { code: "not_permitted" }, suggestions: [] });
  });

  test("on the command line nobody is asked, and the event says that the actor is unverified", async () => {
    const scene = await scened();
    const outcome = done(await scene.operate({ verb: "rollback", login: "somebody", unverified: true }));
    expect(outcome.event.actor).toEqual({ login: "somebody", id: 7, role: "unverified" });
    expect(outcome.asker).toBeNull();
    expect(scene.members.calls).toEqual([]);
  });

  test("the role that was found is recorded, whatever the cause says", async () => {
    const scene = await scened();
    expect(causeOf("x").actor.role).toBeNull();
    expect(done(await scene.operate({ verb: "freeze" })).event.actor.role).toBe("maintain");
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

describe("a promotion to an environment that holds merges and requires evidence", () => {
  const config = "environments: { staging: {}, production: { on_merge: hold, evidence: required } }\n";

  test.each([
    ["evidence_missing", null, { version: null }],
    ["evidence_missing", null, { version: V1 }],
    ["evidence_failed", failedGate, { version: V1 }],
  ] as const)("is refused: %s", async (code, evidence, { version }) => {
    const scene = setScene({ files: oneFile("one", config) });
    await scene.publish({ evidence });
    const outcome = await scene.operate({ verb: "promote", version, environment: "production" });
    expect(outcome).toMatchObject({ status: "refused", refusal: { code } });
    expect((await scene.live()).filter((one) => one.startsWith("production"))).toEqual([]);
  });

  test.each([null, V1])(
    "goes with evidence, and finds that also of a version that is not named",
    async (version) => {
      const scene = setScene({ files: oneFile("one", config) });
      await scene.publish({ evidence: passedGate });
      const outcome = await scene.operate({ verb: "promote", version, environment: "production" });
      expect(outcome).toMatchObject({ status: "done", event: { version: V1, environment: "production" } });
    },
  );
});
