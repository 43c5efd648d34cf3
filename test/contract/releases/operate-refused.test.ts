import { describe, expect, test } from "vitest";
import type { OperationOutcome } from "../../../src/releases/operate/operate.ts";
import { failedGate, passedGate } from "../../support/version-evaluation.ts";
import { ID, oneFile, publishAll, readingThrough, type Scene, setScene } from "./scene.ts";

const V1 = "2026-03-12.1";

const V2 = "2026-03-12.2";

function done(outcome: OperationOutcome) {
  if (outcome.status !== "done") throw new Error(`not done: ${JSON.stringify(outcome)}`);
  return outcome;
}

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
    expect((await refusalOf(scene, asked)).refusal).toMatchObject({
      code: "pointer_moved",
      details: { live: V2, since: moved, environment: "staging" },
    });
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

  test("just_rolled_back is no rollback that was taken back just before: whoever wants it after all has it", async () => {
    const scene = await published(["one", "two", "three"]);
    const rollBack = async (asked: Partial<Parameters<Scene["operate"]>[0]> = {}) => {
      const now = Date.parse(scene.surroundings.now());
      const requestedAt = new Date(now + 20_000).toISOString();
      scene.wait(0.5);
      return scene.operate({ verb: "rollback", requestedAt, ...asked });
    };
    done(await rollBack());
    expect(await rollBack()).toMatchObject({ refusal: { code: "just_rolled_back" } });
    done(await rollBack({ version: "2026-03-12.3", from: V2 }));
    expect(done(await rollBack()).event).toMatchObject({ previous_version: "2026-03-12.3", version: V2 });
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
