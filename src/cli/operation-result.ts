import { environmentOf } from "../domain/ledger/state.ts";
import type { Done, Operation, OperationOutcome, Refused } from "../releases/operate/operate.ts";
import type { Replayed, VersionLost } from "../releases/operate/replay.ts";
import { aroundOf, isMovedByMerges } from "../reports/answers/operation-consequences.ts";
import { operationText } from "../reports/answers/operation-text.ts";
import { explainRefusal } from "../reports/answers/refusal-text.ts";
import { undoOf } from "../reports/answers/undo.ts";
import type { ProposedCommand } from "../reports/text/command-line.ts";
import { commandText } from "./command-text.ts";
import type { ReleaseRun } from "./release.ts";
import { droppedOf, droppedText, replayedJson } from "./replayed-text.ts";
import { badInput, done, no, tryAgain, type VerbResult } from "./result.ts";

export type OperationRun = ReleaseRun<OperationOutcome | VersionLost>;
type Asked = Pick<Operation, "verb" | "prompt" | "version" | "from" | "environment">;

/** How commands are written for this repository, and whether there is a remote to push to. */
export interface Place {
  readonly repo: string | null;
  readonly hasRemote: boolean;
}

/** What a release operation came to. */
export function operationResult(asked: Asked, run: OperationRun, place: Place): VerbResult {
  const { outcome } = run;
  switch (outcome.status) {
    case "done":
      return doneResult(asked, outcome, { run, place });
    case "refused":
      return refusedResult(asked, outcome, { run, place });
    case "version_lost":
      return no({
        code: "version_lost",
        message: `Another release went to the remote first, and ${outcome.version} is not what it was there: nothing was changed. Look at “${commandText({ verb: "history", prompt: asked.prompt }, place)}” and ask again.`,
        json: { replayed: replayedJson(run.replayed) },
      });
    case "conflict":
      return tryAgain({ code: "conflict", message: conflictMessage(outcome.attempts) });
    case "immutable":
      return immutableResult(outcome.paths);
  }
}

export function conflictMessage(attempts: number): string {
  return `Others kept writing to the release branch through ${attempts} attempts: try again.`;
}

export function immutableResult(paths: readonly string[], json: VerbResult["json"] = {}): VerbResult {
  const message = `Where the next entry belongs the release branch holds a file already (${paths[0]}): somebody edited it by hand. Run “pointsman verify”.`;
  return no({ code: "integrity", message, json: { paths, ...json } });
}

interface Around {
  readonly run: OperationRun;
  readonly place: Place;
}

function doneResult(asked: Asked, outcome: Done, { place, run }: Around): VerbResult {
  const { event, state } = outcome;
  const undo = undoOf(event, aroundOf(outcome));
  const lines = [
    ...resumedLines(run, place),
    ...operationText(asked, outcome, (command) => commandText(command, place)),
    ...consequences(outcome, place),
  ];
  const environment = event.environment === null ? null : environmentOf(state, event.environment);
  const json = {
    verb: asked.verb,
    key: run.key,
    prompt: state.prompt_id,
    slug: state.slug,
    environment: event.environment,
    version: event.version,
    previous_version: event.previous_version,
    held: environment !== null && environment.held !== null,
    frozen: environment !== null && environment.frozen !== null,
    lifecycle: state.lifecycle,
    event,
    commit: outcome.commit,
    repeated: outcome.repeated,
    resumed: run.resumed !== null,
    undo: undo === null ? null : commandText(undo, place),
  };
  return withPush(done(json, lines.join("\n")), { run, place, again: { command: asked } });
}

/** What an earlier run had done is not done again; whoever wants one step more has to say from where. */
function resumedLines({ resumed }: OperationRun, place: Place): readonly string[] {
  if (resumed === null) return [];
  const { at, environment, prompt_id: prompt, version } = resumed;
  const further: ProposedCommand = { verb: "rollback", prompt, from: version, environment };
  return [
    `This clone had rolled back already, at ${at}, and never pushed it: that is pushed now, and nothing was rolled back again.`,
    `To go one version further: ${commandText(further, { ...place, rest: ["--push"] })}`,
  ];
}

interface PushReport {
  readonly run: ReleaseRun<unknown>;
  readonly place: Place;
  /** The command that pushes it later; null where there is nothing to push. */
  readonly again: { readonly command: ProposedCommand; readonly words?: readonly string[] } | null;
}

/** Adds what became of the push, and of what was decided again on the way. */
export function withPush(result: VerbResult, { again, place, run }: PushReport): VerbResult {
  const { key, pushed, remote, replayed } = run;
  const json = {
    ...result.json,
    pushed: pushed === null ? null : { remote, status: pushed.status },
    replayed: replayedJson(replayed),
  };
  const worse = (message: string) => ({
    message: [result.complaint, message].filter((text) => text !== "").join("\n"),
    json: withoutVerdict(json),
    output: result.output,
  });
  if (pushed?.status === "rejected") {
    const message = `${remote} did not take it; it stays in the local release branch. ${pushed.message}`;
    return no({ code: "push_rejected", ...worse(message) });
  }
  if (pushed?.status === "conflict") {
    return tryAgain({ code: "conflict", ...worse(`Others kept pushing to ${remote}: nothing was pushed.`) });
  }
  const rest = [...(again?.words ?? []), "--key", key, "--push"];
  const later =
    again === null || !place.hasRemote
      ? ""
      : `Not pushed yet: ${commandText(again.command, { ...place, rest })}`;
  const where = pushed === null ? later : `Pushed to ${remote}.`;
  const output = [result.output, where].filter((line) => line !== "").join("\n");
  const dropped = droppedOf(replayed);
  if (dropped.length === 0) return { ...result, json, output };
  const more = { ...worse(droppedText(dropped)), output };
  return result.exitCode === 2
    ? badInput({ code: String(result.json.code), ...more })
    : no({ code: "unpushed_dropped", ...more });
}

/** The status, code and message are those of the new result. */
function withoutVerdict({ status: _, code: __, message: ___, ...json }: VerbResult["json"]) {
  return json;
}

/** What follows beside the change itself and is not in its text. */
function consequences(done: Done, place: Place): readonly string[] {
  const { decision, event } = done;
  const { environment, prompt_id: prompt } = event;
  if (decision === null || environment === null) return [];
  if ("waiting" in decision && decision.waiting !== null) {
    const promote = commandText({ verb: "promote", prompt, version: decision.waiting, environment }, place);
    return [`Nothing was moved. The newest version is not live there; this brings it: ${promote}`];
  }
  return "liftedHold" in decision && decision.liftedHold
    ? [`The hold of the last rollback is lifted${isMovedByMerges(done) ? ": merges move it again" : ""}.`]
    : [];
}

function refusedResult(asked: Asked, refused: Refused, { place, run }: Around): VerbResult {
  const print = (command: ProposedCommand) => commandText(command, place);
  const [command = null] = explainRefusal(asked, refused).commands;
  const isOwn = ({ event }: Replayed) => event.key === (run.resumed?.key ?? `cli:${run.key}`);
  const dropped = droppedOf(run.replayed).filter((one) => !isOwn(one));
  const fate = run.replayed.some(isOwn)
    ? "What this key did in this clone had not been pushed, and is dropped."
    : "Nothing was changed.";
  return no({
    code: refused.refusal.code,
    message: [
      ...operationText(asked, refused, print),
      fate,
      ...(dropped.length === 0 ? [] : [droppedText(dropped)]),
    ].join("\n"),
    json: {
      verb: asked.verb,
      key: run.key,
      prompt: refused.state?.prompt_id ?? asked.prompt,
      environment: refused.environment,
      details: refused.refusal.details,
      suggestion: refused.suggestions[0] ?? null,
      proposal: command === null ? null : print(command),
      replayed: replayedJson(run.replayed),
    },
  });
}
