import type { Verb } from "../domain/command.ts";
import type { LedgerEvent } from "../domain/ledger/event.ts";
import { compareVersionIds } from "../domain/ledger/version-id.ts";
import { clip, visibleLine } from "./visible.ts";

/** A command that an answer proposes. Entries print it their own way; `commentLine` is the way of comments. */
export interface ProposedCommand {
  readonly verb: Verb;
  readonly prompt: string | null;
  readonly version?: string | null;
  readonly from?: string | null;
  readonly environment?: string | null;
}

/** No name or version is longer; what is typed may be. */
const LONGEST_WORD = 200;

/** The command as it is typed on the first line of a comment (contracts §4). */
export function commentLine(command: ProposedCommand): string {
  const { verb, prompt, environment = null, version = null, from = null } = command;
  const isRollback = verb === "rollback";
  const words = [
    `/${verb}`,
    prompt,
    isRollback && version !== null ? "to" : null,
    version,
    from === null || !isRollback ? null : `from ${from}`,
    environment === null ? null : `${verb === "promote" ? "to" : "in"} ${environment}`,
    from === null || isRollback ? null : `from ${from}`,
  ];
  const shown = words.filter((word) => word !== null).map((word) => clip(word, LONGEST_WORD).text);
  return visibleLine(shown.join(" "));
}

/**
 * The command that takes an event back, or null where nothing can: a first publication has nothing below it. It names
 * what must be live (`from`), so it stays good however old it gets and never undoes what somebody did since.
 */
export function undoOf(event: LedgerEvent): ProposedCommand | null {
  const { prompt_id: prompt, environment, version, previous_version: previous } = event;
  switch (event.type) {
    case "prompt.published":
    case "prompt.promoted":
    case "prompt.rolled_back":
      if (environment === null || previous === null || version === null || previous === version) return null;
      return { verb: "rollback", prompt, version: previous, from: version, environment };
    case "prompt.archived":
      return { verb: "restore", prompt };
    case "prompt.restored":
      return { verb: "archive", prompt };
    case "prompt.frozen":
      return { verb: "unfreeze", prompt, environment };
    case "prompt.unfrozen":
      return { verb: "freeze", prompt, environment };
  }
}

/** Whether a rollback event went to an older version; the other way is the undo of a rollback. */
export function wentBack({ version, previous_version: previous }: LedgerEvent): boolean {
  return version === null || previous === null || compareVersionIds(version, previous) < 0;
}
