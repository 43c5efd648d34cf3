import type { z } from "zod";
import { NotJsonError } from "../../domain/digest.ts";
import { eventSchema, type LedgerEvent } from "../../domain/ledger/event.ts";
import { foldEvents, sameState } from "../../domain/ledger/ledger.ts";
import { LedgerError } from "../../domain/ledger/ledger-error.ts";
import { promptStateSchema } from "../../domain/ledger/state.ts";
import { digestHolds, type Version, versionSchema } from "../../domain/ledger/version.ts";
import { DocumentError, readDocument } from "../documents.ts";
import { eventPath, slugPath, statePath, versionPath } from "../layout.ts";
import type { BranchSnapshot } from "../ports.ts";

/** What verification can find. The list is closed; `--json` and alarms carry the codes. */
export type FindingCode =
  | "history_rewritten"
  | "merge_commit"
  | "file_removed"
  | "immutable_changed"
  | "no_event"
  | "state_without_event"
  | "foreign_file"
  | "unreadable_document"
  | "missing_document"
  | "broken_ledger"
  | "state_differs"
  | "wrong_digest"
  | "wrong_place"
  | "unpublished_version"
  /** Only of what somebody pushed: its source commit does not say so, or is not on the default branch. */
  | "forged_version"
  | "wrong_slug";

/** One thing that is not as pointsman leaves it. */
export interface Finding {
  readonly code: FindingCode;
  readonly message: string;
  readonly path: string | null;
  readonly commit: string | null;
}

/** The files of one prompt, as the branch's listing has them. */
export interface PromptFiles {
  readonly promptId: string;
  readonly sequences: number[];
  readonly versions: string[];
}

/** Everything that verifying a prompt reads. */
export function pathsOf({ promptId, sequences, versions }: PromptFiles): string[] {
  return [
    statePath(promptId),
    ...sequences.map((sequence) => eventPath(promptId, sequence)),
    ...versions.map((version) => versionPath(promptId, version)),
  ];
}

export interface VerifiedPrompt {
  readonly findings: readonly Finding[];
  /** The slug that the ledger gives the prompt; null where the ledger cannot be followed. */
  readonly slug: string | null;
}

/** Verifies one prompt: its documents, its chain, its state as the fold of its events, and its versions' digests. */
export function promptFindings(
  snapshot: BranchSnapshot,
  files: PromptFiles,
  slugs: ReadonlySet<string>,
): VerifiedPrompt {
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
  const versions = files.versions.flatMap((id) =>
    readAll([versionPath(promptId, id)], versionSchema).map((version) => ({ id, version })),
  );
  const [state] = readAll([statePath(promptId)], promptStateSchema);
  findings.push(...versions.flatMap((stored) => versionFindings(stored, promptId, events)));
  const folded = fold(events, versions, promptId);
  if ("finding" in folded) return { findings: [...findings, folded.finding], slug: null };
  if (folded.state === undefined || state === undefined || !sameState(folded.state, state)) {
    const path = statePath(promptId);
    const message = `${path} is not what the events of ${promptId} add up to.`;
    findings.push({ code: "state_differs", message, path, commit: null });
  }
  if (folded.state === undefined) return { findings, slug: null };
  const { slug } = folded.state;
  if (!slugs.has(slug)) {
    const path = slugPath(slug);
    findings.push({ code: "missing_document", message: `${path} is missing.`, path, commit: null });
  }
  return { findings: [...findings, ...otherSlugs(versions, promptId, slug)], slug };
}

/** A version under its file's name. */
interface StoredVersion {
  readonly id: string;
  readonly version: Version;
}

function otherSlugs(versions: readonly StoredVersion[], promptId: string, slug: string): readonly Finding[] {
  return versions
    .filter(({ version }) => version.slug !== slug)
    .map(({ id, version }) => {
      const path = versionPath(promptId, id);
      const message = `${path} has the slug ${version.slug}, and its prompt's is ${slug}.`;
      return { code: "wrong_slug", message, path, commit: null };
    });
}

/** Reads a document, or says in a finding why that cannot be done. */
export function attempt<T>(read: () => T, path: string): { value: T } | { finding: Finding } {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    return { finding: { code: "unreadable_document", message: error.message, path, commit: null } };
  }
}

function fold(events: readonly LedgerEvent[], versions: readonly StoredVersion[], promptId: string) {
  const byId = new Map(versions.map(({ id, version }) => [id, version]));
  const versionOf = (id: string) => {
    const version = byId.get(id);
    return version && { version: id, digest: version.digest, slug: version.slug, path: version.source.path };
  };
  try {
    return { state: foldEvents(events, versionOf) };
  } catch (error) {
    if (!(error instanceof LedgerError || error instanceof NotJsonError)) throw error;
    const path = `prompts/${promptId}/events`;
    const finding: Finding = { code: "broken_ledger", message: error.message, path, commit: null };
    return { finding };
  }
}

function versionFindings(
  { id, version }: StoredVersion,
  promptId: string,
  events: readonly LedgerEvent[],
): readonly Finding[] {
  const path = versionPath(promptId, id);
  const at = (code: FindingCode, message: string): Finding => ({ code, message, path, commit: null });
  return [
    ...(hasItsDigest(version)
      ? []
      : [at("wrong_digest", `${path} does not have the digest that it claims.`)]),
    ...(version.prompt_id === promptId && version.version === id
      ? []
      : [at("wrong_place", `${path} is version ${version.version} of ${version.prompt_id}.`)]),
    ...(events.some((event) => event.type === "prompt.published" && event.version === id)
      ? []
      : [at("unpublished_version", `No event publishes ${path}.`)]),
  ];
}

/** Half of a surrogate pair, which JSON can escape, has no canonical form and so no digest. */
export function hasItsDigest(version: Version): boolean {
  try {
    return digestHolds(version);
  } catch (error) {
    if (error instanceof NotJsonError) return false;
    throw error;
  }
}
