import { hasErrors } from "../domain/problem.ts";
import type { Replayed, ReplayOutcome } from "../releases/operate/replay.ts";
import { eventLine } from "../reports/text/event-text.ts";
import { visibleLine } from "../reports/text/visible.ts";

/** What became of an unpushed event that was decided again, as `--json` tells it. */
interface ReplayedJson {
  readonly event: string;
  readonly key: string;
  readonly type: string;
  readonly prompt: string;
  readonly result: "made_again" | "known" | "dropped";
  /** Why it was dropped; a refusal's code where it was refused. */
  readonly code: string | null;
}

export function replayedJson(replayed: readonly Replayed[]): readonly ReplayedJson[] {
  return replayed.map(({ event, outcome }) => {
    const code = droppedBecause(outcome);
    return {
      event: event.id,
      key: event.key,
      type: event.type,
      prompt: event.prompt_id,
      result: code !== null ? "dropped" : outcome.status === "known" ? "known" : "made_again",
      code,
    };
  });
}

/** What was written earlier, never pushed, and could not be made again on the remote's head. */
export function droppedOf(replayed: readonly Replayed[]): readonly Replayed[] {
  return replayed.filter(({ outcome }) => droppedBecause(outcome) !== null);
}

export function droppedText(dropped: readonly Replayed[]): string {
  const lines = dropped.map(({ event, outcome }) => {
    const by = visibleLine(event.actor.login);
    return `Not made again: “${eventLine(event)}” (${by}, ${event.at}): ${droppedBecause(outcome)}.`;
  });
  return lines.join("\n");
}

function droppedBecause(outcome: ReplayOutcome): string | null {
  switch (outcome.status) {
    case "refused":
      return outcome.refusal.code;
    case "version_lost":
      return "version_lost";
    case "settled": {
      const [refused] = outcome.refused;
      if (refused !== undefined) return refused.refusal.code;
      return hasErrors(outcome.problems) && outcome.published.length === 0 ? "file_in_error" : null;
    }
    case "conflict":
    case "immutable":
      return outcome.status;
    case "done":
    case "known":
      return null;
  }
}
