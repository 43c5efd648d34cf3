import type { LedgerEvent } from "../domain/ledger/event.ts";
import type { PromptState } from "../domain/ledger/state.ts";
import type { Version } from "../domain/ledger/version.ts";
import { eventPath, parseBranchPath, slugPath, statePath, versionPath } from "../releases/layout.ts";
import type { BranchSnapshot } from "../releases/ports.ts";
import type { AsOf, BranchReader, DocumentReaders, LivePrompts, ReleaseView } from "./ports.ts";

export interface LiveParts {
  readonly branch: BranchReader;
  readonly documents: DocumentReaders;
  /** Names of the environments in promotion order, as the config has them. */
  readonly environments: () => Promise<readonly [string, ...string[]]>;
  readonly changesBetween: LivePrompts["changesBetween"];
}

/** A pointer or a ledger names what the branch does not hold: it was edited by hand. */
export class BrokenBranchError extends Error {
  override readonly name = "BrokenBranchError";
}

/** Serves the release branch. The head is asked for with each request, so a rollback shows in the next one. */
export function livePrompts({ branch, changesBetween, documents, environments }: LiveParts): LivePrompts {
  return {
    head: async () => (await branch.head()).commit,
    changesBetween,
    async view() {
      const [{ asOf, commit }, known] = await Promise.all([branch.head(), environments()]);
      return viewAt({ head: commit, asOf, environments: known, branch, documents });
    },
  };
}

interface ViewParts {
  readonly head: string | null;
  readonly asOf: AsOf | null;
  readonly environments: readonly [string, ...string[]];
  readonly branch: Pick<BranchReader, "read" | "list">;
  readonly documents: DocumentReaders;
}

function viewAt(parts: ViewParts): ReleaseView {
  return {
    asOf: parts.asOf,
    environments: parts.environments,
    slugs: () => listSlugs(parts),
    statesOf: (slugs) => statesOf(parts, slugs),
    state: (name) => findState(parts, name),
    version: async (promptId, version) => (await readVersions(parts, promptId, [version]))[0],
    versions: (promptId, versions) => readVersions(parts, promptId, versions),
    events: (promptId, range) => readEvents(parts, promptId, range),
  };
}

async function readFiles({ branch, head }: ViewParts, paths: readonly string[]): Promise<BranchSnapshot> {
  return head === null ? { head, files: new Map() } : await branch.read(paths, head);
}

/** Slugs rather than prompts: their folder holds one file a prompt, and no events. */
async function listSlugs({ branch, head }: ViewParts): Promise<readonly string[]> {
  if (head === null) return [];
  const paths = await branch.list("slugs", head);
  return paths.flatMap((path) => {
    const parsed = parseBranchPath(path);
    return parsed?.kind === "slug" ? [parsed.slug] : [];
  });
}

async function statesOf(parts: ViewParts, slugs: readonly string[]): Promise<readonly PromptState[]> {
  const owners = await readFiles(parts, slugs.map(slugPath));
  const ids = slugs.flatMap((slug) => parts.documents.slugOwner(owners, slug) ?? []);
  const states = await readFiles(parts, ids.map(statePath));
  return ids.map((id) => parts.documents.state(states, id) ?? broken(statePath(id)));
}

async function findState(parts: ViewParts, name: string): Promise<PromptState | undefined> {
  const snapshot = await readFiles(parts, [statePath(name), slugPath(name)]);
  const state = parts.documents.state(snapshot, name);
  if (state !== undefined) return state;
  const owner = parts.documents.slugOwner(snapshot, name);
  if (owner === undefined) return undefined;
  const states = await readFiles(parts, [statePath(owner)]);
  return parts.documents.state(states, owner) ?? broken(statePath(owner));
}

async function readVersions(
  parts: ViewParts,
  promptId: string,
  versions: readonly string[],
): Promise<readonly Version[]> {
  const snapshot = await readFiles(
    parts,
    versions.map((version) => versionPath(promptId, version)),
  );
  return versions.flatMap((version) => parts.documents.version(snapshot, promptId, version) ?? []);
}

async function readEvents(
  parts: ViewParts,
  promptId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly LedgerEvent[]> {
  const sequences = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const snapshot = await readFiles(
    parts,
    sequences.map((sequence) => eventPath(promptId, sequence)),
  );
  return sequences.map(
    (sequence) =>
      parts.documents.event(snapshot, promptId, sequence) ?? broken(eventPath(promptId, sequence)),
  );
}

function broken(path: string): never {
  throw new BrokenBranchError(`${path} is missing on the release branch. Run “pointsman verify”.`);
}
