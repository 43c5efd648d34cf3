import { NotJsonError } from "../../domain/digest.ts";
import { eventSchema, type LedgerEvent } from "../../domain/ledger/event.ts";
import { applyEvent, sameState } from "../../domain/ledger/ledger.ts";
import { LedgerError } from "../../domain/ledger/ledger-error.ts";
import { type PromptState, promptStateSchema } from "../../domain/ledger/state.ts";
import { type Version, versionSchema } from "../../domain/ledger/version.ts";
import { readDocument, readState } from "../documents.ts";
import { slugSchema } from "../find-prompt.ts";
import { eventPath, parseBranchPath, slugPath, statePath, versionPath } from "../layout.ts";
import type { BranchSnapshot, ReleaseBranch } from "../ports.ts";
import { commitFindings } from "./verify.ts";
import { attempt, type Finding, hasItsDigest } from "./verify-prompt.ts";

interface Range {
  /** Taken for whole: nothing of it is verified again. Null for the beginning. */
  readonly since: string | null;
  readonly until: string;
}

/** What some commits added of one prompt. */
interface Addition {
  readonly promptId: string;
  readonly sequences: number[];
  readonly versions: string[];
}

/**
 * Verifies what was added to a release branch since a head that was whole: every commit only appends, the new events follow
 * on the states of then and add up to the states of now, and every new version has the digest it claims. It reads what is
 * new and what that names, however long the ledger is. Throws `HistoryError` where the branch does not go back to `since`.
 */
export async function verifySince(branch: ReleaseBranch, range: Range): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const additions = new Map<string, Addition>();
  for await (const entry of branch.log(range)) {
    const { added, commit, modified } = entry;
    findings.push(...commitFindings(entry), ...foreignFindings(added, commit));
    for (const path of [...added, ...modified]) note(additions, path);
  }
  // What was edited or removed explains whatever does not add up any more.
  if (findings.length > 0 || additions.size === 0) return findings;
  return additionFindings(branch, range, [...additions.values()]);
}

function foreignFindings(added: readonly string[], commit: string): readonly Finding[] {
  return added
    .filter((path) => parseBranchPath(path) === undefined)
    .map((path) => ({
      code: "foreign_file",
      message: `Commit ${commit} adds ${path}, which is no file of pointsman's.`,
      path,
      commit,
    }));
}

function note(additions: Map<string, Addition>, path: string): void {
  const parsed = parseBranchPath(path);
  if (parsed === undefined || !("promptId" in parsed)) return;
  const { promptId } = parsed;
  const addition = additions.get(promptId) ?? { promptId, sequences: [], versions: [] };
  if (parsed.kind === "event") addition.sequences.push(parsed.sequence);
  if (parsed.kind === "version") addition.versions.push(parsed.version);
  additions.set(promptId, addition);
}

async function additionFindings(
  branch: ReleaseBranch,
  { since, until }: Range,
  additions: readonly Addition[],
): Promise<readonly Finding[]> {
  const states = additions.map(({ promptId }) => statePath(promptId));
  const [before, after] = await Promise.all([
    since === null ? { head: null, files: new Map<string, string>() } : branch.read(states, since),
    branch.read(additions.flatMap(pathsOf), until),
  ]);
  const named = await branch.read(namedPaths(additions, after), until);
  const now = { head: until, files: new Map([...after.files, ...named.files]) };
  return additions.flatMap((addition) => promptFindings(addition, { before, now }));
}

function pathsOf({ promptId, sequences, versions }: Addition): readonly string[] {
  return [
    statePath(promptId),
    ...sequences.map((sequence) => eventPath(promptId, sequence)),
    ...versions.map((version) => versionPath(promptId, version)),
  ];
}

/** The older versions that new events name, and the slugs of new prompts. What cannot be read is found out later. */
function namedPaths(additions: readonly Addition[], after: BranchSnapshot): readonly string[] {
  return additions.flatMap(({ promptId, sequences }) => {
    const state = documentIn(after, statePath(promptId), promptStateSchema);
    const events = sequences.flatMap(
      (sequence) => documentIn(after, eventPath(promptId, sequence), eventSchema) ?? [],
    );
    const versions = events.flatMap(({ version }) =>
      version === null ? [] : [versionPath(promptId, version)],
    );
    return state === undefined ? versions : [...versions, slugPath(state.slug)];
  });
}

function documentIn<T>(
  snapshot: BranchSnapshot,
  path: string,
  schema: Parameters<typeof readDocument<T>>[2],
): T | undefined {
  const read = attempt(() => readDocument(snapshot, path, schema), path);
  return "value" in read ? read.value : undefined;
}

interface Snapshots {
  readonly before: BranchSnapshot;
  readonly now: BranchSnapshot;
}

function promptFindings(addition: Addition, { before, now }: Snapshots): readonly Finding[] {
  const { promptId } = addition;
  const findings: Finding[] = [];
  const read = <T>(path: string, schema: Parameters<typeof readDocument<T>>[2]): T | undefined => {
    const result = attempt(() => readDocument(now, path, schema), path);
    if ("value" in result) return result.value;
    findings.push(result.finding);
    return undefined;
  };
  const events = addition.sequences
    .toSorted((a, b) => a - b)
    .flatMap((sequence) => read(eventPath(promptId, sequence), eventSchema) ?? []);
  const versions = addition.versions.flatMap((id) => read(versionPath(promptId, id), versionSchema) ?? []);
  const state = read(statePath(promptId), promptStateSchema);
  if (findings.length > 0) return findings;
  const wrong = versions.flatMap((version) => versionFindings(version, addition, events));
  const folded = fold(events, { promptId, before, now });
  if ("finding" in folded) return [...wrong, folded.finding];
  if (folded.state === undefined || state === undefined || !sameState(folded.state, state)) {
    const path = statePath(promptId);
    const message = `${path} is not what the events of ${promptId} add up to.`;
    return [...wrong, { code: "state_differs", message, path, commit: null }];
  }
  return [...wrong, ...slugFindings(state, now)];
}

function versionFindings(
  version: Version,
  { promptId, versions }: Addition,
  events: readonly LedgerEvent[],
): readonly Finding[] {
  const path = versionPath(promptId, version.version);
  const at = (code: Finding["code"], message: string): Finding => ({ code, message, path, commit: null });
  const misplaced = version.prompt_id !== promptId || !versions.includes(version.version);
  const published = events.some(
    (event) => event.type === "prompt.published" && event.version === version.version,
  );
  return [
    ...(hasItsDigest(version)
      ? []
      : [at("wrong_digest", `${path} does not have the digest that it claims.`)]),
    ...(misplaced
      ? [at("wrong_place", `${path} is version ${version.version} of ${version.prompt_id}.`)]
      : []),
    ...(published ? [] : [at("unpublished_version", `No event publishes ${path}.`)]),
  ];
}

function fold(
  events: readonly LedgerEvent[],
  { before, now, promptId }: Snapshots & { readonly promptId: string },
): { readonly state: PromptState | undefined } | { readonly finding: Finding } {
  const versionOf = (id: string) => {
    const version = documentIn(now, versionPath(promptId, id), versionSchema);
    return version && { version: id, digest: version.digest, slug: version.slug, path: version.source.path };
  };
  try {
    let state = readState(before, promptId);
    for (const event of events) state = applyEvent(state, event, versionOf);
    return { state };
  } catch (error) {
    if (!(error instanceof LedgerError || error instanceof NotJsonError)) throw error;
    const path = `prompts/${promptId}/events`;
    return { finding: { code: "broken_ledger", message: error.message, path, commit: null } };
  }
}

function slugFindings(state: PromptState, now: BranchSnapshot): readonly Finding[] {
  const path = slugPath(state.slug);
  const named = documentIn(now, path, slugSchema)?.id;
  if (named === state.prompt_id) return [];
  const message = `${path} does not name the prompt ${state.prompt_id}.`;
  return [{ code: "wrong_slug", message, path, commit: null }];
}
