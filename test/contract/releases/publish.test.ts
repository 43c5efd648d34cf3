import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeSlug } from "../../../src/domain/identifiers.ts";
import { loadCatalog } from "../../../src/releases/catalog/catalog.ts";
import { CONFIG_PATH, readControls } from "../../../src/releases/controls.ts";
import { README_PATH, slugPath, statePath } from "../../../src/releases/layout.ts";
import { completedSource } from "../../../src/releases/messages.ts";
import { UnknownOutcomeError } from "../../../src/releases/ports.ts";
import { type PublishOutcome, type PublishStopped, publish } from "../../../src/releases/publish.ts";
import { sourceTree } from "../../support/source-tree.ts";
import { failedGate } from "../../support/version-evaluation.ts";
import { HOMES } from "./homes.ts";
import {
  beforeTheFirstWrite,
  CONFIG,
  causeOf,
  everything,
  type Files,
  ID,
  losingTheFirstAnswer,
  oneFile,
  promptFile,
  publishAll,
  readingThrough,
  type Scene,
  setScene,
  writingThrough,
} from "./scene.ts";

/** Prompts by id, each in a file of its own. */
function prompts(contents: Readonly<Record<string, string>>, config = CONFIG): Files {
  const files = Object.entries(contents).map(([id, text]) => [`${id}.prompt.yml`, promptFile(text)]);
  return { ...Object.fromEntries(files), [CONFIG_PATH]: config };
}

function many(count: number, text = "Hi"): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`prompt-${n}`, `${text} ${n}`]));
}

function settled(outcome: PublishOutcome | PublishStopped): PublishOutcome {
  if (outcome.status !== "settled") throw new Error(`stopped: ${outcome.status}`);
  return outcome;
}

function ids(outcome: PublishOutcome | PublishStopped): readonly string[] {
  return outcome.published.map(({ promptId }) => promptId);
}

/** The source commit that the branch says was published completely last. */
async function completed(scene: Scene): Promise<string | undefined> {
  const branch = scene.home.open("prompt-releases");
  const { head } = await branch.read([]);
  if (head === null) return undefined;
  const messages = await branch.recentMessages(head, 1);
  return messages.map(completedSource)[0];
}

async function commits(scene: Scene) {
  const branch = scene.home.open("prompt-releases");
  const { head } = await branch.read([]);
  return head === null ? [] : await everything(branch.log({ since: null, until: head }));
}

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

describe("a release branch that is the default branch", () => {
  test("is a problem, and nothing is written onto the source", async () => {
    const scene = setScene();
    const source = await scene.home.edit("prompt-releases", { files: { "src/index.ts": "x\n" } });
    const controls = async () => ({ ...(await readControls(scene.sources)), commit: source });
    const means = { causeFor: () => causeOf("x"), pullRequestOf: async () => null };
    const outcome = await publish(
      {
        ...means,
        ...{ only: null, everything: false, onProgress: () => undefined },
        evidence: null,
      },
      { branch: scene.home.open, sources: scene.sources, controls, surroundings: scene.surroundings },
    );
    expect(settled(outcome).problems).toMatchObject([
      { code: "release_branch_is_default", path: CONFIG_PATH, severity: "error" },
    ]);
    expect(await scene.head()).toBe(source);
  });
});

describe.each(HOMES)("a release branch that is somebody's ordinary branch, %s,", (_, start) => {
  test("is a problem that says what to do, and stays as it is", async () => {
    const config = `${CONFIG}release_branch: develop\n`;
    const scene = setScene({ config, home: await start() });
    const files = { "src/index.ts": "x\n", [README_PATH]: "# Our product\n" };
    const head = await scene.home.edit("develop", { files });
    for (const publication of [{}, { everything: true }, { only: [ID] }]) {
      const outcome = settled(await scene.publish(publication));
      expect(outcome).toMatchObject({
        published: [],
        problems: [{ code: "not_a_release_branch", path: CONFIG_PATH, severity: "error" }],
      });
      expect(outcome.problems[0]?.message).toContain("name another branch");
    }
    expect(await scene.head()).toBe(head);
  });

  test("is a problem too where it came after everything was read", async () => {
    const scene = setScene({ home: await start() });
    let head = "";
    const branch = beforeTheFirstWrite(scene.home.open, async () => {
      head = await scene.home.edit("prompt-releases", { files: { "src/index.ts": "x\n" } });
    });
    expect(settled(await scene.publish({}, branch)).problems).toMatchObject([
      { code: "not_a_release_branch" },
    ]);
    expect(await scene.head()).toBe(head);
  });

  test.each([
    ["garbled", "# Hello\n"],
    ["deleted", null],
  ])("is none where a release branch's README was %s by hand", async (_what, readme) => {
    const scene = setScene({ home: await start() });
    await publishAll(scene, ["one"]);
    await scene.home.edit("prompt-releases", { files: { [README_PATH]: readme } });
    scene.sources.push(oneFile("two"));
    expect(ids(await scene.publish())).toEqual([ID]);
  });
});

describe.each(HOMES)("a state that somebody broke, %s,", (_, start) => {
  test.each([
    ["changes only", false],
    ["everything", true],
  ])("is a problem of its prompt while the others publish, looking at %s", async (_what, all) => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }), home: await start() });
    await scene.publish();
    const whole = (await scene.home.open("prompt-releases").read([statePath("a")])).files.get(statePath("a"));
    await scene.home.edit("prompt-releases", { files: { [statePath("a")]: "{" } });
    scene.sources.push(prompts({ a: "two", b: "two" }));
    const outcome = settled(await scene.publish({ everything: all }));
    expect(ids(outcome)).toEqual(["b"]);
    expect(outcome.problems).toMatchObject([
      { code: "unreadable_document", path: "a.prompt.yml", severity: "error" },
    ]);
    expect(outcome.problems[0]?.message).toContain(`${statePath("a")} on the release branch cannot be read`);
    expect(await completed(scene)).toBeUndefined();
    await scene.home.edit("prompt-releases", { files: { [statePath("a")]: whole ?? null } });
    expect(ids(await scene.publish())).toEqual(["a"]);
  });

  test("between a write and its lost answer stops nothing either", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }), home: await start() });
    const branch = writingThrough(scene.home.open, async (append, number) => {
      const appended = await append();
      if (number > 1) return appended;
      await scene.home.edit("prompt-releases", { files: { [statePath("a")]: "{" } });
      throw new UnknownOutcomeError("write the release branch", "502");
    });
    expect(ids(await scene.publish({}, branch))).toEqual(["b"]);
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

describe("names", () => {
  test("two files with one id publish neither, also where one of them did not change", async () => {
    const scene = setScene({ files: prompts({ a: "one", b: "one" }) });
    await scene.publish();
    scene.sources.push({ ...prompts({ a: "one", b: "one" }), "b.prompt.yml": promptFile("two", "id: a") });
    const outcome = settled(await scene.publish());
    expect(outcome.published).toEqual([]);
    expect(outcome.problems.filter(({ severity }) => severity === "error")).toMatchObject([
      { code: "duplicate_id" },
    ]);
  });

  test("an id that is another prompt's slug is a problem that names both", async () => {
    const scene = setScene({ files: prompts({ a: "one" }) });
    await scene.publish();
    const { slug } = await scene.state("a");
    scene.sources.push({ ...prompts({ a: "one" }), "b.prompt.yml": promptFile("b", `id: ${slug}`) });
    const outcome = settled(await scene.publish());
    expect(outcome.published).toEqual([]);
    expect(outcome.problems[0]).toMatchObject({ code: "slug_taken", path: "b.prompt.yml" });
    expect(outcome.problems[0]?.message).toContain(`"${slug}"`);
    expect(outcome.problems[0]?.message).toContain('"a"');
  });

  const slugsOf = async (files: Files) => {
    const options = { globs: ["**/*.prompt.yml"], defaultModel: "openai/gpt-4.1" };
    const prompt = (await loadCatalog(sourceTree(files), options)).prompts.get("a");
    if (prompt === undefined) throw new Error("the prompt does not load");
    return [0, 1, 2].map((attempt) => makeSlug(prompt.name, "a", prompt.digest, attempt));
  };

  test("a slug that another prompt has, or that is another one's id, takes the next eight digits", async () => {
    const files = prompts({ a: "one" });
    const [first = "", second = "", third = ""] = await slugsOf(files);
    const scene = setScene({ files });
    await scene.home.edit("prompt-releases", {
      files: { [slugPath(first)]: '{"id":"z"}\n', [statePath(second)]: "{}\n" },
    });
    await scene.publish();
    expect((await scene.state("a")).slug).toBe(third);
  });

  test("two new prompts that would share a name do not go in one commit", async () => {
    const files = prompts({ a: "one" });
    const [first = ""] = await slugsOf(files);
    const scene = setScene({ files: { ...files, "z.prompt.yml": promptFile("z", `id: ${first}`) } });
    const outcome = settled(await scene.publish());
    expect(ids(outcome)).toEqual(["a"]);
    expect(outcome.problems).toMatchObject([{ code: "slug_taken", path: "z.prompt.yml" }]);
    expect((await scene.verify()).findings).toEqual([]);
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
