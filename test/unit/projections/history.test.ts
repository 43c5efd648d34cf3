import { beforeEach, describe, expect, it } from "vitest";
import { memoryBranch } from "../../../src/branch/memory.ts";
import { recordHistory } from "../../../src/projections/history.ts";
import type { HistoryIssues } from "../../../src/projections/ports.ts";
import { type Announcement, announcementsSince } from "../../../src/releases/announcements.ts";
import { commitOf } from "../../../src/releases/documents.ts";
import type { ReleaseBranch } from "../../../src/releases/ports.ts";
import { publishContent, rollBack, type TestLedger, testLedger } from "../../support/ledger.ts";

interface Issue {
  readonly title: string;
  body: string;
  readonly comments: Map<string, string>;
}

let branch: ReleaseBranch;
let ledger: TestLedger;
let opened: Issue[];
let issues: HistoryIssues;

beforeEach(() => {
  branch = memoryBranch();
  ledger = testLedger();
  opened = [];
  issues = {
    find: async () => (opened.length === 0 ? null : 1),
    open: async (_, { body, title }) => opened.push({ title, body, comments: new Map() }),
    rewrite: async (number, _, body) => {
      const issue = opened[number - 1];
      if (issue !== undefined) issue.body = body;
    },
    commentOnce: async (number, key, body) => {
      const comments = opened[number - 1]?.comments;
      if (!comments?.has(key)) comments?.set(key, body);
    },
  };
});

/** Appends what a step decided as one commit. */
async function commit(step: () => ReturnType<typeof publishContent> | ReturnType<typeof rollBack>) {
  const before = ledger.state;
  const decision = step();
  if (decision.decision !== "append") throw new Error(decision.decision);
  const { head } = await branch.read([]);
  const version = "version" in decision ? decision.version : undefined;
  const write = { before, appended: decision, version };
  const snapshot = await branch.read(["README.md", "prompts/support-triage/state.json"]);
  const appended = await branch.append(commitOf(snapshot, [write], "A step"));
  if (appended.status !== "committed") throw new Error(appended.status);
  return announce(head, appended.head);
}

async function announce(since: string | null, until: string): Promise<Announcement> {
  for await (const announcement of announcementsSince(branch, { since, until })) return announcement;
  throw new Error("Nothing to announce");
}

const record = (announcement: Announcement) =>
  recordHistory(announcement, {
    branch,
    issues,
    repositoryUrl: "https://github.com/acme/prompts",
    environments: ["staging", "production"],
    releaseBranch: "prompt-releases",
  });

describe("the history of a prompt", () => {
  it("opens no issue for its first publication: adopting hundreds would open hundreds", async () => {
    await record(await commit(() => publishContent(ledger, "one")));
    expect(opened).toEqual([]);
  });

  it("opens one issue with its second publication, and comments on each commit from then on", async () => {
    await record(await commit(() => publishContent(ledger, "one")));
    await record(await commit(() => publishContent(ledger, "two")));
    await record(await commit(() => rollBack(ledger)));
    expect(opened).toHaveLength(1);
    expect(opened[0]?.comments.size).toBe(2);
  });

  it("writes the same again without a second issue or comment, and says what is live now", async () => {
    await record(await commit(() => publishContent(ledger, "one")));
    const second = await commit(() => publishContent(ledger, "two"));
    await record(second);
    const rolledBack = await commit(() => rollBack(ledger));
    await record(rolledBack);
    const body = opened[0]?.body;
    for (const again of [second, rolledBack, second]) await record(again);
    expect(opened).toHaveLength(1);
    expect(opened[0]?.comments.size).toBe(2);
    expect(opened[0]?.body).toBe(body);
  });
});
