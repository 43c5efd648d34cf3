import { MAX_ID_LENGTH } from "../domain/identifiers.ts";
import { isVersionId } from "../domain/ledger/version-id.ts";

/** Where everything stands on the release branch (contracts §3). */

export const README_PATH = "README.md";

export function statePath(promptId: string): string {
  return `prompts/${promptId}/state.json`;
}

export function versionsDirectory(promptId: string): string {
  return `prompts/${promptId}/versions`;
}

export function versionPath(promptId: string, version: string): string {
  return `${versionsDirectory(promptId)}/${version}.json`;
}

export function eventsDirectory(promptId: string): string {
  return `prompts/${promptId}/events`;
}

export function eventPath(promptId: string, sequence: number): string {
  return `${eventsDirectory(promptId)}/${String(sequence).padStart(8, "0")}.json`;
}

export function slugPath(slug: string): string {
  return `slugs/${slug}.json`;
}

/** What a path of the release branch holds, or undefined where it follows no rule of the layout. */
export type BranchPath =
  | { readonly kind: "readme" }
  | { readonly kind: "state"; readonly promptId: string }
  | { readonly kind: "version"; readonly promptId: string; readonly version: string }
  | { readonly kind: "event"; readonly promptId: string; readonly sequence: number }
  | { readonly kind: "slug"; readonly slug: string };

const PROMPT_FILE =
  /^prompts\/([a-z0-9-]+)\/(?:(state\.json)|versions\/([0-9.-]+)\.json|events\/(\d{8})\.json)$/;
const SLUG_FILE = /^slugs\/([a-z0-9-]+)\.json$/;
/** Ids and slugs: words of lower-case letters and digits, joined by single hyphens. */
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether a text can be a prompt's id or slug: nothing else may become part of a path. */
export function isPromptName(text: string): boolean {
  return text.length <= MAX_ID_LENGTH && NAME.test(text);
}

export function parseBranchPath(path: string): BranchPath | undefined {
  if (path === README_PATH) return { kind: "readme" };
  const slug = SLUG_FILE.exec(path)?.[1];
  if (slug !== undefined) return isPromptName(slug) ? { kind: "slug", slug } : undefined;
  const [, promptId, state, version, sequence] = PROMPT_FILE.exec(path) ?? [];
  if (promptId === undefined || !isPromptName(promptId)) return undefined;
  if (state !== undefined) return { kind: "state", promptId };
  if (version !== undefined) return isVersionId(version) ? { kind: "version", promptId, version } : undefined;
  if (sequence !== undefined) return { kind: "event", promptId, sequence: Number(sequence) };
  return undefined;
}

/** Whether a path may be written again. Everything else on the branch is immutable. */
export function isReplaceable(path: string): boolean {
  const kind = parseBranchPath(path)?.kind;
  return kind === "readme" || kind === "state";
}

/** Documents are stored pretty-printed with a final newline, so that people can read them and diffs stay small. */
export function printDocument(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
