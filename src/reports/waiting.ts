import { environmentOf, isFlagged, type Mark, type PromptState } from "../domain/ledger/state.ts";
import { COMMENT_LIMIT, fitSections } from "./budget.ts";
import { clippedReason, enumerate, inlineCommand } from "./facts.ts";
import { code, heading, type Inline, md } from "./markdown.ts";

const SHOWN_BYTES = COMMENT_LIMIT / 8;
/** Rolled-back versions that one row names; of more, the number is told. */
const FLAGGED_SHOWN = 5;

/** What keeps each environment from the newest version, and the command that brings it; empty where all serve it. */
export function waitingText(state: PromptState, environments: readonly string[]): string {
  const rows = environments.flatMap((name) => {
    const why = whyStopped(state, name);
    const waits = whatWaits(state, name);
    return why.length === 0 && waits === null
      ? []
      : [[code(name), waits ?? md`_nothing_`, why.length === 0 ? md`` : enumerate(why)]];
  });
  if (rows.length === 0) return "";
  const title = heading(3, md`What waits`);
  const head = [md`environment`, md`what waits`, md`why`];
  const first = { kind: "block", rank: 0, name: "", body: title } as const;
  const table = { kind: "table", rank: 1, name: "environments", title: { block: "" }, head, rows } as const;
  return fitSections([first, table], { limit: SHOWN_BYTES, fullReport: null });
}

function whyStopped(state: PromptState, name: string): readonly Inline[] {
  const { frozen, held, rolled_back: flagged } = environmentOf(state, name);
  const shown = flagged.slice(-FLAGGED_SHOWN).map(({ version }) => code(version));
  const left = flagged.length - shown.length;
  const more = left === 0 ? md`` : md` and ${left} before`;
  return [
    ...(held === null ? [] : [md`held: ${reasonOf(held)}`]),
    ...(frozen === null ? [] : [md`frozen: ${reasonOf(frozen)}`]),
    ...(shown.length === 0 ? [] : [md`rolled back here: ${enumerate(shown)}${more}`]),
  ];
}

function reasonOf({ reason }: Mark): Inline {
  return reason === null ? md`_no reason given_` : clippedReason(reason);
}

/** A version that was rolled back is named without a command: nobody is led to bring it back. */
function whatWaits(state: PromptState, name: string): Inline | null {
  const { latest, prompt_id: prompt } = state;
  const environment = environmentOf(state, name);
  if (state.lifecycle === "archived") return inlineCommand({ verb: "restore", prompt });
  if (environment.pointer?.version === latest.version) return null;
  if (isFlagged(environment, latest.digest)) return md`${code(latest.version)}, which was rolled back here`;
  const promote = inlineCommand({ verb: "promote", prompt, version: latest.version, environment: name });
  return environment.frozen === null
    ? promote
    : md`${inlineCommand({ verb: "unfreeze", prompt, environment: name })}, then ${promote}`;
}
