import { DocumentError, readState } from "../../releases/documents.ts";
import { slugOwner } from "../../releases/find-prompt.ts";
import { parseBranchPath, statePath, versionPath } from "../../releases/layout.ts";
import type { BranchSnapshot } from "../../releases/ports.ts";
import type { BranchFiles } from "./branch-files.ts";

const AT_ONCE = 100;

/**
 * Reads what is live at a head, so that it is at hand when GitHub is not: all names, then prompt by prompt its state and the
 * versions that its pointers name, as far as there is room.
 */
export async function warmAll(files: BranchFiles, head: string): Promise<void> {
  const paths = await files.list("slugs", head);
  const snapshot = await files.read(paths, head);
  const slugs = new Map(paths.flatMap((path) => ownerOf(snapshot, path)));
  files.learnNames({ head, slugs });
  await warmPrompts(files, head, [...slugs.values()]);
}

/** The same for the prompts that a move of the head touched. */
export async function warmTouched(
  files: BranchFiles,
  head: string,
  touched: readonly string[],
): Promise<void> {
  const ids = touched.flatMap((path) => {
    const parsed = parseBranchPath(path);
    return parsed?.kind === "state" ? [parsed.promptId] : [];
  });
  await warmPrompts(files, head, ids);
}

async function warmPrompts(files: BranchFiles, head: string, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length && !files.room.isFull(); at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const states = await files.read(some.map(statePath), head);
    await files.read([...new Set(some.flatMap((id) => livePaths(states, id)))], head);
  }
}

function ownerOf(snapshot: BranchSnapshot, path: string): [slug: string, id: string][] {
  const parsed = parseBranchPath(path);
  if (parsed?.kind !== "slug") return [];
  const owner = readable(() => slugOwner(snapshot, parsed.slug));
  return owner === undefined ? [] : [[parsed.slug, owner]];
}

function livePaths(states: BranchSnapshot, id: string): readonly string[] {
  const state = readable(() => readState(states, id));
  return Object.values(state?.environments ?? {}).flatMap(({ pointer }) =>
    pointer === null ? [] : [versionPath(id, pointer.version)],
  );
}

/** Whoever asks for a damaged document is told of it; what is read in advance only goes around it. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DocumentError) return undefined;
    throw error;
  }
}
