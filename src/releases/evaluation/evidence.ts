import { sha256Hex } from "../../domain/digest.ts";
import type { Obtained, VersionEvaluation } from "../../domain/ledger/version-evaluation.ts";
import { providerIdentity } from "../../domain/policy/provider-identity.ts";
import { type EvaluationKey, evaluationKey, keyOfReport } from "../../evaluation/evaluation-key.ts";
import type { Watchdog } from "../../evaluation/ports.ts";
import type { PromptToEvaluate } from "../../evaluation/prepared-prompt.ts";
import { readReport } from "../../evaluation/report/read.ts";
import type { PromptReport } from "../../evaluation/report/report.ts";
import { resultsInForce } from "../../evaluation/results-in-force.ts";
import { versionEvaluation } from "../../evaluation/version-evaluation.ts";
import type { Controls } from "../controls.ts";
import { completedSource } from "../messages.ts";
import { OutsideError, type ProvenReport, type ReleaseBranch, type Sources } from "../ports.ts";
import { type PromptToPublish, planPublication } from "../publish/publication-plan.ts";
import { judgeSettings } from "./judge-settings.ts";

/** What is about to be published, on which head of the release branch. */
export interface EvidenceRequest {
  readonly toPublish: readonly PromptToPublish[];
  readonly controls: Controls;
  readonly branch: ReleaseBranch;
  readonly head: string | null;
}

export interface GatheredEvidence {
  /** By prompt id; absent where nothing was evaluated. */
  readonly evaluations: ReadonlyMap<string, VersionEvaluation>;
  /** Whether models were asked: what the publication rests on may be old by now. */
  readonly tookLong: boolean;
}

/** Finds or makes the gate's evidence for a publication. Asked again, it repeats nothing that it did. */
export type GatherEvidence = (request: EvidenceRequest) => Promise<GatheredEvidence>;

export const NO_EVIDENCE: GatheredEvidence = { evaluations: new Map(), tookLong: false };

/** The JSON of a report that was made just now. */
export interface MadeReport {
  readonly json: string;
  readonly obtained: Obtained;
}

export interface EvidencePorts {
  readonly sources: Sources;
  /** What the default branch said before the push; null where the run does not know. */
  readonly before: string | null;
  /** Reports of earlier runs whose workflow is proven to have been the default branch's, likeliest first. */
  readonly provenReports: (sourceCommit: string) => AsyncIterable<ProvenReport>;
  readonly evaluate: (prompts: readonly PromptToEvaluate[], controls: Controls) => Promise<MadeReport>;
  readonly watchdog: Watchdog;
  readonly log: (message: string) => void;
}

/** An evaluation to find or to make. */
interface Wanted extends EvaluationKey {
  readonly prompt: PromptToEvaluate;
}

type Known = Map<string, VersionEvaluation | null>;

/**
 * Evidence for a merge: that of an earlier run where it answered the very same question, else the evaluation is run again.
 * What cannot be read of earlier runs is as if it were not there. Throws `OutsideError` where it cannot be read what to
 * evaluate: nothing is published then, for a failed evaluation must not be lost on the way.
 */
export function evidenceGatherer(ports: EvidencePorts): GatherEvidence {
  const known: Known = new Map();
  return (request) => gather(request, ports, known);
}

async function gather(
  request: EvidenceRequest,
  ports: EvidencePorts,
  known: Known,
): Promise<GatheredEvidence> {
  const { branch, controls, toPublish } = request;
  if (toPublish.length === 0) return NO_EVIDENCE;
  const before = ports.before ?? (await lastPublishedSource(request));
  const planned = await planPublication(toPublish, { branch, controls, sources: ports.sources, before });
  // Whatever ran in the workflow could have written given results: they gate, and prove nothing.
  const { allow_removed_cases: allowLoosening } = controls.config.file.gates;
  const prompts = planned.filter((prompt) => resultsInForce(prompt, allowLoosening).source === null);
  const wanted = await Promise.all(prompts.map((prompt) => wantedOf(prompt, controls, ports)));
  await reuse(missing(wanted, known), controls.commit, { ports, known });
  const tookLong = await make(missing(wanted, known), controls, { ports, known });
  const evaluations = wanted.flatMap(({ key, prompt }) => {
    const evaluation = known.get(key) ?? null;
    return evaluation === null ? [] : [[prompt.id, evaluation] as const];
  });
  return { evaluations: new Map(evaluations), tookLong };
}

/** How far back the last complete publication is looked for. */
const MESSAGES = 100;

async function lastPublishedSource({ branch, head }: EvidenceRequest): Promise<string | null> {
  if (head === null) return null;
  const messages = await branch.recentMessages(head, MESSAGES);
  return messages.map(completedSource).find((commit) => commit !== undefined) ?? null;
}

async function wantedOf(
  prompt: PromptToEvaluate,
  { config }: Controls,
  { watchdog }: EvidencePorts,
): Promise<Wanted> {
  const { file } = config;
  const means = {
    judges: judgeSettings(file),
    providerOf: (model: string) => providerIdentity(file, model),
    watchdog,
  };
  return { prompt, ...(await evaluationKey(prompt, file.gates, means)) };
}

function missing(wanted: readonly Wanted[], known: Known): readonly Wanted[] {
  return wanted.filter(({ key }) => !known.has(key));
}

interface Search {
  readonly ports: EvidencePorts;
  readonly known: Known;
}

/** Looks no further than it must; without cases there is nothing that an earlier run could have paid for. */
async function reuse(
  wanted: readonly Wanted[],
  sourceCommit: string,
  { known, ports }: Search,
): Promise<void> {
  const open = new Set(wanted.filter(({ hasCases }) => hasCases).map(({ key }) => key));
  if (open.size === 0) return;
  try {
    for await (const { bytes, obtained } of ports.provenReports(sourceCommit)) {
      for (const [key, evaluation] of evaluationsOf(bytes, obtained)) {
        if (evaluation !== null && open.delete(key)) known.set(key, evaluation);
      }
      if (open.size === 0) return;
    }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    ports.log(`Earlier evaluations could not be read, so the models are asked again: ${error.message}`);
  }
}

/** Gives whether models were asked. */
async function make(
  wanted: readonly Wanted[],
  controls: Controls,
  { known, ports }: Search,
): Promise<boolean> {
  if (wanted.length === 0) return false;
  const { json, obtained } = await ports.evaluate(
    wanted.map(({ prompt }) => prompt),
    controls,
  );
  const made = evaluationsOf(Buffer.from(json), obtained);
  for (const { key } of wanted) known.set(key, made.get(key) ?? null);
  return wanted.some(({ hasCases }) => hasCases);
}

/** The evaluations of a report by their keys; none where it is no report. */
function evaluationsOf(bytes: Uint8Array, obtained: Obtained): ReadonlyMap<string, VersionEvaluation | null> {
  const report = readReport(bytes);
  // Whoever could write the folder of kept answers could otherwise write what goes live.
  if (report === undefined || (report.run.cached_answers ?? 0) > 0) return new Map();
  const origin = { obtained, reportDigest: `sha256:${sha256Hex(bytes)}` };
  return new Map(
    report.prompts.flatMap((prompt) => {
      const key = keyOfReport(prompt);
      if (key === null) return [];
      return [[key, saysNothing(prompt) ? null : versionEvaluation(prompt, report, origin)] as const];
    }),
  );
}

const NOTHING_MEASURED: ReadonlySet<string> = new Set(["no_cases", "no_evaluators", "model_not_configured"]);

/**
 * Where there was nothing to measure with, there is no evidence, and no verdict that looks like one. Nor is there any in being
 * what the default branch said before, which nobody measured; being what is live is some.
 */
function saysNothing({ base, reasons, verdict }: PromptReport): boolean {
  if (base?.kind === "branch" && reasons.some(({ code }) => code === "unchanged")) return true;
  return verdict === "inconclusive" && reasons.every(({ code }) => NOTHING_MEASURED.has(code));
}
