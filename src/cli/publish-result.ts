import type { Stayed, StayedReason } from "../domain/decisions/publish.ts";
import { environmentOf } from "../domain/ledger/state.ts";
import { formatProblem } from "../domain/problem.ts";
import type {
  PublishedPrompt,
  PublishOutcome,
  PublishStopped,
  RefusedPrompt,
} from "../releases/publish/publish.ts";
import { refusalText } from "../reports/answers/refusal-text.ts";
import { undoOf } from "../reports/answers/undo.ts";
import { visibleLine } from "../reports/text/visible.ts";
import { commandText } from "./command-text.ts";
import { conflictMessage, immutableResult, type Place, withPush } from "./operation-result.ts";
import type { ReleaseRun } from "./release.ts";
import { badInput, done, no, tryAgain, type VerbResult } from "./result.ts";

type PublishRun = ReleaseRun<PublishOutcome | PublishStopped>;

/**
 * What a publication came to. Problems of files exit with 2 and refusals with 1 although the other prompts are
 * published: the output says both.
 */
export function publishResult(run: PublishRun, prompts: readonly string[], place: Place): VerbResult {
  const { outcome } = run;
  const json = jsonOf(run, place);
  const output = outputOf(outcome, place);
  if (outcome.status === "immutable") {
    return { ...immutableResult(outcome.paths, json), output };
  }
  if (outcome.status === "conflict") {
    const message = `${conflictMessage(outcome.attempts)} What is published stays.`;
    return tryAgain({ code: "conflict", message, json, output });
  }
  const settled = settledResult(outcome, { json, output });
  const command = { verb: "publish", prompt: null } as const;
  const again = outcome.published.length === 0 ? null : { command, words: prompts };
  return withPush(settled, { run, place, again });
}

function settledResult(
  { problems, refused }: PublishOutcome,
  { json, output }: { readonly json: VerbResult["json"]; readonly output: string },
): VerbResult {
  const errors = problems.filter((problem) => problem.severity === "error");
  const lines = [...errors.map(visibleProblem), ...refused.map(refusedText)];
  const message = lines.join("\n");
  if (errors.length > 0 && errors.every(({ code }) => code === "published_before")) {
    return no({ code: "key_used", message, json, output });
  }
  if (errors.length > 0) return badInput({ code: "file_in_error", message, json, output });
  if (refused.length > 0) return no({ code: refused[0]?.refusal.code ?? "refused", message, json, output });
  return done(json, output);
}

function visibleProblem(problem: Parameters<typeof formatProblem>[0]): string {
  return visibleLine(formatProblem(problem));
}

function refusedText({ promptId, refusal }: RefusedPrompt): string {
  const asked = { verb: "publish", prompt: promptId, version: null, from: null, environment: null } as const;
  const text = refusalText(asked, { refusal, environment: "", state: null, suggestions: [] });
  return `Not published: ${text}`;
}

function jsonOf({ key, outcome }: PublishRun, place: Place): VerbResult["json"] {
  const published = outcome.published.map(({ commit, decision, promptId }) => ({
    prompt: promptId,
    slug: decision.state.slug,
    version: decision.version.version,
    digest: decision.version.digest,
    first: decision.isFirst,
    moved: decision.moved,
    stayed: decision.stayed,
    commit,
    events: decision.events.map(({ id, key: eventKey, environment, sequence, previous_version }) => ({
      id,
      key: eventKey,
      environment,
      sequence,
      previous_version,
    })),
    undo: undoLine(decision.events, place),
  }));
  if (outcome.status !== "settled") return { key, published };
  const { problems, refused, sourceCommit } = outcome;
  return {
    key,
    source_commit: sourceCommit,
    published,
    refused: refused.map(({ promptId, refusal }) => ({ prompt: promptId, code: refusal.code })),
    problems,
  };
}

/** In the last environment whose pointer moved: that is the one which hurts. */
function undoLine(events: PublishedPrompt["decision"]["events"], place: Place): string | null {
  const undo = events.flatMap((event) => undoOf(event, { before: null, after: null }) ?? []).at(-1);
  return undo === undefined ? null : commandText(undo, place);
}

function outputOf(outcome: PublishOutcome | PublishStopped, place: Place): string {
  const { published } = outcome;
  if (published.length === 0) return outcome.status === "settled" ? nothingText(outcome) : "";
  return published.flatMap((one) => publishedLines(one, place)).join("\n");
}

function nothingText({ problems, refused }: PublishOutcome): string {
  const isClean = refused.length === 0 && problems.every(({ severity }) => severity === "notice");
  return isClean ? "Nothing to publish: every latest version says what its file says." : "";
}

function publishedLines({ decision, promptId }: PublishedPrompt, place: Place): readonly string[] {
  const { events, moved, stayed, version } = decision;
  const before = [...new Set(events.flatMap((event) => event.previous_version ?? []))];
  const was = before.length === 0 ? "" : ` (was ${before.join(", ")})`;
  const where = moved.length === 0 ? "live nowhere yet" : `live in ${moved.join(", ")}${was}`;
  const undo = undoLine(events, place);
  return [
    `Published ${promptId} ${version.version}, ${where}.`,
    ...stayed.map((one) => `  ${stayedLine(promptId, decision, one, place)}`),
    ...(undo === null ? [] : [`  Undo: ${undo}`]),
  ];
}

/** Why a pointer stayed, in words. A record: a reason without its words does not compile. */
const STAYED_BECAUSE: Readonly<Record<StayedReason, string>> = {
  gate_failed: "the gate held this version back",
  evidence_missing: "the evaluation that the config requires is missing",
  on_merge_hold: "publishing does not move it there (the config says hold)",
  held_after_rollback: "it is held since a rollback",
  frozen: "it is frozen",
  flagged_content: "the same content was rolled back there",
};

function stayedLine(
  prompt: string,
  { state, version }: PublishedPrompt["decision"],
  { environment, reason }: Stayed,
  place: Place,
): string {
  const live = environmentOf(state, environment).pointer?.version ?? "nothing";
  const promote = commandText({ verb: "promote", prompt, version: version.version, environment }, place);
  const unfreeze = commandText({ verb: "unfreeze", prompt, environment }, place);
  const ways = reason === "frozen" ? `${unfreeze} and then ${promote}` : promote;
  return `${environment} still serves ${live}: ${STAYED_BECAUSE[reason]}. To change that: ${ways}`;
}
