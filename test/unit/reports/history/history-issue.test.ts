import { describe, expect, it } from "vitest";
import type { LedgerEvent } from "../../../../src/domain/ledger/event.ts";
import type { AnnouncedEvent, AnnouncedPrompt } from "../../../../src/releases/announcements.ts";
import { eventPath, versionPath } from "../../../../src/releases/layout.ts";
import { DIAGRAM_EVENTS, historyDiagram } from "../../../../src/reports/history/history-diagram.ts";
import { historyComment, historyIssue } from "../../../../src/reports/history/history-issue.ts";
import { statusText } from "../../../../src/reports/status/table.ts";
import { bytesOf, COMMENT_LIMIT } from "../../../../src/reports/text/budget.ts";
import { eventUrl, sourceUrl, versionUrl } from "../../../../src/reports/text/links.ts";
import { publishContent, rollBack, stateOf, type TestLedger } from "../../../support/ledger.ts";
import { NASTY, skeleton } from "../rendered.ts";
import { LINKS, RELEASE, twoVersions } from "../samples.ts";

const ENVIRONMENTS = ["staging", "production"];

const FIRST = { part: 1, earlier: null };

function issueOf(ledger: TestLedger, events: readonly LedgerEvent[] = ledger.events.toReversed()) {
  return historyIssue({ ...LINKS, ...FIRST, state: stateOf(ledger), events, environments: ENVIRONMENTS });
}

function announced(ledger: TestLedger, events: readonly LedgerEvent[]): AnnouncedPrompt {
  const versionOf = (id: string | null) => (id === null ? null : (ledger.versions.get(id) ?? null));
  const [first, ...rest] = events.map((event): AnnouncedEvent => {
    return { event, version: versionOf(event.version), previousVersion: versionOf(event.previous_version) };
  });
  if (first === undefined) throw new Error("An announcement has an event");
  return { promptId: "support-triage", state: stateOf(ledger), events: [first, ...rest] };
}

function lastEvents(ledger: TestLedger, count: number): readonly LedgerEvent[] {
  return ledger.events.slice(-count);
}

describe("a prompt's history issue", () => {
  it("tells what is live and how it came to that", async () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const { body, title } = issueOf(ledger);
    expect(title).toBe("Prompt history: support-triage");
    await expect(body).toMatchFileSnapshot("__snapshots__/history-issue.md");
  });

  it("names environments that only the ledger knows", () => {
    const ledger = twoVersions();
    const { body } = historyIssue({
      ...LINKS,
      ...FIRST,
      state: stateOf(ledger),
      events: ledger.events,
      environments: ["production"],
    });
    expect(body).toMatch(/`staging` .*no longer configured/);
  });

  it("stays within its limit with 1,000 events, and says what it leaves out", () => {
    const ledger = twoVersions();
    const [template] = ledger.events;
    if (template === undefined) throw new Error("Expected events");
    const events = Array.from({ length: 1_000 }, (_, index) => {
      return { ...template, sequence: 1_000 - index, reason: "ü".repeat(200) };
    });
    const { body } = issueOf(ledger, events);
    expect(bytesOf(body)).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(body).toMatch(
      /_Left out for length:_ \d+ of 1000 events\. Everything is in \[the release branch\]/,
    );
    expect(body).toContain(`The last ${DIAGRAM_EVENTS} events`);
  });

  it.each(NASTY.filter((text) => text.trim() !== "").map((text) => [text.slice(0, 40), text] as const))(
    "shows %j as data",
    (_, text) => {
      const ledger = twoVersions();
      const state = stateOf(ledger);
      const pageOf = (data: string): string => {
        const events = ledger.events.map((event) => {
          return { ...event, actor: { ...event.actor, login: data }, reason: data.trim().slice(0, 150) };
        });
        const { body } = historyIssue({
          ...LINKS,
          ...FIRST,
          state: { ...state, path: data },
          events,
          environments: [...ENVIRONMENTS, data],
        });
        return skeleton(body);
      };
      expect(pageOf(text)).toBe(pageOf("x"));
    },
  );
});

describe("the diagram of a history", () => {
  it("shows a publication to several environments as one step and a rollback's way back", () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const { block } = historyDiagram(ledger.events.toReversed());
    expect(block).toContain(
      'e3["published<br/>2026-03-12.2<br/>staging, production<br/>2026-03-12 09#58;02<br/>octo-dev"]',
    );
    expect(block).toContain("e1 --> e3 --> e5");
    expect(block).toContain("e5 -.-> e1");
  });

  it("lets no name out of its label", () => {
    const ledger = twoVersions();
    const lines = (login: string): number => {
      const events = ledger.events.map((event) => ({ ...event, actor: { ...event.actor, login } }));
      return historyDiagram(events).block.split("\n").length;
    };
    for (const text of NASTY) expect(lines(text)).toBe(lines("octocat"));
    const forged = 'x"]:::back\n  e1 --> e9["';
    const [event] = ledger.events;
    if (event === undefined) throw new Error("Expected events");
    expect(historyDiagram([{ ...event, actor: { ...event.actor, login: forged } }]).block).not.toContain(
      "e9[",
    );
  });
});

describe("a comment on one release commit", () => {
  it("says what happened, by whom, why and how to take it back", async () => {
    const ledger = twoVersions();
    rollBack(ledger);
    const prompt = announced(ledger, lastEvents(ledger, 1));
    const comment = historyComment({ ...LINKS, commit: RELEASE, prompt });
    await expect(comment).toMatchFileSnapshot("__snapshots__/history-comment.md");
  });

  it("tells a publication to two environments once, with one difference", () => {
    const ledger = twoVersions();
    const comment = historyComment({
      ...LINKS,
      commit: RELEASE,
      prompt: announced(ledger, lastEvents(ledger, 2)),
    });
    expect(comment.match(/now serves/g)).toHaveLength(2);
    expect(comment.match(/<details>/g)).toHaveLength(1);
    expect(comment).toContain("/rollback support-triage to 2026-03-12.1 from 2026-03-12.2 in production");
  });

  it("stays within its limit with huge prompts", () => {
    const ledger = twoVersions();
    publishContent(ledger, "`|@x ".repeat(300_000));
    const comment = historyComment({
      ...LINKS,
      commit: RELEASE,
      prompt: announced(ledger, lastEvents(ledger, 2)),
    });
    expect(bytesOf(comment)).toBeLessThanOrEqual(COMMENT_LIMIT);
  });
});

describe("links", () => {
  it("lead to where the release branch keeps its files", () => {
    const base = `${LINKS.repositoryUrl}/blob/prompt-releases`;
    expect(versionUrl(LINKS, "a", "2026-03-12.1")).toBe(`${base}/${versionPath("a", "2026-03-12.1")}`);
    expect(eventUrl(LINKS, "a", 12)).toBe(`${base}/${eventPath("a", 12)}`);
  });

  it("hold whatever a path holds", () => {
    expect(sourceUrl(LINKS, { commit: RELEASE, path: "a b/#?%.yml", line: 3 })).toBe(
      `${LINKS.repositoryUrl}/blob/${RELEASE}/a%20b/%23%3F%25.yml?plain=1#L3`,
    );
  });
});

describe("a table of what is live", () => {
  const ledger = twoVersions();
  rollBack(ledger);
  const input = { states: [stateOf(ledger)], environments: ENVIRONMENTS };

  it("is padded for a terminal", () => {
    expect(statusText(input)).toBe(
      [
        "PROMPT          NEWEST        STAGING       PRODUCTION",
        "support-triage  2026-03-12.2  2026-03-12.2  2026-03-12.1 (held)",
        "",
      ].join("\n"),
    );
  });
});
