import { describe, expect, test } from "vitest";
import { loadCatalog } from "../../../src/releases/catalog/catalog.ts";
import { CONFIG_PATH } from "../../../src/releases/controls.ts";
import { statePath } from "../../../src/releases/layout.ts";
import { sourceTree } from "../../support/source-tree.ts";
import { failedGate } from "../../support/version-evaluation.ts";
import { completed, ids, many, prompts, settled } from "./publications.ts";
import {
  beforeTheFirstWrite,
  CONFIG,
  type Files,
  ID,
  oneFile,
  promptFile,
  publishAll,
  readingThrough,
  type Scene,
  setScene,
  writingThrough,
} from "./scene.ts";

describe("what a publication reads", () => {
  const counted = (scene: Scene) => {
    const reads: string[] = [];
    return { reads, branch: readingThrough(scene.home.open, (paths) => reads.push(...paths)) };
  };
  const sourceReads = (scene: Scene, from: number) =>
    scene.sources.opened.slice(from).flatMap(({ batches }) => batches.flat());

  test("is only what changed since the last complete publication", async () => {
    const scene = setScene({ files: prompts(many(30)) });
    await scene.publish();
    scene.sources.push(prompts({ ...many(30), "prompt-7": "changed" }));
    const { branch, reads } = counted(scene);
    const before = scene.sources.opened.length;
    expect(ids(await scene.publish({}, branch))).toEqual(["prompt-7"]);
    expect(reads.filter((path) => path.startsWith("prompts/"))).toEqual([statePath("prompt-7")]);
    expect(new Set(sourceReads(scene, before))).toEqual(new Set(["prompt-7.prompt.yml"]));
  });

  test("stays that where files have notices: they leave nothing out", async () => {
    const files = { ...prompts(many(30)), "prompt-3.prompt.yml": promptFile("Hi", "authors: [ana]") };
    const scene = setScene({ files });
    const outcome = settled(await scene.publish());
    expect(outcome.problems.map(({ severity }) => severity)).toEqual(["notice"]);
    expect(await completed(scene)).toBe(outcome.sourceCommit);
    scene.sources.push({ ...files, "prompt-7.prompt.yml": promptFile("changed") });
    const { branch, reads } = counted(scene);
    await scene.publish({}, branch);
    expect(reads.filter((path) => path.startsWith("prompts/"))).toEqual([statePath("prompt-7")]);
  });

  test.each([
    ["on request", { everything: true }, (files: Files) => files],
    ["when the config changed", {}, (files: Files) => ({ ...files, [CONFIG_PATH]: `${CONFIG}# x\n` })],
    [
      "when the globs changed",
      {},
      (files: Files) => ({ ...files, [CONFIG_PATH]: `${CONFIG}prompts: ["*.prompt.yml"]\n` }),
    ],
  ])("is everything %s", async (_, publication, change) => {
    const scene = setScene({ files: prompts(many(5)) });
    await scene.publish();
    scene.sources.push(change(prompts(many(5))));
    const { branch, reads } = counted(scene);
    expect(ids(await scene.publish(publication, branch))).toEqual([]);
    expect(reads.filter((path) => path.endsWith("state.json"))).toHaveLength(5);
  });

  test("is everything when the last complete commit is gone", async () => {
    const scene = setScene({ files: prompts(many(5)) });
    const { sourceCommit } = settled(await scene.publish());
    scene.sources.push(prompts({ ...many(5), "prompt-1": "changed" }));
    scene.sources.forget(sourceCommit);
    expect(ids(await scene.publish())).toEqual(["prompt-1"]);
  });

  test("globs that take in more files publish them", async () => {
    const files = {
      ...prompts({ a: "Hi" }, `${CONFIG}prompts: ["a.prompt.yml"]\n`),
      "b.prompt.yml": promptFile("b"),
    };
    const scene = setScene({ files });
    expect(ids(await scene.publish())).toEqual(["a"]);
    scene.sources.push({ ...files, [CONFIG_PATH]: CONFIG });
    expect(ids(await scene.publish())).toEqual(["b"]);
  });

  test("a default model that changes publishes what names none", async () => {
    const scene = setScene({ files: prompts({ a: "Hi" }) });
    await scene.publish();
    scene.sources.push(prompts({ a: "Hi" }, `${CONFIG}models: { default: openai/gpt-5 }\n`));
    const [published] = settled(await scene.publish()).published;
    expect(published?.decision.version.model).toBe("openai/gpt-5");
  });
});

describe("a publication that leaves something out", () => {
  test("a broken file is a problem while others publish, and the next run still sees all since", async () => {
    const scene = setScene({ files: prompts({ a: "Hi", b: "Ho" }) });
    await scene.publish();
    scene.sources.push({ ...prompts({ a: "Hi 2" }), "b.prompt.yml": "messages: [" });
    const outcome = settled(await scene.publish());
    expect(ids(outcome)).toEqual(["a"]);
    expect(outcome.problems.map(({ path }) => path)).toEqual(["b.prompt.yml"]);
    expect(await completed(scene)).toBeUndefined();
    scene.sources.push(prompts({ a: "Hi 2", b: "Ho 2" }));
    expect(ids(await scene.publish())).toEqual(["b"]);
  });

  test("what it published meanwhile and the source then took back is taken back", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    await scene.publish();
    scene.sources.push({ ...prompts({ a: "two" }), "b.prompt.yml": "messages: [" });
    expect(ids(await scene.publish())).toEqual(["a"]);
    scene.sources.push(prompts({ a: "one", b: "one" }));
    const outcome = settled(await scene.publish());
    expect(outcome.published.map(({ decision }) => decision.version.messages[0]?.content)).toEqual(["one"]);
    expect(await completed(scene)).toBe(outcome.sourceCommit);
  });

  test("neither is a publication of chosen prompts forgotten", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    await scene.publish();
    scene.sources.push(prompts({ a: "two", b: "two" }));
    expect(ids(await scene.publish({ only: ["a"] }))).toEqual(["a"]);
    expect(await completed(scene)).toBeUndefined();
    scene.sources.push(prompts({ a: "one", b: "two" }));
    expect(ids(await scene.publish())).toEqual(["b", "a"]);
  });

  test("nor a series that broke off before the source took it back", async () => {
    const scene = setScene({ files: prompts(many(25)) });
    await scene.publish();
    scene.sources.push(prompts(many(25, "other")));
    const breaking = writingThrough(scene.home.open, async (append, number) => {
      if (number === 2) throw new Error("power cut");
      return append();
    });
    await expect(scene.publish({}, breaking)).rejects.toThrow("power cut");
    scene.sources.push(prompts(many(25)));
    expect(ids(await scene.publish())).toHaveLength(19);
    for (const [id, text] of Object.entries(many(25))) {
      const { latest } = await scene.state(id);
      const catalog = await loadCatalog(sourceTree(prompts({ [id]: text })), {
        globs: ["*"],
        defaultModel: "openai/gpt-4.1",
      });
      expect(latest.digest).toBe(catalog.prompts.get(id)?.digest);
    }
  });

  test("another publisher's older content, written between two attempts, is not taken for the newest", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    await scene.publish();
    const older = prompts({ a: "two", b: "one" });
    const newer = prompts({ a: "one", b: "two" });
    scene.sources.push(newer);
    const branch = beforeTheFirstWrite(scene.home.open, async () => {
      scene.sources.push(older);
      await scene.publish({ only: ["a"] });
      scene.sources.push(newer);
    });
    const outcome = settled(await scene.publish({}, branch));
    expect(ids(outcome).toSorted()).toEqual(["a", "b"]);
    expect(
      outcome.published.find(({ promptId }) => promptId === "a")?.decision.version.messages[0]?.content,
    ).toBe("one");
  });

  test("an archived prompt is refused, and found again once it is restored", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    await scene.publish();
    await scene.operate({ verb: "archive", prompt: "a" });
    scene.sources.push(prompts({ a: "two", b: "two" }));
    const outcome = settled(await scene.publish());
    expect(ids(outcome)).toEqual(["b"]);
    expect(outcome.refused).toMatchObject([{ promptId: "a", refusal: { code: "archived" } }]);
    scene.sources.push(prompts({ a: "two", b: "three" }));
    expect(ids(await scene.publish())).toEqual(["b"]);
    await scene.operate({ verb: "restore", prompt: "a" });
    scene.sources.push(prompts({ a: "two", b: "four" }));
    expect(ids(await scene.publish())).toEqual(["a", "b"]);
    expect(await completed(scene)).toBeDefined();
  });

  test("a failed gate makes the version and moves no pointer, and is complete", async () => {
    const scene = setScene({ files: prompts({ a: "one" }) });
    await scene.publish();
    scene.sources.push(prompts({ a: "two" }));
    const outcome = settled(await scene.publish({ evidence: failedGate }));
    expect(outcome.published[0]?.decision).toMatchObject({
      moved: [],
      version: { version: "2026-03-12.2", evaluation: { verdict: "fail" } },
    });
    expect(await scene.live("a")).toEqual(["staging 2026-03-12.1", "production 2026-03-12.1"]);
    expect((await scene.state("a")).latest.version).toBe("2026-03-12.2");
    expect(await completed(scene)).toBe(outcome.sourceCommit);
  });

  test("a config with errors publishes nothing at all: its defaults are not what was meant", async () => {
    const scene = setScene();
    await publishAll(scene, ["one"]);
    const head = await scene.head();
    scene.sources.push(oneFile("two", "environments: [production]\n"));
    const outcome = settled(await scene.publish());
    expect(outcome.published).toEqual([]);
    expect(outcome.problems).toMatchObject([{ path: CONFIG_PATH, line: 1 }]);
    expect(await scene.head()).toBe(head);
    scene.sources.push(oneFile("two"));
    expect(ids(await scene.publish())).toEqual([ID]);
  });
});
