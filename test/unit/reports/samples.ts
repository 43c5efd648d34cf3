import { type RefusalCode, refuse } from "../../../src/domain/decisions/refusal.ts";
import { decideRollback } from "../../../src/domain/decisions/rollback.ts";
import type { Cause } from "../../../src/domain/ledger/event.ts";
import type { PromptState } from "../../../src/domain/ledger/state.ts";
import { type Config, parseConfig } from "../../../src/domain/policy/config.ts";
import type { Controls } from "../../../src/releases/controls.ts";
import type { Done, Refused } from "../../../src/releases/operate/operate.ts";
import type { AcceptedDecision } from "../../../src/releases/operate/operation-decision.ts";
import type { Asked } from "../../../src/reports/answers/refusal-text.ts";
import { accepted, publishContent, stateOf, type TestLedger, testLedger } from "../../support/ledger.ts";

export const LINKS = {
  repositoryUrl: "https://github.com/acme/prompts",
  releaseBranch: "prompt-releases",
} as const;

const CONFIG: Config = parseConfig(undefined, ".github/pointsman.yml").config;
export const CONTROLS: Controls = {
  config: CONFIG,
  problems: [],
  commit: "c".repeat(40),
  standing: { kind: "present" },
};
export const RELEASE = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678";

export const FIRST_TEXT = "You sort tickets.\nAnswer with JSON only.\nUse the words of the customer.";
export const SECOND_TEXT = "You sort tickets.\nAnswer with a short sentence.\nUse the words of the customer.";

/** Two versions live one after the other: 2026-03-12.1 and 2026-03-12.2. */
export function twoVersions(): TestLedger {
  const ledger = testLedger();
  publishContent(ledger, FIRST_TEXT);
  publishContent(ledger, SECOND_TEXT);
  return ledger;
}

export const ROLLBACK: Asked = {
  verb: "rollback",
  prompt: "support-triage",
  version: null,
  from: null,
  environment: null,
};

/** A rollback of production as `operate` reports it. */
export function rolledBack(
  ledger: TestLedger,
  { login = "octocat", reason = null as string | null } = {},
): Done {
  const before = stateOf(ledger);
  const cause: Cause = {
    key: "comment:99",
    actor: { login, id: 1, role: "write" },
    origin: { kind: "comment", url: `${LINKS.repositoryUrl}/issues/1#issuecomment-99` },
    reason,
    requestedAt: null,
  };
  const decision = decideRollback(
    before,
    { environment: "production", to: null, from: null, cause },
    { now: "2026-03-15T09:14:03Z", versionExists: () => true },
  );
  return doneWith(accepted(decision), before);
}

/** An accepted decision as `operate` reports it. */
export function doneWith(decision: AcceptedDecision, before: Done["before"] = null): Done {
  const [event] = decision.events;
  if (event === undefined) throw new Error("Expected a decision with an event");
  return {
    status: "done",
    controls: CONTROLS,
    asker: null,
    environment: event.environment ?? "production",
    event,
    state: decision.state,
    before,
    decision,
    commit: RELEASE,
    repeated: false,
  };
}

/** What the answer to an operation knows beside the operation. */
export const contextOf = (ledger: TestLedger) => ({
  repositoryUrl: LINKS.repositoryUrl,
  versions: ledger.versions,
  damaged: new Set<string>(),
});

export function refused(
  code: RefusalCode,
  details: Record<string, string | number | null>,
  {
    state = null as PromptState | null,
    suggestions = [] as readonly string[],
    environment = "production",
  } = {},
): Refused {
  return {
    status: "refused",
    controls: CONTROLS,
    asker: null,
    environment,
    refusal: refuse(code, details),
    state,
    suggestions,
  };
}
