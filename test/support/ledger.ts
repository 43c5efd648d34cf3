import type { EvidenceRule } from "../../src/domain/decisions/evidence.ts";
import { decideLifecycle } from "../../src/domain/decisions/lifecycle.ts";
import { decidePromote } from "../../src/domain/decisions/promote.ts";
import { decidePublish, type EnvironmentPolicy } from "../../src/domain/decisions/publish.ts";
import { decideRollback } from "../../src/domain/decisions/rollback.ts";
import type { Cause, LedgerEvent } from "../../src/domain/ledger/event.ts";
import type { PublishedVersion } from "../../src/domain/ledger/ledger.ts";
import type { PromptState } from "../../src/domain/ledger/state.ts";
import type { Version } from "../../src/domain/ledger/version.ts";
import type { VersionEvaluation } from "../../src/domain/ledger/version-evaluation.ts";
import { type EffectivePrompt, effectivePromptDigest } from "../../src/domain/prompt/effective-prompt.ts";
import { versionEvaluationOf } from "./version-evaluation.ts";

/** One prompt's ledger in memory, driven through the real decisions: the smallest stand-in for the release branch. */
export interface TestLedger {
  state: PromptState | undefined;
  readonly events: LedgerEvent[];
  readonly versions: Map<string, Version>;
  /** Moves on by a minute with each step, so that nothing is "just now". */
  now: string;
  steps: number;
}

const ENVIRONMENTS: readonly EnvironmentPolicy[] = [
  { name: "staging", onMerge: "publish", evidence: "optional" },
  { name: "production", onMerge: "publish", evidence: "optional" },
];

/** What keeps a version from going live. */
const FAILED = versionEvaluationOf({ verdict: "fail", blocks: true });

export function testLedger(now = "2026-03-12T09:00:00Z"): TestLedger {
  return { state: undefined, events: [], versions: new Map(), now, steps: 0 };
}

/** An effective prompt whose content, and so digest, is decided by one text. */
export function effective(content: string): EffectivePrompt {
  return { model: "openai/gpt-4.1", messages: [{ role: "user", content }], variables: [] };
}

function causeOf(key: string, { requestedAt = null, login = "octo-dev" }: Partial<CauseParts> = {}): Cause {
  return {
    key,
    actor: { login, id: 7, role: "write" },
    origin: { kind: "comment", url: "https://github.com/acme/prompts/issues/1#issuecomment-1" },
    reason: null,
    requestedAt,
  };
}

interface CauseParts {
  readonly requestedAt: string | null;
  readonly login: string;
}

/** Lets time pass and gives each step a key of its own. */
function nextStep(ledger: TestLedger, minutes = 1): string {
  ledger.steps += 1;
  ledger.now = new Date(Date.parse(ledger.now) + minutes * 60_000).toISOString();
  return `comment:${ledger.steps}`;
}

export function publishContent(
  ledger: TestLedger,
  content: string,
  {
    environments = ENVIRONMENTS,
    mayGoLive = true,
    evaluation = (mayGoLive ? null : FAILED) as VersionEvaluation | null,
    key = nextStep(ledger),
  } = {},
) {
  const prompt = effective(content);
  const decision = decidePublish(
    ledger.state,
    {
      draft: {
        promptId: "support-triage",
        effective: prompt,
        digest: effectivePromptDigest(prompt),
        variableDescriptions: {},
        source: { path: "prompts/support-triage.prompt.yml", commit: "c".repeat(40), partials: [] },
        evaluation,
        pullRequest: 12,
      },
      name: "Support triage",
      cause: causeOf(key),
    },
    { now: ledger.now, environments, slugTaken: () => false },
  );
  if (decision.decision === "append") {
    ledger.versions.set(decision.version.version, decision.version);
    append(ledger, decision);
  }
  return decision;
}

export function rollBack(
  ledger: TestLedger,
  options: {
    environment?: string;
    to?: string | null;
    from?: string | null;
    key?: string;
    requestedAt?: string | null;
  } = {},
) {
  const {
    environment = "production",
    to = null,
    from = null,
    key = nextStep(ledger),
    requestedAt = null,
  } = options;
  const decision = decideRollback(
    stateOf(ledger),
    { environment, to, from, cause: causeOf(key, { requestedAt }) },
    { now: ledger.now, versionExists: (id) => ledger.versions.has(id) },
  );
  if (decision.decision === "append") append(ledger, decision);
  return decision;
}

export function promoteTo(
  ledger: TestLedger,
  environment: string,
  {
    version = null as string | null,
    from = null as string | null,
    key = nextStep(ledger),
    evidence = "optional" as EvidenceRule,
  } = {},
) {
  const decision = decidePromote(
    stateOf(ledger),
    { environment, version, from, cause: causeOf(key) },
    {
      now: ledger.now,
      environments: ENVIRONMENTS.map(({ name }) => name),
      versionOf: lookup(ledger),
      evidence,
      evaluationOf: (id) => ledger.versions.get(id)?.evaluation ?? null,
    },
  );
  if (decision.decision === "append") append(ledger, decision);
  return decision;
}

export function changeLifecycle(
  ledger: TestLedger,
  change: "freeze" | "unfreeze" | "archive" | "restore",
  environment = "production",
) {
  const cause = causeOf(nextStep(ledger));
  const freezes = change === "freeze" || change === "unfreeze";
  const intent = freezes ? { change, environment, cause } : { change, cause };
  const decision = decideLifecycle(stateOf(ledger), intent, ledger.now);
  if (decision.decision === "append") append(ledger, decision);
  return decision;
}

/** A decision of which the test is sure that it appends. */
export function accepted<D extends { readonly decision: string }>(
  decision: D,
): Extract<D, { readonly decision: "append" }> {
  if (!appends(decision)) throw new Error(`Refused: ${JSON.stringify(decision)}`);
  return decision;
}

function appends<D extends { readonly decision: string }>(
  decision: D,
): decision is Extract<D, { readonly decision: "append" }> {
  return decision.decision === "append";
}

export function lookup(ledger: TestLedger): (id: string) => PublishedVersion | undefined {
  return (id) => {
    const version = ledger.versions.get(id);
    return version && { version: id, digest: version.digest, slug: version.slug, path: version.source.path };
  };
}

/** What is live in an environment; null for nothing. */
export function live(ledger: TestLedger, environment = "production"): string | null {
  return ledger.state?.environments[environment]?.pointer?.version ?? null;
}

export function stateOf(ledger: TestLedger): PromptState {
  if (ledger.state === undefined) throw new Error("Nothing was published in this ledger yet");
  return ledger.state;
}

function append(
  ledger: TestLedger,
  appended: { readonly events: readonly LedgerEvent[]; readonly state: PromptState },
) {
  ledger.events.push(...appended.events);
  ledger.state = appended.state;
}
