import type { DocumentReaders } from "../../delivery/ports.ts";
import { readEvent, readState, readVersion } from "../../releases/documents.ts";
import { slugOwner } from "../../releases/find-prompt.ts";
import { statePath, versionPath } from "../../releases/layout.ts";
import type { BranchSnapshot } from "../../releases/ports.ts";

/** Documents of each kind; past it those that were parsed first are parsed again when somebody asks for them. */
const MOST = 2_000;

/**
 * Reads documents and remembers what their texts parsed to: checking a version's digest takes longer than everything else that an
 * answer does. Documents that are asked for seldom are parsed each time.
 */
export function parsedDocuments(): DocumentReaders {
  const states = remembered<ReturnType<typeof readState>>();
  const versions = remembered<ReturnType<typeof readVersion>>();
  return {
    state: (snapshot, promptId) => states(snapshot, statePath(promptId), () => readState(snapshot, promptId)),
    version: (snapshot, promptId, version) =>
      versions(snapshot, versionPath(promptId, version), () => readVersion(snapshot, promptId, version)),
    event: readEvent,
    slugOwner,
  };
}

function remembered<T>() {
  const known = new Map<string, { readonly text: string; readonly document: T }>();
  return (snapshot: BranchSnapshot, path: string, read: () => T): T => {
    const text = snapshot.files.get(path);
    if (text === undefined) return read();
    const entry = known.get(path);
    if (entry?.text === text) return entry.document;
    const document = read();
    known.set(path, { text, document });
    const [first] = known.keys();
    if (known.size > MOST && first !== undefined) known.delete(first);
    return document;
  };
}
