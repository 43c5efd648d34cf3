import { z } from "zod";
import { isVersionId } from "../domain/ledger/version-id.ts";
import { readDocument } from "./documents.ts";
import { isPromptName, README_PATH, slugPath, statePath, versionPath } from "./layout.ts";
import type { BranchSnapshot, ReleaseBranch } from "./ports.ts";

/** What a slug's file holds. */
export const slugSchema = z.strictObject({ id: z.string() });

/** A snapshot that holds a prompt's state, the named versions and the README. */
export interface FoundPrompt {
  readonly snapshot: BranchSnapshot;
  /** Undefined where neither an id nor a slug is called that. */
  readonly promptId: string | undefined;
}

/**
 * Finds a prompt by id or slug. An id needs one trip; a slug needs a second one, since only its file says whose it is.
 *
 * @param name as typed; what cannot be an id or slug is not looked up, and so never becomes part of a path
 * @param versions version ids to read along, as typed
 */
export async function findPrompt(
  branch: ReleaseBranch,
  name: string,
  versions: readonly string[] = [],
): Promise<FoundPrompt> {
  if (!isPromptName(name)) return { snapshot: await branch.read([README_PATH]), promptId: undefined };
  const snapshot = await branch.read([...pathsOf(name, versions), slugPath(name)]);
  if (snapshot.files.has(statePath(name))) return { snapshot, promptId: name };
  const promptId = slugOwner(snapshot, name);
  if (promptId === undefined) return { snapshot, promptId: undefined };
  return { snapshot: await branch.read(pathsOf(promptId, versions)), promptId };
}

/** The id of the prompt that a slug belongs to, where the snapshot holds the slug's file. */
export function slugOwner(snapshot: BranchSnapshot, slug: string): string | undefined {
  return readDocument(snapshot, slugPath(slug), slugSchema)?.id;
}

function pathsOf(promptId: string, versions: readonly string[]): string[] {
  const known = versions.filter(isVersionId);
  return [statePath(promptId), README_PATH, ...known.map((version) => versionPath(promptId, version))];
}
