import { environmentOf, isFlagged } from "../../domain/ledger/state.ts";
import type { Done } from "../../releases/operate/operate.ts";
import { enumerate } from "../text/facts.ts";
import { type Block, code, type Inline, md, paragraph } from "../text/markdown.ts";
import type { Asked } from "./refusal-text.ts";

/** Of more, the number is told. */
const MOST_PASSED = 5;

/** Why a rollback that named no version went where it went, and which versions it passed over. */
export function choiceOf({ version: named }: Pick<Asked, "version">, done: Done): readonly Block[] {
  const { environment, previous_version: left, type, version } = done.event;
  const isChosen = type === "prompt.rolled_back" && named === null;
  if (!isChosen || environment === null || left === null || version === null) return [];
  const chosen = md`No version was named: ${code(version)} is the last one that was live in ${code(environment)} before ${code(left)} and is not marked as rolled back there.`;
  const passed = passedOver(done, environment);
  const shown = passed.slice(0, MOST_PASSED);
  const more = passed.length === shown.length ? md`` : md` and ${passed.length - shown.length} more`;
  return [paragraph(passed.length === 0 ? chosen : md`${chosen} Passed over: ${enumerate(shown)}${more}.`)];
}

/** The versions on the trail between the one left and the one chosen, the newest first. */
function passedOver({ before, event }: Done, environment: string): readonly Inline[] {
  if (before === null) return [];
  const there = environmentOf(before, environment);
  const below = there.trail.slice(0, -1);
  const target = below.findLastIndex(({ version }) => version === event.version);
  return below
    .slice(target + 1)
    .toReversed()
    .map(({ digest, version }) =>
      isFlagged(there, digest)
        ? md`${code(version)} (rolled back before)`
        : md`${code(version)} (the same content as ${code(event.previous_version ?? "")})`,
    );
}
