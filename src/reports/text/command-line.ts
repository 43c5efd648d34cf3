import { commandLine } from "../../domain/command/line.ts";
import type { Verb } from "../../domain/command/verbs.ts";
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
export function commentLine({ environment, from, prompt, verb, version }: ProposedCommand): string {
  const line = commandLine({
    verb,
    prompt: clipped(prompt),
    versions: version == null ? [] : [clip(version, LONGEST_WORD).text],
    from: clipped(from),
    environment: clipped(environment),
  });
  return visibleLine(line);
}

function clipped(word: string | null | undefined): string | null {
  return word == null ? null : clip(word, LONGEST_WORD).text;
}
