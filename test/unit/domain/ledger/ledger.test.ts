import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventDigest, eventId, eventSchema, type LedgerEvent } from "../../../../src/domain/ledger/event.ts";
import { foldEvents } from "../../../../src/domain/ledger/ledger.ts";
import { LedgerError, type LedgerFault } from "../../../../src/domain/ledger/ledger-error.ts";
import { isFlagged, promptStateSchema } from "../../../../src/domain/ledger/state.ts";
import { compareVersionIds } from "../../../../src/domain/ledger/version-id.ts";
import {
  changeLifecycle,
  live,
  lookup,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
  testLedger,
} from "../../../support/ledger.ts";

/** Any step that a person or a merge can take; the decisions refuse what is not legal at the time. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("publish" as const), content: fc.integer({ min: 0, max: 5 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("rollback" as const), pick: fc.nat(6) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("promote" as const), pick: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("lifecycle" as const),
      change: fc.constantFrom("freeze", "unfreeze", "archive", "restore"),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(ledger: TestLedger, next: Step): void {
  if (next.kind === "publish") {
    publishContent(ledger, `content ${next.content}`);
    return;
  }
  if (ledger.state === undefined) return;
  const versions = [...ledger.versions.keys()];
  if (next.kind === "rollback") rollBack(ledger, { to: versions[next.pick] ?? null });
  else if (next.kind === "promote") promoteTo(ledger, "production", { version: versions[next.pick] ?? null });
  else changeLifecycle(ledger, next.change);
}

function history(steps: readonly Step[]): TestLedger {
  const ledger = testLedger();
  for (const next of steps) take(ledger, next);
  return ledger;
}

const histories = fc.array(step, { minLength: 1, maxLength: 30 });

describe("the fold of a ledger", () => {
  it("is what the decisions said, for any legal history", () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const ledger = history(steps);
        const folded = foldEvents(ledger.events, lookup(ledger));
        expect(folded).toEqual(ledger.state);
        if (folded !== undefined) expect(promptStateSchema.parse(folded)).toEqual(folded);
      }),
    );
  });

  it("keeps pointer, trail, flags and sequence consistent, for any legal history", () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const ledger = history(steps);
        if (ledger.state === undefined) return;
        expect(ledger.events.map((event) => event.sequence)).toEqual(
          ledger.events.map((_, index) => index + 1),
        );
        for (const environment of Object.values(ledger.state.environments)) {
          expect(environment.trail.at(-1)?.version).toBe(environment.pointer?.version);
          const retired = new Set(environment.retired.map((entry) => entry.version));
          expect(environment.trail.filter((entry) => retired.has(entry.version))).toEqual([]);
          if (environment.pointer) expect(isFlagged(environment, environment.pointer.digest)).toBe(false);
        }
      }),
    );
  });

  it("gives version ids that rise with the sequence, also past nine on one day", () => {
    const ledger = testLedger();
    for (let n = 0; n < 12; n += 1) publishContent(ledger, `content ${n}`);
    const ids = [...ledger.versions.keys()];
    expect(ids.at(-1)).toBe("2026-03-12.12");
    expect(ids.toSorted(compareVersionIds)).toEqual(ids);
  });

  it("makes one event of one key, however often the cause comes", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 2, max: 5 }), (steps, times) => {
        const ledger = history(steps);
        if (live(ledger) === null) return;
        const before = ledger.events.length;
        const decisions = Array.from(
          { length: times },
          () => rollBack(ledger, { key: "comment:same" }).decision,
        );
        const made = ledger.events.length - before;
        expect(made).toBeLessThanOrEqual(1);
        if (made === 1) expect(decisions).toEqual(["append", ...Array(times - 1).fill("repeat")]);
      }),
    );
  });

  it("remembers keys for thirty days and never fewer than five hundred", () => {
    const ledger = testLedger();
    publishContent(ledger, "first", { key: "merge:first" });
    for (let n = 0; n < 520; n += 1) changeLifecycle(ledger, n % 2 === 0 ? "freeze" : "unfreeze");
    expect(stateOf(ledger).keys).toHaveLength(522);
    ledger.now = new Date(Date.parse(ledger.now) + 31 * 24 * 60 * 60 * 1000).toISOString();
    changeLifecycle(ledger, "freeze");
    expect(stateOf(ledger).keys).toHaveLength(500);
  });
});

describe("rolling back again and again", () => {
  it("walks down the trail, never to flagged content, until nothing is left", () => {
    fc.assert(
      fc.property(histories, (steps) => {
        const ledger = history(steps);
        if (live(ledger) === null || stateOf(ledger).lifecycle === "archived") return;
        const served = new Set([stateOf(ledger).environments.production?.pointer?.digest]);
        for (let guard = 0; guard < 40; guard += 1) {
          const flagged = stateOf(ledger).environments.production?.rolled_back ?? [];
          const decision = rollBack(ledger);
          if (decision.decision === "refuse") {
            expect(decision.code).toBe("nothing_to_roll_back_to");
            return;
          }
          const digest = stateOf(ledger).environments.production?.pointer?.digest;
          expect(flagged.some((entry) => entry.digest === digest)).toBe(false);
          expect(served.has(digest)).toBe(false);
          served.add(digest);
        }
        expect.unreachable("the walk down never ended");
      }),
    );
  });

  it("can be undone by naming the version it left, which restores every pointer", () => {
    fc.assert(
      fc.property(histories, fc.nat(6), (steps, pick) => {
        const ledger = history(steps);
        if (ledger.state === undefined) return;
        const pointers = () =>
          Object.entries(stateOf(ledger).environments).map(([name, { pointer }]) => [name, pointer?.version]);
        const before = pointers();
        const decision = rollBack(ledger, { to: [...ledger.versions.keys()][pick] ?? null });
        if (decision.decision !== "append") return;
        expect(rollBack(ledger, { to: decision.from, from: decision.to }).decision).toBe("append");
        expect(pointers()).toEqual(before);
      }),
    );
  });
});

describe("an event that cannot follow", () => {
  const broken = (change: (event: LedgerEvent) => LedgerEvent): LedgerFault | undefined => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    publishContent(ledger, "two");
    const events = ledger.events.map((event, index) => (index === 1 ? change(event) : event));
    try {
      foldEvents(events, lookup(ledger));
      return undefined;
    } catch (error) {
      if (error instanceof LedgerError) return error.code;
      throw error;
    }
  };

  it.each([
    ["sequence_gap", (event: LedgerEvent) => ({ ...event, sequence: 7 })],
    ["broken_chain", (event: LedgerEvent) => ({ ...event, previous_digest: `sha256:${"0".repeat(64)}` })],
    ["wrong_event_id", (event: LedgerEvent) => ({ ...event, key: "comment:forged" })],
    ["wrong_prompt", (event: LedgerEvent) => ({ ...event, prompt_id: "other" })],
    ["time_runs_back", (event: LedgerEvent) => ({ ...event, at: "2020-01-01T00:00:00Z" })],
    ["unknown_version", (event: LedgerEvent) => ({ ...event, version: "2030-01-01.1" })],
  ] as const)("is found: %s", (code, change) => {
    expect(broken(change)).toBe(code);
  });

  it("is found when an earlier event was edited, since the next one names its digest", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    publishContent(ledger, "two");
    const [first, ...rest] = ledger.events;
    if (first === undefined) throw new Error("No first event");
    const edited = [{ ...first, reason: "edited by hand" }, ...rest];
    expect(() => foldEvents(edited, lookup(ledger))).toThrow("does not carry the digest");
  });
});

describe("an event's id and digest", () => {
  it("agree with vectors made with sha256sum", () => {
    // printf 'support-triage-1f0c9a2b\ncomment:812345' | sha256sum
    expect(eventId("support-triage-1f0c9a2b", "comment:812345")).toBe("evt_b4c1662c563001bef60f1753");
  });

  it("chain from null over the whole previous event", () => {
    const ledger = testLedger();
    publishContent(ledger, "one");
    const [first, second] = ledger.events;
    if (first === undefined || second === undefined)
      throw new Error("Expected an event for each environment");
    expect(eventSchema.parse(first)).toEqual(first);
    expect(first.previous_digest).toBeNull();
    expect(second.previous_digest).toBe(eventDigest(first));
  });
});
