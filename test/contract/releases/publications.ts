import { CONFIG_PATH } from "../../../src/releases/controls.ts";
import { completedSource } from "../../../src/releases/messages.ts";
import type { PublishOutcome, PublishStopped } from "../../../src/releases/publish/publish.ts";
import { CONFIG, everything, type Files, promptFile, type Scene } from "./scene.ts";

/** Prompts by id, each in a file of its own. */
export function prompts(contents: Readonly<Record<string, string>>, config = CONFIG): Files {
  const files = Object.entries(contents).map(([id, text]) => [`${id}.prompt.yml`, promptFile(text)]);
  return { ...Object.fromEntries(files), [CONFIG_PATH]: config };
}

/** So many prompts, each with a text of its own. */
export function many(count: number, text = "Hi"): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`prompt-${n}`, `${text} ${n}`]));
}

/** The outcome of a publication that was not stopped. */
export function settled(outcome: PublishOutcome | PublishStopped): PublishOutcome {
  if (outcome.status !== "settled") throw new Error(`stopped: ${outcome.status}`);
  return outcome;
}

/** The ids of the prompts that were published. */
export function ids(outcome: PublishOutcome | PublishStopped): readonly string[] {
  return outcome.published.map(({ promptId }) => promptId);
}

/** The source commit that the branch says was published completely last. */
export async function completed(scene: Scene): Promise<string | undefined> {
  const branch = scene.home.open("prompt-releases");
  const { head } = await branch.read([]);
  if (head === null) return undefined;
  const messages = await branch.recentMessages(head, 1);
  return messages.map(completedSource)[0];
}

/** What the release branch's log tells, oldest first. */
export async function commits(scene: Scene) {
  const branch = scene.home.open("prompt-releases");
  const { head } = await branch.read([]);
  return head === null ? [] : await everything(branch.log({ since: null, until: head }));
}
