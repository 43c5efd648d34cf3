import {
  type EvidenceRule,
  type EvidenceStanding,
  evidenceStanding,
} from "../../domain/decisions/evidence.ts";
import {
  type EnvironmentState,
  environmentOf,
  isFlagged,
  type PromptState,
} from "../../domain/ledger/state.ts";
import type { Version } from "../../domain/ledger/version.ts";
import type { ProposedCommand } from "../text/command-line.ts";

/** What keeps a version that is not live from going live, or nothing does but that nobody promoted it. */
export type Waiting =
  | { readonly code: "archived" }
  | {
      readonly code: "promotable";
      readonly version: string;
      readonly promote: ProposedCommand;
      /** A freeze stops promotions, so it has to be lifted first. */
      readonly afterUnfreeze: boolean;
    }
  /** Its content was rolled back here: nobody is led to bring it back. */
  | { readonly code: "rolled_back"; readonly version: string }
  /** The environment requires evidence, and a promotion would be refused with this code. */
  | { readonly code: "evidence_missing" | "evidence_failed"; readonly version: string };

/** How one environment of a prompt stands. */
export interface Standing extends Pick<EnvironmentState, "pointer" | "held" | "frozen"> {
  readonly environment: string;
  /** Versions that were rolled back here, the latest last. */
  readonly flagged: readonly string[];
  /** Null where the newest version is live. */
  readonly waiting: Waiting | null;
}

/** What is known beside the state. */
export interface Surrounded {
  /** In promotion order. */
  readonly environments: readonly string[];
  readonly evidenceRule: (environment: string) => EvidenceRule;
  /** Versions by id; those that are absent were not read or cannot be believed. */
  readonly versions: ReadonlyMap<string, Version>;
}

/** How the configured environments of a prompt stand, and those that only the ledger still knows. */
export function standingsOf(state: PromptState, around: Surrounded): readonly Standing[] {
  const names = new Set([...around.environments, ...Object.keys(state.environments).toSorted()]);
  return [...names].map((environment) => {
    const { frozen, held, pointer, rolled_back: flagged } = environmentOf(state, environment);
    const waiting = around.environments.includes(environment) ? waitingIn(state, environment, around) : null;
    return { environment, pointer, held, frozen, flagged: flagged.map(({ version }) => version), waiting };
  });
}

/** Whether somebody should look at it. */
export function needsAttention({ frozen, held, waiting }: Standing): boolean {
  return held !== null || frozen !== null || waiting !== null;
}

function waitingIn(state: PromptState, environment: string, around: Surrounded): Waiting | null {
  const { latest, prompt_id: prompt } = state;
  const there = environmentOf(state, environment);
  if (state.lifecycle === "archived") return { code: "archived" };
  if (there.pointer?.version === latest.version) return null;
  if (isFlagged(there, latest.digest)) return { code: "rolled_back", version: latest.version };
  const lacking = lackingEvidence(latest.version, environment, around);
  if (lacking !== null) return { code: lacking, version: latest.version };
  const from = there.pointer?.version ?? null;
  const promote: ProposedCommand = { verb: "promote", prompt, version: latest.version, from, environment };
  return { code: "promotable", version: latest.version, promote, afterUnfreeze: there.frozen !== null };
}

const LACKING: Readonly<Record<EvidenceStanding, "evidence_missing" | "evidence_failed" | null>> = {
  missing: "evidence_missing",
  failed: "evidence_failed",
  sufficient: null,
};

/** A version that was not read is taken at its word: the promotion itself looks again. */
function lackingEvidence(version: string, environment: string, { evidenceRule, versions }: Surrounded) {
  const stored = versions.get(version);
  if (stored === undefined || evidenceRule(environment) === "optional") return null;
  return LACKING[evidenceStanding(stored.evaluation)];
}
