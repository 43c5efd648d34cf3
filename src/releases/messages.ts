import type { LedgerEvent } from "../domain/ledger/event.ts";

/**
 * Messages of release commits. Only ids and versions go in, never what somebody typed: a commit message is read by tools
 * that act on what it says (`[skip ci]`, `Co-authored-by:`, closing keywords).
 */

const VERBS: Record<LedgerEvent["type"], string> = {
  "prompt.published": "Publish",
  "prompt.promoted": "Promote",
  "prompt.rolled_back": "Roll back",
  "prompt.archived": "Archive",
  "prompt.restored": "Restore",
  "prompt.frozen": "Freeze",
  "prompt.unfrozen": "Unfreeze",
};

export function operationMessage(event: LedgerEvent): string {
  const moves = event.type === "prompt.promoted" || event.type === "prompt.rolled_back";
  const target = moves ? ` to ${event.version}` : "";
  const where = event.environment === null ? "" : ` in ${event.environment}`;
  return `${VERBS[event.type]} ${event.prompt_id}${target}${where}\n\nPointsman-Event: ${event.id}\n`;
}

const SOURCE_TRAILER = "Pointsman-Source";

/**
 * The message of a publication.
 *
 * @param completes the source commit of which, with this commit, everything is published; the next publication then
 *   looks only at what changed since
 */
export function publicationMessage(
  published: readonly { readonly promptId: string; readonly version: string }[],
  completes: string | null,
): string {
  const [first] = published;
  const subject =
    published.length === 1 && first
      ? `Publish ${first.promptId} ${first.version}`
      : `Publish ${published.length} prompts`;
  const list =
    published.length === 1
      ? ""
      : `\n\n${published.map((one) => `- ${one.promptId} ${one.version}`).join("\n")}`;
  const trailer = completes === null ? "" : `\n\n${SOURCE_TRAILER}: ${completes}`;
  return `${subject}${list}${trailer}\n`;
}

/** The source commit that a message says was published completely, if it says so. */
export function completedSource(message: string): string | undefined {
  return COMPLETED.exec(message)?.[1];
}

const COMPLETED = new RegExp(`^${SOURCE_TRAILER}: ([0-9a-f]{40}(?:[0-9a-f]{24})?)$`, "m");
const PUBLISHED = /^(?:Publish|-) ([a-z0-9-]+) \d{4}-\d\d-\d\d\.\d+$/gm;

/** The ids of the prompts that a publication's message names; none for other messages. */
export function publishedIn(message: string): readonly string[] {
  return [...message.matchAll(PUBLISHED)].flatMap(([, promptId]) => promptId ?? []);
}
