import { z } from "zod";
import { eventSchema, type LedgerEvent } from "../domain/event.ts";
import { foldEvents, LedgerError, sameState } from "../domain/ledger.ts";
import { promptStateSchema } from "../domain/state.ts";
import { digestHolds, type Version, versionSchema } from "../domain/version.ts";
import { DocumentError, readDocument } from "./documents.ts";
import { eventPath, isReplaceable, parseBranchPath, slugPath, statePath, versionPath } from "./layout.ts";
import { type BranchLogEntry, type BranchSnapshot, HistoryError, type ReleaseBranch } from "./ports.ts";

/** What verification can find. The list is closed; `--json` and alarms carry the codes. */
export type FindingCode =
  | "history_rewritten"
  | "merge_commit"
  | "file_removed"
  | "immutable_changed"
  | "foreign_file"
  | "unreadable_document"
  | "missing_document"
  | "broken_ledger"
  | "state_differs"
  | "wrong_digest"
  | "wrong_place"
  | "unpublished_version"
  | "wrong_slug";

/** One thing that is not as pointsman leaves it. */
export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  readonly path: string | null;
  readonly commit: string | null;
}

export interface Verification {
  /** Null where there is no release branch, which is whole in its way. */
  readonly head: string | null;
  readonly commits: number;
  readonly prompts: number;
  readonly events: number;
  readonly versions: number;
  readonly findings: readonly Finding[];
}

interface VerifyOptions {
  /** A head remembered from before: the present one must descend from it. */
  readonly since: string | null;
  readonly onProgress: (done: { readonly prompts: number; readonly of: number }) => void;
}

/** How many prompts are read in one batch. */
const BATCH = 50;

/**
 * Verifies a release branch (contracts §3, Trust): every commit only appends, every ledger is an unbroken chain, every
 * state is the fold of its events, every version has the digest it claims, and the history still holds a known head.
 */
export async function verify(branch: ReleaseBranch, options: VerifyOptions): Promise<Verification> {
  const { head } = await branch.read([]);
  if (head === null) {
    const findings = options.since === null ? [] : [rewritten(options.since)];
    return { head, commits: 0, prompts: 0, events: 0, versions: 0, findings };
  }
  const history = await verifyHistory(branch, head, options.since);
  const content = await verifyContent(branch, head, options);
  return { head, ...content, commits: history.commits, findings: [...history.findings, ...content.findings] };
}

function rewritten(since: string): Finding {
  const message = `The branch does not descend from ${since}, which it did before: it was rewritten or replaced.`;
  return { code: "history_rewritten", message, path: null, commit: since };
}

async function verifyHistory(branch: ReleaseBranch, head: string, since: string | null) {
  const findings: Finding[] =
    since !== null && !(await descends(branch, since, head)) ? [rewritten(since)] : [];
  let commits = 0;
  for await (const entry of branch.log({ since: null, until: head })) {
    commits += 1;
    findings.push(...commitFindings(entry));
  }
  return { commits, findings };
}

async function descends(branch: ReleaseBranch, since: string, head: string): Promise<boolean> {
  try {
    for await (const _ of branch.log({ since, until: head })) break;
    return true;
  } catch (error) {
    if (error instanceof HistoryError) return false;
    throw error;
  }
}

/** What is wrong with one commit: append-only means that nothing but states and the README is ever written twice. */
function commitFindings(entry: BranchLogEntry): Finding[] {
  const { commit } = entry;
  const removed = entry.removed.map((path): Finding => {
    return { code: "file_removed", message: `Commit ${commit} removes ${path}.`, path, commit };
  });
  const changed = entry.modified
    .filter((path) => !isReplaceable(path))
    .map((path): Finding => {
      return { code: "immutable_changed", message: `Commit ${commit} changes ${path}.`, path, commit };
    });
  const message = `Commit ${commit} merges other commits in; pointsman never does.`;
  const merge: Finding = { code: "merge_commit", message, path: null, commit };
  return [...removed, ...changed, ...(entry.parents.length > 1 ? [merge] : [])];
}

/** The files of one prompt, as the branch's listing has them. */
interface PromptFiles {
  readonly promptId: string;
  readonly sequences: number[];
  readonly versions: string[];
}

async function verifyContent(branch: ReleaseBranch, head: string, { onProgress }: VerifyOptions) {
  const listing = sortPaths(await branch.list("", head));
  const findings: Finding[] = listing.foreign.map((path) => {
    const message = `${path} is no file of pointsman's.`;
    return { code: "foreign_file", message, path, commit: null };
  });
  const prompts = [...listing.prompts.values()];
  for (let start = 0; start < prompts.length; start += BATCH) {
    const batch = prompts.slice(start, start + BATCH);
    const snapshot = await branch.read(batch.flatMap(pathsOf), head);
    for (const files of batch) findings.push(...promptFindings(snapshot, files, listing.slugs));
    onProgress({ prompts: Math.min(start + BATCH, prompts.length), of: prompts.length });
  }
  const slugs = await slugFindings(branch, head, listing);
  const events = prompts.reduce((sum, files) => sum + files.sequences.length, 0);
  const versions = prompts.reduce((sum, files) => sum + files.versions.length, 0);
  return { prompts: prompts.length, events, versions, findings: [...findings, ...slugs] };
}

interface Listing {
  readonly prompts: ReadonlyMap<string, PromptFiles>;
  readonly slugs: ReadonlySet<string>;
  readonly foreign: readonly string[];
}

function sortPaths(paths: readonly string[]): Listing {
  const prompts = new Map<string, PromptFiles>();
  const slugs = new Set<string>();
  const foreign: string[] = [];
  for (const path of paths) {
    const parsed = parseBranchPath(path);
    if (parsed === undefined) foreign.push(path);
    else if (parsed.kind === "slug") slugs.add(parsed.slug);
    else if (parsed.kind !== "readme") {
      const files = prompts.get(parsed.promptId) ?? {
        promptId: parsed.promptId,
        sequences: [],
        versions: [],
      };
      if (parsed.kind === "event") files.sequences.push(parsed.sequence);
      if (parsed.kind === "version") files.versions.push(parsed.version);
      prompts.set(parsed.promptId, files);
    }
  }
  return { prompts, slugs, foreign };
}

function pathsOf({ promptId, sequences, versions }: PromptFiles): string[] {
  return [
    statePath(promptId),
    ...sequences.map((sequence) => eventPath(promptId, sequence)),
    ...versions.map((version) => versionPath(promptId, version)),
  ];
}

function promptFindings(
  snapshot: BranchSnapshot,
  files: PromptFiles,
  slugs: ReadonlySet<string>,
): readonly Finding[] {
  const { promptId } = files;
  const findings: Finding[] = [];
  const readAll = <T>(paths: readonly string[], schema: z.ZodType<T>): T[] =>
    paths.flatMap((path) => {
      const read = attempt(() => readDocument(snapshot, path, schema), path);
      if ("finding" in read) findings.push(read.finding);
      return "value" in read && read.value !== undefined ? [read.value] : [];
    });
  const sequences = files.sequences.toSorted((a, b) => a - b);
  const events = readAll(
    sequences.map((sequence) => eventPath(promptId, sequence)),
    eventSchema,
  );
  const versions = readAll(
    files.versions.map((version) => versionPath(promptId, version)),
    versionSchema,
  );
  const [state] = readAll([statePath(promptId)], promptStateSchema);
  findings.push(...versions.flatMap((version) => versionFindings(version, promptId, events)));
  const folded = fold(events, versions, promptId);
  if ("finding" in folded) return [...findings, folded.finding];
  if (folded.state === undefined || state === undefined || !sameState(folded.state, state)) {
    const path = statePath(promptId);
    const message = `${path} is not what the events of ${promptId} add up to.`;
    findings.push({ code: "state_differs", message, path, commit: null });
  }
  if (folded.state !== undefined && !slugs.has(folded.state.slug)) {
    const path = slugPath(folded.state.slug);
    findings.push({ code: "missing_document", message: `${path} is missing.`, path, commit: null });
  }
  return findings;
}

function attempt<T>(read: () => T, path: string): { value: T } | { finding: Finding } {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { finding: { code: "unreadable_document", message: error.message, path, commit: null } };
  }
}

function fold(events: readonly LedgerEvent[], versions: readonly Version[], promptId: string) {
  const byId = new Map(versions.map((version) => [version.version, version]));
  const versionOf = (id: string) => {
    const version = byId.get(id);
    return version && { version: id, digest: version.digest, slug: version.slug, path: version.source.path };
  };
  try {
    return { state: foldEvents(events, versionOf) };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const path = `prompts/${promptId}/events`;
    const finding: Finding = { code: "broken_ledger", message: error.message, path, commit: null };
    return { finding };
  }
}

function versionFindings(
  version: Version,
  promptId: string,
  events: readonly LedgerEvent[],
): readonly Finding[] {
  const path = versionPath(promptId, version.version);
  const at = (code: FindingCode, message: string): Finding => ({ code, message, path, commit: null });
  return [
    ...(digestHolds(version) ? [] : [at("wrong_digest", `${path} does not have the digest that it claims.`)]),
    ...(version.prompt_id === promptId
      ? []
      : [at("wrong_place", `${path} is a version of ${version.prompt_id}.`)]),
    ...(events.some((event) => event.type === "prompt.published" && event.version === version.version)
      ? []
      : [at("unpublished_version", `No event publishes ${path}.`)]),
  ];
}

async function slugFindings(branch: ReleaseBranch, head: string, listing: Listing): Promise<Finding[]> {
  const slugs = [...listing.slugs];
  const snapshot = await branch.read(slugs.map(slugPath), head);
  const schema = z.strictObject({ id: z.string() });
  return slugs.flatMap((slug) => {
    const path = slugPath(slug);
    const read = attempt(() => readDocument(snapshot, path, schema), path);
    if ("finding" in read) return [read.finding];
    const { value } = read;
    if (value !== undefined && listing.prompts.has(value.id)) return [];
    const message = `${path} names the prompt ${value?.id}, which has no ledger.`;
    return [{ code: "wrong_slug" as const, message, path, commit: null }];
  });
}
