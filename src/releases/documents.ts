import { z } from "zod";
import type { Appended } from "../domain/decisions/append.ts";
import { eventSchema, type LedgerEvent } from "../domain/ledger/event.ts";
import { type PromptState, promptStateSchema } from "../domain/ledger/state.ts";
import { digestHolds, type Version, versionSchema } from "../domain/ledger/version.ts";
import { eventPath, printDocument, README_PATH, slugPath, statePath, versionPath } from "./layout.ts";
import type { BranchCommit, BranchSnapshot } from "./ports.ts";
import { type PromptChange, updateReadme } from "./readme.ts";

/** A document on the release branch is not what pointsman writes: somebody edited it, or a newer pointsman wrote it. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly path: string;
  constructor(path: string, detail: string, advice = "Run “pointsman verify” to see what was changed.") {
    super(`${path} on the release branch cannot be read: ${detail}. ${advice}`);
    this.path = path;
  }
}

export function readState(snapshot: BranchSnapshot, promptId: string): PromptState | undefined {
  return readDocument(snapshot, statePath(promptId), promptStateSchema);
}

export function readVersion(
  snapshot: BranchSnapshot,
  promptId: string,
  version: string,
): Version | undefined {
  const path = versionPath(promptId, version);
  const read = readDocument(snapshot, path, versionSchema);
  if (read === undefined || digestHolds(read)) return read;
  throw new DocumentError(path, "its content does not have the digest that it claims");
}

export function readEvent(
  snapshot: BranchSnapshot,
  promptId: string,
  sequence: number,
): LedgerEvent | undefined {
  return readDocument(snapshot, eventPath(promptId, sequence), eventSchema);
}

/** Parses one document of a snapshot; undefined where it is absent. */
export function readDocument<T>(snapshot: BranchSnapshot, path: string, schema: z.ZodType<T>): T | undefined {
  const text = snapshot.files.get(path);
  if (text === undefined) return undefined;
  const document = parseJson(path, text);
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  if (newerSchema.safeParse(document).success) {
    throw new DocumentError(path, "a newer pointsman wrote it", "Update this one.");
  }
  const [issue] = parsed.error.issues;
  throw new DocumentError(path, `${issue?.path.join(".") || "the document"}: ${issue?.message}`);
}

const newerSchema = z.looseObject({ schema: z.int().min(2) });

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DocumentError(path, "it is no JSON");
  }
}

/** What one commit says of one prompt. */
export interface PromptWrite {
  readonly before: PromptState | undefined;
  readonly appended: Appended;
  /** The version that the events publish, where they do. */
  readonly version: Version | undefined;
}

/**
 * The commit that stores some prompts' new events, versions and states, and the README that follows. Throws where an
 * event could not be read again, e.g. for a reason of megabytes: entries bound what they take in.
 */
export function commitOf(
  snapshot: BranchSnapshot,
  writes: readonly PromptWrite[],
  message: string,
): BranchCommit {
  const created = new Map<string, string>();
  const replaced = new Map<string, string>();
  for (const { before, appended, version } of writes) {
    const { state } = appended;
    for (const event of appended.events) {
      const readable = eventSchema.parse(event);
      created.set(eventPath(state.prompt_id, event.sequence), printDocument(readable));
    }
    if (version !== undefined) {
      created.set(versionPath(state.prompt_id, version.version), printDocument(version));
    }
    if (before === undefined) created.set(slugPath(state.slug), printDocument({ id: state.prompt_id }));
    replaced.set(statePath(state.prompt_id), printDocument(state));
  }
  const changes = writes.map(({ before, appended }): PromptChange => ({ before, after: appended.state }));
  replaced.set(README_PATH, updateReadme(snapshot.files.get(README_PATH), changes));
  const required = writes
    .flatMap(({ appended }) => appended.events.flatMap(madeLive))
    .filter((path) => !created.has(path));
  return { expectedHead: snapshot.head, message, created, replaced, required };
}

/** The file of the version that an event makes live. */
function madeLive({ environment, prompt_id, version, type }: LedgerEvent): readonly string[] {
  const moves = type === "prompt.rolled_back" || type === "prompt.promoted";
  return moves && environment !== null && version !== null ? [versionPath(prompt_id, version)] : [];
}
