import { expect, test } from "vitest";
import { createClient } from "../../../src/github/client/client.ts";
import { paced, writePace } from "../../../src/github/client/pace.ts";
import { historyIssues } from "../../../src/github/issues/history-issues.ts";
import { repliesTo } from "../../../src/github/issues/replies.ts";
import { recordHistory } from "../../../src/projections/history.ts";
import { type Announcement, announcementsSince } from "../../../src/releases/announcements.ts";
import { startGitHub } from "../../support/github/github.ts";
import { limitWrites } from "../../support/github/secondary-limit.ts";
import { stillSurroundings } from "../../unit/github/surroundings.ts";
import { promptFile, setScene } from "../releases/scene.ts";
import { sceneOf } from "./scene.ts";

const PROMPTS = 200;

/** Two hundred prompts published at once, and again with other texts: their release commits, and where they are read. */
async function publishedTwice() {
  const filesOf = (text: string) =>
    Object.fromEntries(
      Array.from({ length: PROMPTS }, (_, index) => [`prompts/prompt-${index}.prompt.yml`, promptFile(text)]),
    );
  const releases = setScene({ files: filesOf("first") });
  const branch = releases.home.open("prompt-releases");
  const publish = async () => {
    const { head: since } = await branch.read([]);
    await releases.publish();
    const { head } = await branch.read([]);
    const announcements: Announcement[] = [];
    for await (const one of announcementsSince(branch, { since, until: head ?? "" })) announcements.push(one);
    return announcements;
  };
  const adopted = await publish();
  releases.sources.push(filesOf("second"));
  return { branch, adopted, changed: await publish() };
}

test("two hundred histories at once trip no secondary limit, and an answer in their midst does not wait", {
  timeout: 120_000,
}, async () => {
  await using github = await startGitHub();
  const { author, owner, repo, repository } = await sceneOf(github, "app");
  const { adopted, branch, changed } = await publishedTwice();
  const { policy, waits } = stillSurroundings(new Date().toISOString());
  const now = () => Date.parse(policy.surroundings.now());
  const limit = limitWrites(github.faults, now);
  const token = (await github.installApp()).token();
  const pace = writePace({ surroundings: policy.surroundings, longestWaitMs: 3_600_000 });
  const plain = createClient({ token, apiUrl: github.url, ...policy });
  const place = { owner, repo };
  const ports = {
    branch,
    issues: historyIssues({ ...place, client: paced(plain, pace, "patient") }, author),
    incidents: null,
    repositoryUrl: "https://github.com/acme/prompts",
    environments: ["staging", "production"],
    releaseBranch: "prompt-releases",
  };

  github.requests.length = 0;
  for (const announcement of adopted) await recordHistory(announcement, ports);
  expect(github.requests, "adopting them opens nothing, and asks nothing").toEqual([]);

  const { number: issue } = await repository.issue({ title: "Alarm" });
  const comment = await repository.comment(issue, "/rollback prompt-1");
  for (const { commit, prompts } of changed) {
    for (const [index, prompt] of prompts.entries()) {
      await recordHistory({ commit, prompts: [prompt] }, ports);
      if (index > 0) continue;
      const before = waits.length;
      const asked = { id: comment.id, url: "https://github.com/", createdAt: new Date(0).toISOString() };
      const client = paced(plain, pace, "urgent");
      const replies = repliesTo({
        ...place,
        client,
        issue,
        comment: asked,
        self: async () => author,
        log: () => undefined,
      });
      await replies.answer("production serves it again");
      expect(waits.length - before).toBe(0);
    }
  }
  expect(limit.refused()).toBe(0);
  const histories = (await repository.issues()).filter(({ title }) =>
    String(title).startsWith("Prompt history:"),
  );
  expect(histories).toHaveLength(PROMPTS);
  expect(limit.writes.length).toBe(2 * PROMPTS + 1);
});
