import type { LedgerEvent } from "../../domain/ledger/event.ts";
import { environmentOf, type Mark } from "../../domain/ledger/state.ts";
import type { Done } from "../../releases/operate/operate.ts";
import type { ProposedCommand } from "../text/command-line.ts";
import { clippedReason, commandBlock, enumerate, inlineCommand, timeText } from "../text/facts.ts";
import { type Block, code, type Inline, md, paragraph } from "../text/markdown.ts";
import { type Around, wasHeld } from "./undo.ts";

/** The states around an operation's event. */
export function aroundOf({ before, state }: Done): Around {
  return { before, after: state };
}

/** What follows from an operation beside the change itself, and what lifts or brings what it left waiting. */
export function consequencesOf(done: Done): readonly Block[] {
  const { decision, event } = done;
  switch (event.type) {
    case "prompt.rolled_back":
      return [...flagOf(done), ...holdOf(done), ...freezeOf(done)];
    case "prompt.promoted":
      return decision !== null && "liftedHold" in decision && decision.liftedHold
        ? [paragraph(md`This lifted the hold of the last rollback. ${mergesFromHereOn(done)}`)]
        : [];
    case "prompt.frozen":
      return heldBesides(done);
    case "prompt.unfrozen":
      return [
        paragraph(mergesFromHereOn(done)),
        ...liftedBy(done),
        ...(decision !== null && "waiting" in decision ? waitingOf(event, decision.waiting) : []),
      ];
    case "prompt.published":
    case "prompt.archived":
    case "prompt.restored":
      return [];
  }
}

/** Only the state knows: a promotion may have made an older version live, and the way forward, which flags nothing, leave a newer one. */
function flagOf({ event, state }: Done): readonly Block[] {
  const { environment, previous_version: left } = event;
  if (environment === null || left === null) return [];
  const { rolled_back: flagged } = environmentOf(state, environment);
  if (!flagged.some(({ version }) => version === left)) return [];
  return [paragraph(md`${code(left)} is marked as rolled back there and never goes live again by itself.`)];
}

/** After a rollback merges must not undo it: the environment is held. */
function holdOf(done: Done): readonly Block[] {
  const { event } = done;
  const { environment, prompt_id: prompt } = event;
  const unfreeze = inlineCommand({ verb: "unfreeze", prompt, environment });
  const promote = inlineCommand({ verb: "promote", prompt, version: "<version>", environment });
  if (!isMovedByMerges(done)) {
    return [
      paragraph(
        md`⏸️ ${inEnvironment(event)} is held until ${unfreeze} or ${promote}. Merges do not move it anyway: the settings hold them there.`,
      ),
    ];
  }
  return [
    paragraph(
      md`⏸️ **Merges are held:** they still make versions, but do not move ${inEnvironment(event)} until ${unfreeze} or ${promote}.`,
    ),
  ];
}

/** What merges do where nothing holds or freezes the environment any more. */
function mergesFromHereOn(done: Done): Inline {
  const where = inEnvironment(done.event);
  return isMovedByMerges(done)
    ? md`Merges move ${where} again.`
    : md`Merges do not move ${where} all the same: the settings hold them there (${code("on_merge: hold")}), and a promotion moves it.`;
}

/** Whether merges move the event's environment where nothing is in their way; where the settings cannot be read, as a rule. */
export function isMovedByMerges({ controls, event: { environment } }: Done): boolean {
  if (environment === null || controls.standing.kind === "unreadable") return true;
  return controls.config.file.environments[environment]?.on_merge === "publish";
}

function freezeOf({ event, state }: Done): readonly Block[] {
  const { environment, prompt_id: prompt } = event;
  if (environment === null) return [];
  const { frozen } = environmentOf(state, environment);
  if (frozen === null) return [];
  const unfreeze = inlineCommand({ verb: "unfreeze", prompt, environment });
  return [paragraph(md`It is also frozen there, by ${code(frozen.by)}; ${unfreeze} lifts both.`)];
}

/** Where a rollback holds the environment, too, no command lifts the freeze alone. */
function heldBesides(done: Done): readonly Block[] {
  const { environment, prompt_id: prompt } = done.event;
  const unfreeze = inlineCommand({ verb: "unfreeze", prompt, environment });
  switch (wasHeld(done.event, aroundOf(done))) {
    case false:
      return [];
    case true:
      return [
        paragraph(md`A rollback holds it there besides: ${unfreeze} lifts both, the freeze and the hold.`),
      ];
    case null:
      return [paragraph(md`${unfreeze} lifts the freeze, and the hold of a rollback where there is one.`)];
  }
}

/** What an unfreeze lifted, by name; where that was a hold, nothing brings it back but a rollback. */
function liftedBy(done: Done): readonly Block[] {
  const { before, event } = done;
  const { environment, prompt_id: prompt } = event;
  if (environment === null) return [];
  const { frozen, held } =
    before === null ? { frozen: null, held: null } : environmentOf(before, environment);
  const lifted = [
    ...(frozen === null ? [] : [md`the freeze of ${markText(frozen)}`]),
    ...(held === null ? [] : [md`the hold since the rollback of ${markText(held)}`]),
  ];
  const told = lifted.length === 0 ? [] : [paragraph(md`Lifted: ${enumerate(lifted)}.`)];
  if (wasHeld(event, aroundOf(done)) === false) return told;
  const freeze: ProposedCommand = { verb: "freeze", prompt, environment };
  return [
    ...told,
    paragraph(md`A hold comes back only with a rollback. This stops merges there, and promotions with them:`),
    commandBlock([freeze]),
  ];
}

function markText({ by, reason, since }: Mark) {
  const why = reason === null ? md`` : md` (${clippedReason(reason)})`;
  return md`${timeText(since)} by ${code(by)}${why}`;
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
