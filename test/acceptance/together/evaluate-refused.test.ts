import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newIssue, say, writesOf } from "../../support/commands.ts";
import { BREAKING, triageWith } from "../../support/proposals.ts";
import { type EvaluateScene, evaluateScene } from "./evaluate-scene.ts";

/** Where `/evaluate` starts nothing. */
let here: EvaluateScene;

beforeAll(async () => {
  here = await evaluateScene();
});

afterAll(() => here[Symbol.asyncDispose]());

describe("/evaluate is not run", () => {
  const nothingBegan = async (before: number, sha: string) => {
    expect(await here.repository.dispatched()).toHaveLength(before);
    expect(await here.repository.statuses(sha)).toEqual([]);
  };

  it("for a stranger, in silence, the pull request's author or not", async () => {
    const pull = await here.proposed();
    const { length } = await here.repository.dispatched();
    here.github.requests.length = 0;
    const { answers, reactions } = await here.evaluate(pull.number, pull.head, here.stranger);
    expect({ answers, reactions, writes: writesOf(here) }).toEqual({
      answers: [],
      reactions: [],
      writes: [],
    });
    await nothingBegan(length, pull.head);
  });

  it("for somebody with the triage role, who is told what it needs", async () => {
    const pull = await here.proposed();
    const { length } = await here.repository.dispatched();
    const triager = await here.github.user("triager", { role: "triage", on: here.repository });
    const { answers } = await here.evaluate(pull.number, pull.head, triager);
    expect(answers).toEqual([expect.stringContaining("not_permitted")]);
    expect(answers[0]).toContain("the role write");
    await nothingBegan(length, pull.head);
  });

  it.each([
    ["that is cut short", (head: string) => head.slice(0, 10), "is not a full sha"],
    ["of another commit of the repository", () => "main", "is not a full sha"],
    ["that is followed by another word", (head: string) => `${head} --force`, "one word too many"],
  ])("for a sha %s", async (_, typed, words) => {
    const pull = await here.proposed();
    const { length } = await here.repository.dispatched();
    const { answers } = await here.evaluate(pull.number, typed(pull.head));
    expect(answers).toEqual([expect.stringContaining(words)]);
    await nothingBegan(length, pull.head);
  });

  it("for a commit that is not the pull request's head, with the line for the one that is", async () => {
    const { repository } = here;
    const pull = await here.proposed();
    const later = await repository.commit({
      branch: pull.branch,
      files: await triageWith(here, BREAKING),
    });
    const { length } = await repository.dispatched();
    for (const sha of [pull.head, (await repository.ref("main")) ?? "", "0".repeat(40)]) {
      const { answers } = await here.evaluate(pull.number, sha);
      expect(answers).toEqual([expect.stringContaining("not_the_head")]);
      expect(answers[0]).toContain(`/evaluate ${later}`);
    }
    await nothingBegan(length, pull.head);
  });

  it("on an issue", async () => {
    const { answers } = await here.evaluate(await newIssue(here), "a".repeat(40));
    expect(answers).toEqual([expect.stringContaining("not_a_pull_request")]);
  });

  it.each(["/evaluated", "/evaluate-now", "/EVALUATIONS", "/eval", "/еvaluate"])(
    "for the look-alike %s, in silence",
    async (verb) => {
      const pull = await here.proposed();
      const { length } = await here.repository.dispatched();
      const { answers } = await say(here, {
        text: `${verb} ${pull.head}`,
        by: here.maintainer,
        issue: pull.number,
      });
      expect(answers).toEqual([]);
      await nothingBegan(length, pull.head);
    },
  );

  it("where the workflow is missing or has no such trigger, and the answer says what to install", async () => {
    const { repository } = here;
    const path = ".github/workflows/pointsman.yml";
    const workflow = (await repository.file(path)) ?? "";
    const cases = [
      ["workflow_missing", null],
      ["workflow_unsuited", workflow.replace("workflow_dispatch", "workflow_call")],
      ["workflow_unsuited", workflow.replace(/ {6}sha: .*\n/, "")],
    ] as const;
    for (const [code, text] of cases) {
      const pull = await here.proposed();
      await repository.commit({ files: { [path]: text } });
      const { answers } = await here.evaluate(pull.number, pull.head);
      await repository.commit({ files: { [path]: workflow } });
      expect(answers).toEqual([expect.stringContaining(code)]);
      expect(answers[0]).toContain(path);
      expect((await repository.statuses(pull.head))[0]).toMatchObject({ state: "error" });
    }
  });

  it.each([
    ["statuses_not_permitted", /\/commits\/[0-9a-f]{40}\/statuses/],
    ["dispatch_not_permitted", /dispatches$/],
  ])("while the app lacks a permission, and the answer names it: %s", async (code, match) => {
    const pull = await here.proposed();
    const body = { message: "Resource not accessible by integration" };
    const mend = here.github.faults.add({ match, status: 403, body });
    const { answers } = await here.evaluate(pull.number, pull.head);
    mend();
    expect(answers).toEqual([expect.stringContaining(code)]);
  });
});
