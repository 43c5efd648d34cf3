import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalog } from "../../../src/releases/catalog/catalog.ts";
import { completedSource } from "../../../src/releases/messages.ts";
import { sourceTree } from "../../support/source-tree.ts";
import { HOMES } from "./homes.ts";
import { commits, completed, ids, many, prompts, settled } from "./publications.ts";
import {
  beforeTheFirstWrite,
  ID,
  losingTheFirstAnswer,
  oneFile,
  publishAll,
  setScene,
  writingThrough,
} from "./scene.ts";

describe.each(HOMES)("publishing %s", (_, start) => {
  test("the first publication makes every prompt live everywhere and says that it is complete", async () => {
    const scene = setScene({ files: prompts({ triage: "Hi", reply: "Ho" }), home: await start() });
    const outcome = settled(await scene.publish());
    expect(ids(outcome)).toEqual(["reply", "triage"]);
    expect(outcome).toMatchObject({ refused: [], problems: [] });
    expect(await scene.live("triage")).toEqual(["staging 2026-03-12.1", "production 2026-03-12.1"]);
    expect(outcome.published[0]).toMatchObject({ before: null, commit: await scene.head() });
    expect(await completed(scene)).toBe(outcome.sourceCommit);
    expect(await scene.verify()).toMatchObject({ findings: [], prompts: 2, versions: 2, events: 4 });
  });

  test("running again publishes nothing and writes nothing", async () => {
    const scene = setScene({ home: await start() });
    await scene.publish();
    const head = await scene.head();
    expect(settled(await scene.publish()).published).toEqual([]);
    expect(settled(await scene.publish({ everything: true })).published).toEqual([]);
    expect(await scene.head()).toBe(head);
  });

  test("a change makes one version that knows where it comes from and what to roll back to", async () => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one"]);
    const commit = scene.sources.push(oneFile("two"));
    const [published] = settled(await scene.publish()).published;
    expect(published?.decision.version).toMatchObject({
      version: "2026-03-12.2",
      rollback_to: "2026-03-12.1",
      pull_request: 12,
      source: { commit, path: "prompts/support-triage.prompt.yml" },
      published_by: "ana",
    });
    expect((await scene.events()).slice(2).map(({ environment, key }) => [environment, key])).toEqual([
      ["staging", `merge:${commit}:${ID}:staging`],
      ["production", `merge:${commit}:${ID}:production`],
    ]);
  });

  test("two publishers at once publish everything once", async () => {
    const scene = setScene({ files: prompts(many(45)), home: await start() });
    const both = await Promise.all([scene.publish(), scene.publish()]);
    expect([...ids(both[0]), ...ids(both[1])].toSorted()).toEqual(Object.keys(many(45)).toSorted());
    expect(await scene.verify()).toMatchObject({ findings: [], prompts: 45, versions: 45, events: 90 });
  });

  test("a write whose answer was lost is counted as published, and made only once", async () => {
    const scene = setScene({ files: prompts({ triage: "Hi", reply: "Ho" }), home: await start() });
    const outcome = settled(await scene.publish({}, losingTheFirstAnswer(scene.home.open, true)));
    expect(ids(outcome)).toEqual(["reply", "triage"]);
    expect(outcome.published[0]?.commit).toBe(await scene.head());
    expect(await commits(scene)).toHaveLength(1);
  });

  test("a write that got lost itself is made again", async () => {
    const scene = setScene({ files: prompts({ triage: "Hi", reply: "Ho" }), home: await start() });
    const outcome = settled(await scene.publish({}, losingTheFirstAnswer(scene.home.open, false)));
    expect(ids(outcome)).toEqual(["reply", "triage"]);
    expect(await commits(scene)).toHaveLength(1);
  });

  test("what the default branch says when it is written is what is published", async () => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one"]);
    scene.sources.push(oneFile("two"));
    let newer = "";
    const branch = beforeTheFirstWrite(scene.home.open, async () => {
      newer = scene.sources.push(oneFile("three"));
      await scene.operate({ verb: "freeze", environment: "staging" });
    });
    const outcome = settled(await scene.publish({}, branch));
    expect(outcome.sourceCommit).toBe(newer);
    expect(outcome.published.map(({ decision }) => decision.version.messages[0]?.content)).toEqual(["three"]);
    expect(await scene.live()).toEqual(["staging 2026-03-12.1", "production 2026-03-12.2"]);
  });

  test("a large adoption takes several commits, each complete for its prompts and none too large", async () => {
    const scene = setScene({ files: prompts(many(45)), home: await start() });
    const progress: number[] = [];
    await scene.publish({ onProgress: ({ remaining }) => progress.push(remaining) });
    const entries = await commits(scene);
    expect(entries).toHaveLength(3);
    expect(progress).toEqual([26, 7, 0]);
    for (const { added, modified } of entries) {
      expect(added.length + modified.length).toBeLessThanOrEqual(100);
      const inCommit = new Set(added.flatMap((path) => /^prompts\/([^/]+)\//.exec(path)?.[1] ?? []));
      const states = added.filter((path) => path.endsWith("/state.json"));
      expect(states).toHaveLength(inCommit.size);
      expect(added.filter((path) => path.startsWith("slugs/"))).toHaveLength(inCommit.size);
    }
    expect(entries.map(({ message }) => completedSource(message) !== undefined)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("a series that breaks in the middle goes on where it was, without doing anything twice", async () => {
    const scene = setScene({ files: prompts(many(45)), home: await start() });
    const breaking = writingThrough(scene.home.open, async (append, number) => {
      if (number === 2) throw new Error("power cut");
      return append();
    });
    await expect(scene.publish({}, breaking)).rejects.toThrow("power cut");
    expect(await completed(scene)).toBeUndefined();
    const rest = settled(await scene.publish());
    expect(rest.published).toHaveLength(26);
    expect(await completed(scene)).toBe(rest.sourceCommit);
    expect(await scene.verify()).toMatchObject({ findings: [], prompts: 45, versions: 45, events: 90 });
  });
});

describe("whatever happened before", () => {
  const content = fc.constantFrom("one", "two", "three");
  const step = fc.oneof(
    fc.record({ kind: fc.constant("push" as const), a: content, b: content, broken: fc.boolean() }),
    fc.record({ kind: fc.constant("publish" as const), only: fc.constantFrom(null, ["a"], ["b"]) }),
    fc.record({ kind: fc.constant("break" as const) }),
    fc.record({ kind: fc.constantFrom("archive" as const, "restore" as const, "rollback" as const) }),
  );

  test("once nothing is in the way, a publication makes what the source says the latest version", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), content, content, async (steps, a, b) => {
        const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
        await scene.publish();
        for (const next of steps) {
          if (next.kind === "push") {
            const files = prompts({ a: next.a, b: next.b });
            scene.sources.push(next.broken ? { ...files, "b.prompt.yml": "messages: [" } : files);
          } else if (next.kind === "publish") await scene.publish({ only: next.only });
          else if (next.kind === "break") {
            const branch = writingThrough(scene.home.open, async (append) => {
              await append();
              throw new Error("power cut");
            });
            await scene.publish({}, branch).catch(() => undefined);
          } else await scene.operate({ verb: next.kind, prompt: "a" });
        }
        await scene.operate({ verb: "restore", prompt: "a" });
        const files = prompts({ a, b });
        scene.sources.push(files);
        const outcome = settled(await scene.publish());
        expect(outcome).toMatchObject({ problems: [], refused: [] });
        const catalog = await loadCatalog(sourceTree(files), {
          globs: ["*.prompt.yml"],
          defaultModel: "openai/gpt-4.1",
        });
        for (const id of ["a", "b"]) {
          expect((await scene.state(id)).latest.digest).toBe(catalog.prompts.get(id)?.digest);
        }
        expect((await scene.verify()).findings).toEqual([]);
      }),
    );
  });
});

describe("sizes", () => {
  test("commits stay within five megabytes", async () => {
    const large = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [`prompt-${n}`, `${n}${"x".repeat(900_000)}`]),
    );
    const sizes: number[] = [];
    const scene = setScene({ files: prompts(large) });
    const branch = writingThrough(scene.home.open, (append, _, { created, replaced }) => {
      const texts = [...created.values(), ...replaced.values()];
      sizes.push(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
      return append();
    });
    expect(settled(await scene.publish({}, branch)).published).toHaveLength(9);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5_000_000);
    expect((await scene.verify()).findings).toEqual([]);
  });
});

describe("stopping", () => {
  test("a branch that keeps moving is a conflict that says what was published before", async () => {
    const scene = setScene({ files: prompts(many(25)) });
    const branch = writingThrough(scene.home.open, async (append, number) =>
      number === 1 ? append() : { status: "conflict" },
    );
    const outcome = await scene.publish({}, branch);
    expect(outcome.status).toBe("conflict");
    expect(outcome.published).toHaveLength(19);
  });

  test("a file by hand where a version goes is told with its path", async () => {
    const scene = setScene();
    await publishAll(scene, ["one"]);
    const path = `prompts/${ID}/versions/2026-03-12.2.json`;
    await scene.home.edit("prompt-releases", { files: { [path]: "{}\n" } });
    scene.sources.push(oneFile("two"));
    expect(await scene.publish()).toMatchObject({ status: "immutable", paths: [path], published: [] });
  });

  test("a cause that published other content before is a problem until there is a new commit", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    const { sourceCommit } = settled(await scene.publish());
    scene.sources.push(prompts({ a: "two", b: "one" }));
    await scene.publish();
    scene.sources.reset(sourceCommit);
    const outcome = settled(await scene.publish());
    expect(outcome.published).toEqual([]);
    expect(outcome.problems).toMatchObject([{ code: "published_before", path: "a.prompt.yml" }]);
    expect((await scene.verify()).findings).toEqual([]);
    scene.sources.push(prompts({ a: "one", b: "one", c: "new" }));
    expect(ids(await scene.publish())).toEqual(["a", "c"]);
  });
});
