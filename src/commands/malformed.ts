import { type KnownNames, nearestForm, plainWords } from "../domain/command/nearest-form.ts";
import type { Malformed } from "../domain/command/parse.ts";
import type { Controls } from "../releases/controls.ts";
import { DocumentError } from "../releases/documents.ts";
import { findPrompt } from "../releases/find-prompt.ts";
import { README_PATH } from "../releases/layout.ts";
import { OutsideError, type ReleaseBranch } from "../releases/ports.ts";
import { promptsInReadme } from "../releases/readme.ts";
import { malformedAnswer } from "../reports/answers/operation-answer.ts";

interface MalformedPorts {
  readonly branch: (name: string) => ReleaseBranch;
  readonly controls: () => Promise<Controls>;
}

/** What is wrong with one of our verbs, how it is written, and the line that was probably meant, of names that exist. */
export async function malformedReply(malformed: Malformed, ports: MalformedPorts): Promise<string> {
  return malformedAnswer(malformed, nearestForm(malformed.typed, await knownNames(malformed, ports)));
}

/** An answer without the nearest form is still an answer: where the branch cannot be read, no prompt is known. */
async function knownNames({ typed }: Malformed, { branch, controls }: MalformedPorts): Promise<KnownNames> {
  const { environments, file } = (await controls()).config;
  const [first = ""] = plainWords(typed.words);
  try {
    const { promptId, snapshot } = await findPrompt(branch(file.release_branch), first);
    const listed = promptsInReadme(snapshot.files.get(README_PATH));
    return { environments, prompts: promptId === undefined ? listed : [first, ...listed] };
  } catch (error) {
    if (!(error instanceof OutsideError || error instanceof DocumentError)) throw error;
    return { environments, prompts: [] };
  }
}
