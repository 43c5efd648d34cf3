import { evidenceStanding } from "../../domain/decisions/evidence.ts";
import type { PublishedPrompt } from "../../releases/publish/publish.ts";
import { commentLine } from "../text/command-line.ts";
import { evidenceText } from "../text/evidence-text.ts";
import { type Block, block, md, NOTHING, paragraph, stack } from "../text/markdown.ts";

/** A new version that evidence kept from going live. */
interface HeldBack {
  readonly promptId: string;
  readonly version: string;
  /** Nothing of the prompt was published before. */
  readonly isFirst: boolean;
  /** Plain text. */
  readonly why: string;
  /** Where it would have gone live, in promotion order. */
  readonly environments: readonly string[];
}

/** With more of them one line says what each of their own would. */
const MOST = 5;

/**
 * What a run fails with where evidence kept new versions from going live, and the commands that override it: a line for each,
 * or one for all where they are many, as on the day that somebody adopts pointsman. Plain text.
 */
export function heldBackTexts(published: readonly PublishedPrompt[]): readonly string[] {
  const held = published.flatMap((one) => heldBackOf(one) ?? []);
  return held.length > MOST ? [textOfMany(held)] : held.map(textOfOne);
}

/** What makes many versions live at once although evidence kept them back; nothing where they are few. */
export function heldBackBlock(published: readonly PublishedPrompt[]): Block {
  const held = published.flatMap((one) => heldBackOf(one) ?? []);
  if (held.length <= MOST) return NOTHING;
  const what = md`Evidence held ${held.length} versions back. A prompt that is published for the first time then is live nowhere.`;
  return stack([
    paragraph(md`${what} To make all of them live nevertheless, in a clone:`),
    block(overrideLines(held).join("\n"), "text"),
  ]);
}

function heldBackOf({ decision, promptId }: PublishedPrompt): HeldBack | null {
  const { isFirst, stayed, version } = decision;
  const withheld = stayed.filter(({ reason }) => reason === "gate_failed" || reason === "evidence_missing");
  const isFailed = evidenceStanding(version.evaluation) === "failed";
  if (withheld.length === 0 && !isFailed) return null;
  const why = isFailed
    ? `the gate held it back (${evidenceText(version.evaluation)})`
    : "the config requires an evaluation, and there is none";
  const environments = (withheld.length > 0 ? withheld : stayed).map(({ environment }) => environment);
  return { promptId, version: version.version, isFirst, why, environments };
}

function textOfOne(held: HeldBack): string {
  const { environments, isFirst, promptId, version, why } = held;
  const first = isFirst ? " It is the prompt's first version, so nothing of it is live." : "";
  const commands = environments.map((environment) =>
    commentLine({ verb: "promote", prompt: promptId, version, environment }),
  );
  return `${promptId} ${version} was published, and no pointer was moved to it: ${why}.${first} To override that: ${commands.join(", or ")}`;
}

function textOfMany(held: readonly HeldBack[]): string {
  const names = held.map(({ promptId }) => promptId);
  return `${held.length} new versions were published, and no pointer was moved to them, since evidence held them back: ${names.join(", ")}.${firstOnes(held)} The summary says why of each. To make all of them live nevertheless, in a clone: ${overrideLines(held).join("; ")}`;
}

function firstOnes(held: readonly HeldBack[]): string {
  const first = held.filter(({ isFirst }) => isFirst).length;
  if (first === 0) return "";
  return ` ${first} of them are their prompts' first versions: nothing was live to compare with, so their own test cases decided, and nothing of them is live now.`;
}

/**
 * Lines for a shell that promote all of them. Ids, versions and the names of environments hold nothing that a shell reads.
 */
function overrideLines(held: readonly HeldBack[]): readonly string[] {
  const alike = Map.groupBy(held, ({ environments, version }) => `--to ${version} ${environments.join(" ")}`);
  return [...alike.values()].map((group) => {
    const { environments = [], version = "" } = group[0] ?? {};
    const prompts = group.map(({ promptId }) => promptId).join(" ");
    return `for environment in ${environments.join(" ")}; do for prompt in ${prompts}; do pointsman promote $prompt --to ${version} --in $environment --push; done; done`;
  });
}
