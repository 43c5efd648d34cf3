import type { Done, OperationOutcome } from "../../releases/operate/operate.ts";
import { commentLine, type ProposedCommand } from "../text/command-line.ts";
import { eventLine } from "../text/event-text.ts";
import { plainSentence, say } from "../text/sentence.ts";
import { aroundOf, isMovedByMerges } from "./operation-consequences.ts";
import { type Asked, explainRefusal, refusalText } from "./refusal-text.ts";
import { undoOf } from "./undo.ts";

/** How an entry writes a command: as a comment's line, or as its own command line. */
export type PrintCommand = (command: ProposedCommand) => string;

/** An operation's outcome as lines of plain text, for terminals and logs. */
export function operationText(
  asked: Asked,
  outcome: OperationOutcome,
  print: PrintCommand = commentLine,
): readonly string[] {
  switch (outcome.status) {
    case "done": {
      const undo = undoOf(outcome.event, aroundOf(outcome));
      const again = outcome.repeated ? ["This was done before; nothing was changed now."] : [];
      const held = outcome.event.type === "prompt.rolled_back" ? heldLines(outcome, print) : [];
      return [
        eventLine(outcome.event),
        ...again,
        ...held,
        ...(undo === null ? [] : [`To take it back: ${print(undo)}`]),
      ];
    }
    case "refused": {
      const { commands, lead } = explainRefusal(asked, outcome);
      const words = lead === null ? "Try:" : plainSentence(lead);
      return [refusalText(asked, outcome), ...commands.map((command) => `${words} ${print(command)}`)];
    }
    case "conflict":
      return [
        `Nothing was changed: others kept writing to the release branch through ${outcome.attempts} attempts. Try again.`,
      ];
    case "immutable":
      return [
        "Nothing was changed: where the next entry belongs, the release branch holds files already; somebody edited it by hand.",
        ...outcome.paths.slice(0, 20).map((path) => `  ${plainSentence(say`${path}`)}`),
      ];
  }
}

function heldLines(done: Done, print: PrintCommand): readonly string[] {
  const { environment, prompt_id: prompt } = done.event;
  const where = plainSentence(environment === null ? say`it` : say`${environment} of ${prompt}`);
  const unfreeze = print({ verb: "unfreeze", prompt, environment });
  return isMovedByMerges(done)
    ? [`Merges do not move ${where} until ${unfreeze}`]
    : [`The settings let no merge move ${where}; it is held besides, until ${unfreeze}`];
}
