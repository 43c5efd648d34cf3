import { describe, expect, test } from "vitest";
import { readControls } from "../../../../src/releases/controls.ts";
import { planEvaluation } from "../../../../src/releases/evaluation/evaluation-plan.ts";
import {
  type Files,
  ID,
  oneFile,
  PROMPT,
  promptFile,
  publishAll,
  type Scene,
  setScene,
} from "../../../contract/releases/scene.ts";
import { failedGate } from "../../../support/version-evaluation.ts";

async function plan(scene: Scene, base: Files, head: Files, onTip = base) {
  const { sources } = scene;
  const trees = { base: sources.tree(sources.push(base)), head: sources.tree(sources.push(head)) };
  const tip = sources.tree(sources.push(onTip));
  return planEvaluation(
    { ...trees, tip, baseBranch: "main" },
    { branch: scene.home.open("prompt-releases"), controls: await readControls(sources), sources },
  );
}

const contentOf = (arm: { effective: { messages: readonly { content: string }[] } } | null | undefined) =>
  arm?.effective.messages[0]?.content;

describe("what an evaluation compares with", () => {
  test("is what is live in the last environment that has a pointer", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    await scene.operate({ verb: "rollback" });
    const { prompts } = await plan(scene, oneFile("two"), oneFile("three"));
    expect(
      prompts.map(({ base, head, id }) => [id, base?.kind, base?.label, contentOf(base), contentOf(head)]),
    ).toEqual([[ID, "version", "2026-03-12.1", "one", "three"]]);
    expect(prompts[0]?.baseSuite?.path).toBe(PROMPT);
  });

  test("is judged by the suite of what was published where the base branch has the file no more", async () => {
    const suite = 'testData: [{q: one}]\nevaluators: [{name: polite, string: {contains: "yes"}}]';
    const scene = setScene();
    scene.sources.push({ [PROMPT]: promptFile("one", "name: Support triage", suite) });
    await scene.publish();
    const { prompts } = await plan(scene, { "README.md": "gone" }, oneFile("two"));
    expect(prompts[0]?.baseSuite?.evaluators).toHaveLength(1);
    expect(prompts[0]?.knownSuite?.cases).toHaveLength(1);
  });

  test("says since when it is live, and where", async () => {
    const scene = setScene();
    await publishAll(scene, ["one"]);
    const { prompts } = await plan(scene, oneFile("one"), oneFile("two"));
    const since = expect.stringMatching(/^2026-03-12T/);
    expect(prompts[0]?.base?.live).toEqual({ environment: "production", since });
  });

  test("goes up the environments to one that has a pointer", async () => {
    const config = "environments: { staging: {}, production: { on_merge: hold } }\n";
    const scene = setScene();
    await publishAll(scene, ["one", "two"], config);
    const { prompts } = await plan(scene, oneFile("two", config), oneFile("three", config));
    expect(prompts[0]?.base).toMatchObject({ kind: "version", label: "2026-03-12.2" });
  });

  test("is the base branch's where nothing is live, and where nothing was published", async () => {
    const scene = setScene();
    const unpublished = await plan(scene, oneFile("one"), oneFile("two"));
    expect(unpublished.prompts[0]?.base).toMatchObject({ kind: "branch", label: "main" });
    expect(contentOf(unpublished.prompts[0]?.base)).toBe("one");
    scene.sources.push(oneFile("zero"));
    await scene.publish({ evidence: failedGate });
    const { prompts } = await plan(scene, oneFile("one"), oneFile("two"));
    expect([prompts[0]?.base?.kind, contentOf(prompts[0]?.base)]).toEqual(["branch", "one"]);
  });

  test("is nothing for a new prompt", async () => {
    const scene = setScene();
    const head = { ...oneFile("one"), "new.prompt.yml": promptFile("new") };
    const { prompts } = await plan(scene, oneFile("one"), head);
    expect(prompts).toMatchObject([{ id: "new", base: null, baseSuite: null }]);
  });
});

describe("the suite of a branch that was left behind", () => {
  test("is the base branch's, told apart from what the branch started from", async () => {
    const withCase = { ...oneFile("one"), [PROMPT]: promptFile("one", "testData: [{name: added}]") };
    const { prompts } = await plan(setScene(), oneFile("one"), oneFile("two"), withCase);
    expect(prompts[0]?.baseSuite?.cases).toHaveLength(1);
    expect(prompts[0]?.knownSuite?.cases).toEqual([]);
    expect(contentOf(prompts[0]?.base)).toBe("one");
  });

  test("is what it started from where the base branch has the prompt no more", async () => {
    const { [PROMPT]: _, ...without } = oneFile("one");
    const { prompts } = await plan(setScene(), oneFile("one"), oneFile("two"), without);
    expect(prompts[0]?.baseSuite?.path).toBe(PROMPT);
  });
});

describe("a prompt that was moved and edited without an id", () => {
  test("is told the line that keeps its identity", async () => {
    const text = (word: string) => promptFile("one", `testData: [{name: a, q: 1}, {name: ${word}, q: 2}]`);
    const base = { ...oneFile("one"), "old.prompt.yml": text("b") };
    const { "old.prompt.yml": _, ...rest } = base;
    const { notices } = await plan(setScene(), base, { ...rest, "new.prompt.yml": text("c") });
    expect(notices.map(({ code, path }) => [code, path])).toEqual([["identity_changed", "new.prompt.yml"]]);
    expect(notices[0]?.message).toContain('"id: old"');
  });
});

describe("what an evaluation evaluates", () => {
  test("is every prompt that changed, also through a partial, and none that only moved or went", async () => {
    const scene = setScene();
    const base = {
      ...oneFile("one"),
      "a.prompt.yml": promptFile("{{> tone}}"),
      "b.prompt.yml": promptFile("b", "id: b"),
      "c.prompt.yml": promptFile("c"),
      "partials/tone.md": "Kind.",
    };
    const { "b.prompt.yml": b, "c.prompt.yml": _, ...rest } = base;
    const head = { ...rest, "moved/b.prompt.yml": b, "partials/tone.md": "Rude." };
    const { notices, problems, prompts } = await plan(scene, base, head);
    expect(prompts.map(({ id, path }) => [id, path])).toEqual([["a", "a.prompt.yml"]]);
    expect(problems).toEqual([]);
    expect(notices.map(({ code }) => code)).toEqual(["prompt_removed"]);
  });

  test("is nothing that cannot be read, whose errors are told apart from notices", async () => {
    const scene = setScene();
    const head = {
      ...oneFile("two"),
      "b.prompt.yml": "messages: [",
      "c.prompt.yml": promptFile("c", "authors: [x]"),
    };
    const { notices, problems, prompts } = await plan(scene, oneFile("one"), head);
    expect(prompts.map(({ id }) => id)).toEqual(["c", ID]);
    expect(problems.map(({ path, severity }) => [path, severity])).toEqual([["b.prompt.yml", "error"]]);
    expect(notices.map(({ path, severity }) => [path, severity])).toEqual([["c.prompt.yml", "notice"]]);
  });
});
