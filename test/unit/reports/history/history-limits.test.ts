import fc from "fast-check";
import { expect, it } from "vitest";
import { EVENT_TYPES, type LedgerEvent } from "../../../../src/domain/ledger/event.ts";
import type { PromptState } from "../../../../src/domain/ledger/state.ts";
import type { AnnouncedPrompt } from "../../../../src/releases/announcements.ts";
import { historyComment, historyIssue } from "../../../../src/reports/history/history-issue.ts";
import { bytesOf } from "../../../../src/reports/text/budget.ts";
import { stateOf } from "../../../support/ledger.ts";
import { NASTY } from "../rendered.ts";
import { LINKS, RELEASE, twoVersions } from "../samples.ts";

/** Histories of any length, whatever people wrote into them, stay inside what GitHub takes and what Mermaid reads. */

/** GitHub counts characters; bytes are never fewer, and our marker stands above the text. */
const GITHUB_TAKES = 65_536;
const MARKER_ROOM = 200;

const ledger = twoVersions();
const [template] = ledger.events;
const known = stateOf(ledger);

const written = fc.oneof(
  fc.constantFrom(...NASTY.filter((text) => text.trim() !== "")),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
  fc.constantFrom("日本語🇯🇵", "ü`", "|", "@all ", "‮", '"]:::back\n').map((unit) => unit.repeat(400)),
);
const login = written.map((text) => text.slice(0, 200));
const environment = fc.oneof(
  fc.integer({ min: 0, max: 19 }).map((index) => `environment-${index}`),
  fc.constantFrom('x"]', "a\n  e1 --> e2", "`b`", "end", "<img src=x>", "%%{init: {}}%%"),
);
const version = fc.integer({ min: 1, max: 40 }).map((n) => `2026-03-12.${n}`);
const minute = fc.integer({ min: 0, max: 59 }).map((m) => `2026-03-12T09:${String(m).padStart(2, "0")}:00Z`);

const event = fc.record({
  type: fc.constantFrom(...EVENT_TYPES),
  environment: fc.option(environment),
  version: fc.option(version),
  previous_version: fc.option(version),
  reason: fc.option(written),
  login,
  at: minute,
});

function eventsOf(drawn: readonly (typeof event extends fc.Arbitrary<infer T> ? T : never)[]): LedgerEvent[] {
  if (template === undefined) throw new Error("Expected an event");
  return drawn.map(({ login: by, ...own }, index) => ({
    ...template,
    ...own,
    actor: { ...template.actor, login: by },
    sequence: drawn.length - index,
  }));
}

/** The state with so many environments, each held and frozen by somebody for a reason. */
function stateWith(names: readonly string[], by: string, reason: string): PromptState {
  const mark = { since: "2026-03-12T09:00:00Z", by, sequence: 1, reason };
  const pointer = {
    version: "2026-03-12.1",
    digest: known.latest.digest,
    since: mark.since,
    by,
    sequence: 1,
  };
  const one = { pointer, trail: [], rolled_back: [], retired: [], held: mark, frozen: mark };
  return { ...known, path: reason, environments: Object.fromEntries(names.map((name) => [name, one])) };
}

/** Every line that the diagram's grammar has, with labels that hold letters, digits and a few signs. */
const LABEL = String.raw`(?:[\p{L}\p{N} .,+/·…↩-]|<br/>|#58;)*`;
const DIAGRAM = new RegExp(
  [
    "^flowchart TD$",
    String.raw`^ {2}e\d+\["${LABEL}"\]:::(?:publish|promote|back|other)$`,
    String.raw`^ {2}e\d+(?: --> e\d+)+$`,
    String.raw`^ {2}e\d+ -\.-> e\d+$`,
    "^ {2}classDef (?:publish|promote|back|other) fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}$",
  ].join("|"),
  "u",
);

function diagramLines(body: string): readonly string[] {
  const blocks = [...body.matchAll(/^```mermaid\n([\s\S]*?)\n```$/gm)];
  expect(blocks.length).toBeLessThanOrEqual(1);
  return blocks.flatMap(([, source = ""]) => source.split("\n"));
}

it("is one text and one comment that GitHub takes, with a diagram that Mermaid reads", () => {
  let drawnDiagrams = 0;
  const length = fc.oneof(
    { weight: 12, arbitrary: fc.array(event, { minLength: 1, maxLength: 60 }) },
    { weight: 1, arbitrary: fc.array(event, { minLength: 900, maxLength: 1_000, size: "max" }) },
  );
  fc.assert(
    fc.property(length, fc.array(environment, { maxLength: 20 }), written, (drawn, environments, text) => {
      const events = eventsOf(drawn);
      const state = stateWith(environments, text.slice(0, 200), text);
      const { body, title } = historyIssue({ ...LINKS, part: 2, earlier: 1, state, events, environments });
      expect(bytesOf(body)).toBeLessThanOrEqual(GITHUB_TAKES - MARKER_ROOM);
      expect(title.length).toBeLessThanOrEqual(256);
      const lines = diagramLines(body);
      for (const line of lines) expect(line).toMatch(DIAGRAM);
      drawnDiagrams += lines.length > 0 ? 1 : 0;
      const [first, ...rest] = events
        .slice(0, 20)
        .map((one) => ({ event: one, version: null, previousVersion: null }));
      if (first === undefined) return;
      const prompt: AnnouncedPrompt = { promptId: known.prompt_id, state, events: [first, ...rest] };
      const comment = historyComment({ ...LINKS, commit: RELEASE, prompt });
      expect(bytesOf(comment)).toBeLessThanOrEqual(GITHUB_TAKES - MARKER_ROOM);
    }),
    { numRuns: 80 },
  );
  expect(drawnDiagrams).toBeGreaterThan(40);
});
