import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { historyIssues } from "../../../src/github/issues/history-issues.ts";
import { FULL_PART } from "../../../src/projections/history.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { FAULTS, type Scene, sceneOf } from "./scene.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

const PROMPT = "support-triage";
const SINCE = "2026-01-01T00:00:00Z";

describe("the history issues of a prompt", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await sceneOf(github, "app");
  });
  const issues = () => historyIssues(scene, scene.author);
  const opening = (part: number) => issues().open(PROMPT, part, { title: `Part ${part}`, body: `${part}` });
  const entry = { earlier: null, key: "c1", since: SINCE };

  test("are found by parts, and those of no other prompt with them", async () => {
    await issues().open("other", 1, { title: "Other", body: "other" });
    const numbers = [await opening(1), await opening(2)];
    await issues().commentOnce({ ...entry, issue: numbers[1] ?? 0 }, "said");
    expect(await issues().parts(PROMPT)).toMatchObject([
      { issue: numbers[0], part: 1, comments: 0, isOpen: true },
      { issue: numbers[1], part: 2, comments: 1, isOpen: true },
    ]);
    expect(await issues().parts("support")).toEqual([]);
  });

  test("are one, however many processes open it at once", async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => opening(1)));
    const parts = await issues().parts(PROMPT);
    expect(parts).toHaveLength(1);
    expect(new Set([...opened, parts[0]?.issue]).size).toBe(1);
    const others = (await scene.repository.issues()).filter(({ number }) => number !== opened[0]);
    for (const { body, state } of others) {
      expect({ body, state }).toEqual({
        body: `This issue was opened at the same moment as #${opened[0]}, which is the one to read.`,
        state: "closed",
      });
    }
  });

  test("take no comment that the part before has", async () => {
    const [earlier, issue] = [await opening(1), await opening(2)];
    await issues().commentOnce({ ...entry, issue: earlier }, "said");
    await issues().commentOnce({ ...entry, issue, earlier }, "said again");
    expect(await scene.repository.comments(issue)).toEqual([]);
  });

  test("are found full before GitHub takes no more comments, without a comment being read", async () => {
    const issue = await opening(1);
    scene.repository.pretendComments(issue, FULL_PART);
    github.requests.length = 0;
    expect(await issues().parts(PROMPT)).toMatchObject([{ comments: FULL_PART }]);
    expect(github.requests.map(({ path }) => path)).toEqual([`/repos/${scene.owner}/${scene.repo}/issues`]);
    await issues().commentOnce({ ...entry, issue }, "there is room for people");
    scene.repository.pretendComments(issue, 2_500);
    await expect(issues().commentOnce({ ...entry, key: "c2", issue }, "too late")).rejects.toThrow(
      "more than 2500 comments",
    );
  });

  test("are written only where they say something else", async () => {
    await opening(1);
    const [part] = await issues().parts(PROMPT);
    if (part === undefined) throw new Error("Expected a part");
    github.requests.length = 0;
    await issues().rewrite(PROMPT, part, "1");
    expect(github.requests).toEqual([]);
    await issues().end(PROMPT, part, "over");
    const [ended] = await issues().parts(PROMPT);
    expect(ended).toMatchObject({ isOpen: false });
    github.requests.length = 0;
    if (ended !== undefined) await issues().end(PROMPT, ended, "over");
    expect(github.requests).toEqual([]);
  });

  test.each(FAULTS)("are ended in spite of %s", async (_, fault) => {
    await opening(1);
    const [part] = await issues().parts(PROMPT);
    if (part === undefined) throw new Error("Expected a part");
    github.faults.failNth(1, fault);
    await issues().end(PROMPT, part, "over");
    expect(await issues().parts(PROMPT)).toMatchObject([
      { isOpen: false, text: expect.stringContaining("over") },
    ]);
  });
});
