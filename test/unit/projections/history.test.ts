import { beforeEach, describe, expect, it } from "vitest";
import { memoryBranch } from "../../../src/branch/memory.ts";
import { FULL_PART, recordHistory } from "../../../src/projections/history.ts";
import type { HistoryIssues } from "../../../src/projections/ports.ts";
import { type Announcement, announcementsSince } from "../../../src/releases/announcements.ts";
import { commitOf } from "../../../src/releases/documents.ts";
import { OutsideError, type ReleaseBranch } from "../../../src/releases/ports.ts";
import { accepted, publishContent, rollBack, type TestLedger, testLedger } from "../../support/ledger.ts";

interface Issue {
  readonly title: string;
  body: string;
  isOpen: boolean;
  readonly comments: Map<string, string>;
  /** Comments of other people. */
  others: number;
}

let branch: ReleaseBranch;
let ledger: TestLedger;
let opened: Issue[];
let issues: HistoryIssues;

beforeEach(() => {
  branch = memoryBranch();
  ledger = testLedger();
  opened = [];
  issues = memoryIssues();
});

/** Issues of one prompt; a repeat of any step changes nothing. */
function memoryIssues(): HistoryIssues {
  const at = (number: number): Issue => {
    const issue = opened[number - 1];
    if (issue === undefined) throw new Error(`There is no issue ${number}`);
    return issue;
  };
  return {
    parts: async () =>
      opened.map(({ body: text, comments, isOpen, others }, index) => {
        const number = index + 1;
        return { issue: number, part: number, text, comments: comments.size + others, isOpen };
      }),
    open: async (_, part, { body, title }) =>
      part <= opened.length
        ? part
        : opened.push({ title, body, isOpen: true, comments: new Map(), others: 0 }),
    rewrite: async (_, { issue }, body) => {
      at(issue).body = body;
    },
    end: async (_, { issue }, body) => {
      Object.assign(at(issue), { body, isOpen: false });
    },
    commentOnce: async ({ earlier, issue, key }, body) => {
      const isThere = earlier !== null && at(earlier).comments.has(key);
      if (!isThere && !at(issue).comments.has(key)) at(issue).comments.set(key, body);
    },
  };
}

/** Appends what a step decided as one commit. */
async function commit(step: () => ReturnType<typeof publishContent> | ReturnType<typeof rollBack>) {
  const before = ledger.state;
  const decision = accepted(step());
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

const record = (announcement: Announcement, into: HistoryIssues = issues) =>
  recordHistory(announcement, {
    branch,
    issues: into,
    incidents: null,
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

  /** A history whose first part has no room left. */
  async function fullHistory(): Promise<Issue> {
    await record(await commit(() => publishContent(ledger, "one")));
    await record(await commit(() => publishContent(ledger, "two")));
    const [first] = opened;
    if (first === undefined) throw new Error("Expected an issue");
    first.others = FULL_PART - 1;
    return first;
  }

  it("goes on in a linked successor before GitHub takes no more comments, and closes the full part", async () => {
    const first = await fullHistory();
    await record(await commit(() => rollBack(ledger)));
    await record(await commit(() => publishContent(ledger, "three")));
    const [, second, ...others] = opened;
    expect(others).toEqual([]);
    expect(first).toMatchObject({ isOpen: false, body: expect.stringContaining("goes on in #2") });
    expect(first.comments.size).toBe(1);
    expect(second).toMatchObject({ isOpen: true, title: "Prompt history: support-triage (part 2)" });
    expect(second?.body).toContain("earlier comments are in #1");
    expect(second?.comments.size).toBe(2);
  });

  it("has one successor and each entry once, wherever a run died on the way over", async () => {
    for (const step of ["open", "commentOnce", "end"] as const) {
      branch = memoryBranch();
      ledger = testLedger();
      opened = [];
      const first = await fullHistory();
      const rolledBack = await commit(() => rollBack(ledger));
      const dying: HistoryIssues = {
        ...issues,
        [step]: async (...given: never[]) => {
          await (issues[step] as (...all: never[]) => Promise<unknown>)(...given);
          throw new OutsideError(step, "died");
        },
      };
      await expect(record(rolledBack, dying)).rejects.toThrow("died");
      await record(rolledBack);
      expect(opened, step).toHaveLength(2);
      expect(first.isOpen, step).toBe(false);
      expect([...first.comments.keys(), ...(opened[1]?.comments.keys() ?? [])], step).toHaveLength(2);
    }
  });

  it("says what is live although a run that knew less was let write last", async () => {
    await record(await commit(() => publishContent(ledger, "one")));
    await record(await commit(() => publishContent(ledger, "two")));
    const third = await commit(() => publishContent(ledger, "three"));
    let isFirst = true;
    const waiting: HistoryIssues = {
      ...issues,
      rewrite: async (...given) => {
        const overtaken = isFirst;
        isFirst = false;
        if (overtaken) await record(await commit(() => rollBack(ledger)));
        await issues.rewrite(...given);
      },
    };
    await record(third, waiting);
    const body = opened[0]?.body;
    expect(body).toContain("rolled back `2026-03-12.2` in `production`");
    await record(third);
    expect(opened[0]?.body).toBe(body);
  });

  it("finds an entry in the part before when that had become full behind it", async () => {
    const first = await fullHistory();
    first.others -= 1;
    const rolledBack = await commit(() => rollBack(ledger));
    await record(rolledBack);
    first.others += 1;
    await record(rolledBack);
    expect(first.comments.size).toBe(2);
    expect(opened[1]?.comments.size).toBe(0);
  });
});
