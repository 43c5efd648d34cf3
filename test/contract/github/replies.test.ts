import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { RequestRefused } from "../../../src/github/client/errors.ts";
import { repliesTo } from "../../../src/github/issues/replies.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { type Scene, sceneOf } from "./scene.ts";

let github: GitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterEach(() => github.faults.clear());
afterAll(() => github.close());

describe.each(["action", "app"] as const)("the answer that the %s gives", (entry) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await sceneOf(github, entry);
  });

  /** A command on a new issue, and how it is replied to. */
  async function asked() {
    const { number: issue } = await scene.repository.issue({ title: "Something is wrong" });
    const { id } = await scene.repository.comment(issue, "/rollback support-triage");
    const url = `https://github.com/${scene.owner}/${scene.repo}/issues/${issue}#issuecomment-${id}`;
    const comment = { id, url, createdAt: new Date(0).toISOString() };
    const replies = () =>
      repliesTo({
        ...scene,
        issue,
        comment,
        self: async () => scene.author,
        log: () => undefined,
      });
    return { issue, comment, replies };
  }

  const answersOn = async (issue: number) => {
    const all = await scene.repository.comments(issue);
    return all.filter(({ author }) => author === scene.author.login).map(({ body }) => body);
  };
  const issueFor = async (issue: number) =>
    (await scene.repository.issues()).filter(({ title }) => title === `Answers to commands on #${issue}`);

  test.each([
    ["is locked", (issue: number) => scene.repository.lock(issue)],
    ["has all its comments", async (issue: number) => scene.repository.pretendComments(issue, 2_500)],
  ])(
    "stands in an issue of its own where that of the command %s, once and with a link to it",
    async (_, close) => {
      const { comment, issue, replies } = await asked();
      await close(issue);
      for (const _again of [1, 2]) await replies().answer("production serves it again");
      expect(await answersOn(issue)).toEqual([]);
      const [other, ...more] = await issueFor(issue);
      expect(more).toEqual([]);
      expect(String(other?.body)).toContain(`#${issue} is locked, or has all the comments`);
      const answers = await answersOn(Number(other?.number));
      expect(answers).toEqual([
        expect.stringContaining(`Answer to ${comment.url}\n\nproduction serves it again`),
      ]);
    },
  );

  test("is tried again later where it was refused for another reason", async () => {
    const { issue, replies } = await asked();
    github.faults.add({ match: new RegExp(`^POST .*/issues/${issue}/comments$`), status: 403, times: 1 });
    await expect(replies().answer("done")).rejects.toThrow(RequestRefused);
    expect(await issueFor(issue)).toEqual([]);
    await replies().answer("done");
    expect(await answersOn(issue)).toHaveLength(1);
  });
});
