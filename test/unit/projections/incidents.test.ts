import { beforeEach, describe, expect, it } from "vitest";
import type { LedgerEvent } from "../../../src/domain/ledger/event.ts";
import { recordIncidents } from "../../../src/projections/incidents.ts";
import type { Incident, IncidentIssues } from "../../../src/projections/ports.ts";
import type { AnnouncedPrompt } from "../../../src/releases/announcements.ts";
import { OutsideError } from "../../../src/releases/ports.ts";
import { publishContent, rollBack, stateOf, type TestLedger, testLedger } from "../../support/ledger.ts";

interface Review extends Incident {
  isOpen: boolean;
  readonly entries: Map<string, string>;
}

let ledger: TestLedger;
let reviews: Review[];

beforeEach(() => {
  ledger = testLedger();
  reviews = [];
  for (const text of ["one", "two", "three"]) publishContent(ledger, text);
});

/** Reviews in memory; a repeat of any step changes nothing. */
function memoryIncidents(): IncidentIssues {
  const at = (issue: number): Review => {
    const review = reviews[issue - 1];
    if (review === undefined) throw new Error(`There is no review ${issue}`);
    return review;
  };
  return {
    open: async () => reviews.filter(({ isOpen }) => isOpen),
    closedSince: async () => reviews.filter(({ isOpen }) => !isOpen),
    start: async (incident, { body }) => {
      if (reviews.some(({ eventId }) => eventId === incident.eventId)) return;
      const issue = reviews.length + 1;
      const place = { issue, url: `https://github.com/acme/prompts/issues/${issue}` };
      reviews.push({
        ...incident,
        ...place,
        text: body,
        isOpen: true,
        openedAt: ledger.now,
        entries: new Map(),
      });
    },
    hasEntry: async ({ issue, key }) => at(issue).entries.has(key),
    commentOnce: async ({ issue, key }, body) => {
      if (!at(issue).entries.has(key)) at(issue).entries.set(key, body);
    },
    drop: async ({ issue }) => {
      at(issue).isOpen = false;
    },
  };
}

/** What the last step of the ledger did, as one release commit. */
function lastCommit(): AnnouncedPrompt {
  const event = ledger.events.at(-1);
  if (event === undefined) throw new Error("Expected an event");
  const versionOf = (id: string | null) => (id === null ? null : (ledger.versions.get(id) ?? null));
  const announced = {
    event,
    version: versionOf(event.version),
    previousVersion: versionOf(event.previous_version),
  };
  return { promptId: "support-triage", state: stateOf(ledger), events: [announced] };
}

const record = (prompt = lastCommit(), incidents = memoryIncidents()) =>
  recordIncidents(
    {
      commit: "a".repeat(40),
      prompt,
      events: ledger.events.toReversed() as readonly LedgerEvent[],
      historyIssue: 7,
      repositoryUrl: "https://github.com/acme/prompts",
      releaseBranch: "prompt-releases",
    },
    { incidents },
  );

describe("a rollback", () => {
  it("opens one review, however often it is told of, which says since when the bad version was live", async () => {
    rollBack(ledger);
    const told = lastCommit();
    await record(told);
    await record(told);
    expect(reviews).toHaveLength(1);
    expect(reviews[0]).toMatchObject({ environment: "production", version: "2026-03-12.3", isOpen: true });
    expect(reviews[0]?.text).toContain("It had been live for **1 minute**.");
  });

  it("further down is added to the review that is open, once, and each environment has its own", async () => {
    rollBack(ledger);
    await record();
    rollBack(ledger);
    const second = lastCommit();
    await record(second);
    await record(second);
    rollBack(ledger, { environment: "staging" });
    await record();
    expect(reviews.map(({ environment, entries }) => [environment, entries.size])).toEqual([
      ["production", 1],
      ["staging", 0],
    ]);
  });

  it("opens no second review where somebody closed it before a repeat", async () => {
    rollBack(ledger);
    const first = lastCommit();
    await record(first);
    rollBack(ledger);
    const second = lastCommit();
    await record(second);
    for (const review of reviews) review.isOpen = false;
    await record(first);
    await record(second);
    expect(reviews).toHaveLength(1);
    expect(reviews[0]?.entries.size).toBe(1);
  });

  it("opens a review of its own once the one before is closed", async () => {
    rollBack(ledger);
    await record();
    for (const review of reviews) review.isOpen = false;
    rollBack(ledger);
    await record();
    expect(reviews).toHaveLength(2);
  });
});

describe("a rollback that is taken back", () => {
  async function takenBack(minutes: number): Promise<void> {
    rollBack(ledger);
    await record();
    ledger.now = new Date(Date.parse(ledger.now) + minutes * 60_000).toISOString();
    rollBack(ledger, { to: "2026-03-12.3" });
  }

  it("within half an hour is told on its review, which closes, wherever a run died on the way", async () => {
    await takenBack(5);
    const incidents = memoryIncidents();
    const dying: IncidentIssues = {
      ...incidents,
      drop: () => Promise.reject(new OutsideError("close the review", "502")),
    };
    await expect(record(lastCommit(), dying)).rejects.toThrow("502");
    await record();
    await record();
    expect(reviews).toHaveLength(1);
    expect(reviews[0]).toMatchObject({ isOpen: false });
    expect([...(reviews[0]?.entries.values() ?? [])]).toEqual([
      expect.stringContaining("this issue is closed"),
    ]);
  });

  it("later is told on its review, which stays open for people", async () => {
    await takenBack(60);
    await record();
    expect(reviews[0]).toMatchObject({ isOpen: true });
    expect(reviews[0]?.entries.size).toBe(1);
  });

  it("in part leaves the review open", async () => {
    rollBack(ledger);
    await record();
    rollBack(ledger);
    await record();
    rollBack(ledger, { to: "2026-03-12.2" });
    await record();
    expect(reviews).toHaveLength(1);
    expect(reviews[0]).toMatchObject({ isOpen: true });
  });

  it("opens nothing where there is no review", async () => {
    rollBack(ledger);
    rollBack(ledger, { to: "2026-03-12.3" });
    await record();
    expect(reviews).toEqual([]);
  });
});
