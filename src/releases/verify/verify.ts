import { readDocument } from "../documents.ts";
import { slugSchema } from "../find-prompt.ts";
import { isReplaceable, parseBranchPath, slugPath } from "../layout.ts";
import type { BranchLogEntry, ReleaseBranch } from "../ports.ts";
import { attempt, type Finding, type PromptFiles, pathsOf, promptFindings } from "./verify-prompt.ts";

export type { Finding } from "./verify-prompt.ts";

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
    since !== null && !(await branch.isAncestor(since, head)) ? [rewritten(since)] : [];
  let commits = 0;
  for await (const entry of branch.log({ since: null, until: head })) {
    commits += 1;
    findings.push(...commitFindings(entry));
  }
  return { commits, findings };
}

/**
 * What is wrong with one commit: append-only means that nothing but states and the README is ever written twice, and
 * those only with the events that they follow from. The head's content cannot show it where a later commit put it back.
 */
export function commitFindings(entry: BranchLogEntry): Finding[] {
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
  return [...removed, ...changed, ...(entry.parents.length > 1 ? [merge] : []), ...eventlessFindings(entry)];
}

function eventlessFindings({ added, commit, modified }: BranchLogEntry): Finding[] {
  const withEvents = new Set<string>();
  for (const path of added) {
    const parsed = parseBranchPath(path);
    if (parsed?.kind === "event") withEvents.add(parsed.promptId);
  }
  const states = [...added, ...modified].flatMap((path): Finding[] => {
    const parsed = parseBranchPath(path);
    if (parsed?.kind !== "state" || withEvents.has(parsed.promptId)) return [];
    const message = `Commit ${commit} writes ${path} and adds no event of ${parsed.promptId}.`;
    return [{ code: "state_without_event", message, path, commit }];
  });
  if (withEvents.size > 0) return states;
  const message = `Commit ${commit} adds no event; every commit of pointsman's does.`;
  return [{ code: "no_event", message, path: null, commit }, ...states];
}

async function verifyContent(branch: ReleaseBranch, head: string, { onProgress }: VerifyOptions) {
  const listing = sortPaths(await branch.list("", head));
  const findings: Finding[] = listing.foreign.map((path) => {
    const message = `${path} is no file of pointsman's.`;
    return { code: "foreign_file", message, path, commit: null };
  });
  const prompts = [...listing.prompts.values()];
  const slugs = new Map<string, string | null>();
  for (let start = 0; start < prompts.length; start += BATCH) {
    const batch = prompts.slice(start, start + BATCH);
    const snapshot = await branch.read(batch.flatMap(pathsOf), head);
    for (const files of batch) {
      const verified = promptFindings(snapshot, files, listing.slugs);
      findings.push(...verified.findings);
      slugs.set(files.promptId, verified.slug);
    }
    onProgress({ prompts: Math.min(start + BATCH, prompts.length), of: prompts.length });
  }
  const misnamed = await slugFindings(branch, head, { stored: listing.slugs, given: slugs });
  const events = prompts.reduce((sum, files) => sum + files.sequences.length, 0);
  const versions = prompts.reduce((sum, files) => sum + files.versions.length, 0);
  return { prompts: prompts.length, events, versions, findings: [...findings, ...misnamed] };
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

interface Slugs {
  readonly stored: ReadonlySet<string>;
  /** By prompt, the slug that its ledger gives it; null where the ledger cannot be followed. */
  readonly given: ReadonlyMap<string, string | null>;
}

async function slugFindings(
  branch: ReleaseBranch,
  head: string,
  { given, stored }: Slugs,
): Promise<Finding[]> {
  const snapshot = await branch.read([...stored].map(slugPath), head);
  return [...stored].flatMap((slug) => {
    const path = slugPath(slug);
    const read = attempt(() => readDocument(snapshot, path, slugSchema), path);
    if ("finding" in read) return [read.finding];
    const named = read.value?.id ?? "";
    if (given.has(named) && (given.get(named) ?? slug) === slug) return [];
    const message = `${path} names the prompt ${named}, whose ledger does not give it this slug.`;
    return [{ code: "wrong_slug" as const, message, path, commit: null }];
  });
}
