import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseComment } from "../../../../src/domain/command/parse.ts";
import type { LedgerEvent } from "../../../../src/domain/ledger/event.ts";
import { environmentOf, type PromptState } from "../../../../src/domain/ledger/state.ts";
import { type Around, undoOf } from "../../../../src/reports/answers/undo.ts";
import { commentLine } from "../../../../src/reports/text/command-line.ts";
import {
  changeLifecycle,
  promoteTo,
  publishContent,
  rollBack,
  stateOf,
  type TestLedger,
  testLedger,
} from "../../../support/ledger.ts";

const ENVIRONMENTS = ["staging", "production"] as const;

/** One thing that somebody does to a prompt; what is not possible is refused. */
const step = fc.oneof(
  fc.record({ do: fc.constant("publish"), content: fc.constantFrom("a", "b", "c", "d") } as const),
  fc.record({
    do: fc.constantFrom("rollback", "promote", "freeze", "unfreeze", "archive", "restore"),
    environment: fc.constantFrom(...ENVIRONMENTS),
    version: fc.nat({ max: 6 }),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(ledger: TestLedger, doing: Step): { readonly decision: string } {
  if (doing.do === "publish") return publishContent(ledger, "content" in doing ? doing.content : "a");
  const { environment, version } = "environment" in doing ? doing : { environment: "production", version: 0 };
  const named = [...ledger.versions.keys()][version] ?? null;
  switch (doing.do) {
    case "rollback":
      return rollBack(ledger, { environment, to: named });
    case "promote":
      return promoteTo(ledger, environment, { version: named });
    default:
      return changeLifecycle(ledger, doing.do, environment);
  }
}

/** Does what a pasted line says. */
function paste(ledger: TestLedger, line: string): void {
  const parsed = parseComment(line);
  if (parsed.kind !== "command") throw new Error(`Not a command: ${line}`);
  const { environment, from, verb, versions } = parsed.command;
  const decision =
    verb === "rollback"
      ? rollBack(ledger, { environment: environment ?? "", from, to: versions[0] ?? null })
      : changeLifecycle(
          ledger,
          verb === "freeze" || verb === "unfreeze" || verb === "archive" ? verb : "restore",
          environment ?? "",
        );
  if (decision.decision !== "append") throw new Error(`${line}: ${JSON.stringify(decision)}`);
}

/** What an undo must bring back: what is live where, what is frozen, and whether the prompt is archived. */
function standing(state: PromptState) {
  return {
    lifecycle: state.lifecycle,
    environments: ENVIRONMENTS.map((name) => {
      const { frozen, pointer } = environmentOf(state, name);
      return { name, live: pointer?.version ?? null, frozen: frozen !== null };
    }),
  };
}

function holds(state: PromptState) {
  return ENVIRONMENTS.map((name) => environmentOf(state, name).held !== null);
}

function copyOf(ledger: TestLedger): TestLedger {
  return { ...ledger, events: [...ledger.events], versions: new Map(ledger.versions) };
}

function linesOf(events: readonly LedgerEvent[], around: Around): readonly string[] {
  return events.flatMap((event) => undoOf(event, around) ?? []).map(commentLine);
}

/** Rollbacks and publications of several environments have one line for each; a first publication has none. */
function expectRestored(
  before: PromptState,
  ledger: TestLedger,
  events: readonly LedgerEvent[],
  around: Around,
) {
  const lines = linesOf(events, around);
  if (lines.length < events.length) return 0;
  const after = copyOf(ledger);
  for (const line of lines) paste(after, line);
  expect(standing(stateOf(after))).toEqual(standing(before));
  // A rollback, the way back from what moved a pointer, always holds.
  if (events.every(({ type }) => !MOVES.has(type))) expect(holds(stateOf(after))).toEqual(holds(before));
  return 1;
}

const MOVES: ReadonlySet<string> = new Set(["prompt.published", "prompt.promoted", "prompt.rolled_back"]);

describe("the line that takes something back", () => {
  it("restores what was live, frozen and archived before, whatever had happened until then", () => {
    let restored = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
        const ledger = testLedger();
        publishContent(ledger, "first");
        for (const doing of steps) {
          const before = stateOf(ledger);
          const known = ledger.events.length;
          if (take(ledger, doing).decision !== "append") continue;
          const events = ledger.events.slice(known);
          const after = stateOf(ledger);
          restored += expectRestored(before, ledger, events, { before, after });
          // An answer that was lost is made from what is known then, a history's entry from the state after.
          expectRestored(before, ledger, events, { before: null, after });
          expectRestored(before, ledger, events, { before: null, after: null });
        }
      }),
      { numRuns: 400 },
    );
    expect(restored).toBeGreaterThan(1_000);
  });

  it("is missing for what no line takes back: a freeze beside a hold, and an unfreeze that lifted one", () => {
    const ledger = testLedger();
    for (const content of ["one", "two"]) publishContent(ledger, content);
    rollBack(ledger);
    for (const change of ["freeze", "unfreeze"] as const) {
      const before = stateOf(ledger);
      changeLifecycle(ledger, change);
      expect(linesOf(ledger.events.slice(-1), { before, after: stateOf(ledger) })).toEqual([]);
    }
    const before = stateOf(ledger);
    changeLifecycle(ledger, "freeze");
    expect(linesOf(ledger.events.slice(-1), { before, after: stateOf(ledger) })).toEqual([
      "/unfreeze support-triage in production",
    ]);
  });
});
