import { errorAt, FILE_START, type Position, type Problem } from "../../domain/problem.ts";
import { decodeUtf8 } from "../../domain/yaml/utf8.ts";
import type { SourceEntry, SourceTree } from "../ports.ts";

/** Why a file that is named cannot be used, as one problem without a place: who names it says where. */
export interface RefusedFile {
  readonly kind: "refused";
  readonly code:
    | "symlink_refused"
    | "submodule_refused"
    | "prompt_file_refused"
    | "file_too_large"
    | "invalid_utf8";
  readonly message: string;
}

export type FileText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "absent" }
  | RefusedFile;

/** The files of one commit, as far as they were loaded. */
export interface SourceFiles {
  readonly entries: readonly SourceEntry[];
  readonly entry: (path: string) => SourceEntry | undefined;
  /** Paths that are prompt files by their name, links included, sorted. */
  readonly prompts: () => readonly string[];
  /** Reads what is not read yet, in one batch. Paths that are absent or refused cost nothing. */
  readonly load: (paths: Iterable<string>) => Promise<void>;
  /** Bytes of a loaded regular file. */
  readonly bytes: (path: string) => Uint8Array | undefined;
  /** Text of a loaded file that a prompt refers to, or why there is none. */
  readonly text: (path: string) => FileText;
}

export async function openFiles(tree: SourceTree, isPrompt: (path: string) => boolean): Promise<SourceFiles> {
  const entries = await tree.list();
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const asked = new Set<string>();
  const contents = new Map<string, Uint8Array>();
  const texts = new Map<string, FileText>();
  const isFile = (path: string) => byPath.get(path)?.kind === "file";

  const readText = (path: string): FileText => {
    if (!isFile(path)) return linkOnTheWay(byPath, path) ?? { kind: "absent" };
    const bytes = contents.get(path);
    if (bytes === undefined) return tooLarge(path);
    return isPrompt(path) ? promptRefused(path) : decoded(path, bytes);
  };
  let prompts: readonly string[] | undefined;
  return {
    entries,
    entry: (path) => byPath.get(path),
    prompts() {
      prompts ??= entries.map((entry) => entry.path).filter(isPrompt);
      return prompts;
    },
    async load(paths) {
      const fresh = [...new Set(paths)].filter((path) => isFile(path) && !asked.has(path));
      for (const path of fresh) asked.add(path);
      if (fresh.length === 0) return;
      for (const [path, bytes] of await tree.read(fresh)) contents.set(path, bytes);
    },
    bytes: (path) => contents.get(path),
    text(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = readText(path);
      texts.set(path, text);
      return text;
    },
  };
}

/** Git stores nothing behind a link; whoever names such a path counts on the link being followed. */
function linkOnTheWay(byPath: ReadonlyMap<string, SourceEntry>, path: string): RefusedFile | undefined {
  const parts = path.split("/");
  for (let length = 1; length <= parts.length; length += 1) {
    const kind = byPath.get(parts.slice(0, length).join("/"))?.kind;
    if (kind === "symlink" || kind === "submodule")
      return linkRefused(path, { kind, at: parts.slice(0, length).join("/") });
  }
  return undefined;
}

function linkRefused(
  path: string,
  link: { readonly kind: "symlink" | "submodule"; readonly at: string },
): RefusedFile {
  const what = link.kind === "symlink" ? "a symbolic link" : "a submodule";
  const shown = JSON.stringify(path);
  const message =
    link.at === path
      ? `${shown} is ${what}, and links are never followed: put a regular file in its place.`
      : `${shown} lies behind ${JSON.stringify(link.at)}, which is ${what} and never followed: use a regular folder.`;
  return { kind: "refused", code: `${link.kind}_refused`, message };
}

function tooLarge(path: string): RefusedFile {
  const message = `${JSON.stringify(path)} is too large to be read: shorten it.`;
  return { kind: "refused", code: "file_too_large", message };
}

/** So that a change of a prompt file concerns no other prompt. */
function promptRefused(path: string): RefusedFile {
  const message = `${JSON.stringify(path)} is a prompt file: put what several prompts share into a file of its own.`;
  return { kind: "refused", code: "prompt_file_refused", message };
}

function decoded(path: string, bytes: Uint8Array): FileText {
  const result = decodeUtf8(bytes);
  if (result.ok) return { kind: "text", text: result.text };
  const place = `line ${result.at.line}, column ${result.at.column}`;
  const message = `${JSON.stringify(path)} is not valid UTF-8 (${place}): save it as UTF-8.`;
  return { kind: "refused", code: "invalid_utf8", message };
}

/** A refusal where it is to be read. */
export function refusalAt(refused: RefusedFile, path: string, at: Position = FILE_START): Problem {
  return errorAt({ code: refused.code, path, at, message: refused.message });
}
