import type { LedgerEvent } from "../domain/ledger/event.ts";
import { environmentOf } from "../domain/ledger/state.ts";
import type { Done } from "../releases/operate.ts";
import { type ProposedCommand, wentBack } from "./command-line.ts";
import { commandBlock, inlineCommand } from "./facts.ts";
import { type Block, code, md, paragraph } from "./markdown.ts";

/** What follows from an operation beside the change itself, and what lifts or brings what it left waiting. */
export function consequencesOf(done: Done): readonly Block[] {
  const { decision, event } = done;
  switch (event.type) {
    case "prompt.rolled_back":
      return [...flagOf(event), ...holdOf(event), ...freezeOf(done)];
    case "prompt.promoted":
      return decision !== null && "liftedHold" in decision && decision.liftedHold
        ? [
            paragraph(
              md`This lifted the hold of the last rollback: merges move ${inEnvironment(event)} again.`,
            ),
          ]
        : [];
    case "prompt.unfrozen":
      return decision !== null && "waiting" in decision ? waitingOf(event, decision.waiting) : [];
    case "prompt.published":
    case "prompt.archived":
    case "prompt.restored":
    case "prompt.frozen":
      return [];
  }
}

function flagOf(event: LedgerEvent): readonly Block[] {
  if (event.previous_version === null || !wentBack(event)) return [];
  const left = code(event.previous_version);
  return [paragraph(md`${left} is marked as rolled back there and never goes live again by itself.`)];
}

/** After a rollback merges must not undo it: the environment is held. */
function holdOf(event: LedgerEvent): readonly Block[] {
  const { environment, prompt_id: prompt } = event;
  const unfreeze = inlineCommand({ verb: "unfreeze", prompt, environment });
  const promote = inlineCommand({ verb: "promote", prompt, version: "<version>", environment });
  return [
    paragraph(
      md`⏸️ **Merges are held:** they still make versions, but do not move ${inEnvironment(event)} until ${unfreeze} or ${promote}.`,
    ),
  ];
}

function freezeOf({ event, state }: Done): readonly Block[] {
  const { environment, prompt_id: prompt } = event;
  if (environment === null) return [];
  const { frozen } = environmentOf(state, environment);
  if (frozen === null) return [];
  const unfreeze = inlineCommand({ verb: "unfreeze", prompt, environment });
  return [paragraph(md`It is also frozen there, by ${code(frozen.by)}; ${unfreeze} lifts both.`)];
}

function waitingOf(event: LedgerEvent, waiting: string | null): readonly Block[] {
  if (waiting === null) return [];
  const { environment, prompt_id: prompt } = event;
  const promote: ProposedCommand = { verb: "promote", prompt, version: waiting, environment };
  return [
    paragraph(
      md`Nothing was moved. The newest version, ${code(waiting)}, is not live there; this brings it:`,
    ),
    commandBlock([promote]),
  ];
}

function inEnvironment({ environment, prompt_id: prompt }: LedgerEvent) {
  return environment === null ? code(prompt) : md`${code(environment)} of ${code(prompt)}`;
}
