import type { Position, Problem } from "../../domain/problem.ts";
import { type ResolvedPrompt, resolvePrompt } from "../../domain/prompt/effective-prompt.ts";
import { PARTIAL_LIMITS, partialCandidates } from "../../domain/prompt/partials.ts";
import { type PromptFile, parsePromptFile, promptReferences } from "../../domain/prompt/prompt-file.ts";
import { partialReferences, type TemplateSource, tokenizeTemplate } from "../../domain/prompt/template.ts";
import { linePositions } from "../../domain/prompt/text-position.ts";
import { type FileText, type RefusedFile, refusalAt, type SourceFiles } from "./files.ts";

/** What became of one prompt file. The identity is known wherever the file itself could be read. */
export interface PromptOutcome {
  readonly path: string;
  readonly id?: string;
  readonly idPosition?: Position;
  /** Absent where the problems hold an error. */
  readonly prompt?: ResolvedPrompt;
  readonly problems: readonly Problem[];
}

/**
 * Reads prompt files and everything they refer to: one batch for the files, then one for each level of references. A path
 * that the commit does not have has no outcome.
 */
export async function resolveFiles(
  files: SourceFiles,
  paths: Iterable<string>,
  defaultModel: string,
): Promise<readonly PromptOutcome[]> {
  const present = [...new Set(paths)].filter((path) => files.entry(path) !== undefined);
  await files.load(present);
  const read = present.map((path) => readFile(files, path));
  await loadReferences(
    files,
    read.flatMap((one) => (one.kind === "file" ? [one.file] : [])),
  );
  return read.map((one) => (one.kind === "file" ? resolveOne(files, one, defaultModel) : one.outcome));
}

type Read =
  | { readonly kind: "file"; readonly file: PromptFile; readonly notices: readonly Problem[] }
  | { readonly kind: "failed"; readonly outcome: PromptOutcome };

function readFile(files: SourceFiles, path: string): Read {
  const bytes = files.bytes(path);
  if (bytes === undefined) {
    const text = files.text(path);
    const problems = text.kind === "refused" ? [refusalAt(text, path)] : [];
    return { kind: "failed", outcome: { path, problems } };
  }
  const parsed = parsePromptFile(bytes, path);
  if (!parsed.ok) return { kind: "failed", outcome: { path, problems: parsed.problems } };
  return { kind: "file", file: parsed.file, notices: parsed.notices };
}

function resolveOne(
  files: SourceFiles,
  { file, notices }: Read & { readonly kind: "file" },
  defaultModel: string,
): PromptOutcome {
  const found = (path: string, text: FileText) =>
    text.kind === "text" ? { path, text: text.text } : undefined;
  const resolved = resolvePrompt({
    file,
    defaultModel,
    lookupPartial: (candidates) => {
      const first = firstPresent(files, candidates);
      return first && found(first.path, first.text);
    },
    lookupTools: (path) => found(path, files.text(path)),
  });
  const identity = { path: file.path, id: file.id, idPosition: file.idPosition };
  if (resolved.ok) {
    return { ...identity, prompt: resolved.prompt, problems: [...notices, ...resolved.notices] };
  }
  const problems = resolved.problems.map((problem) => explained(files, file, problem));
  return { ...identity, problems: [...notices, ...problems] };
}

/** The candidate that is meant: the first that stands there, whether or not it can be used. */
function firstPresent(
  files: SourceFiles,
  candidates: readonly string[],
): { readonly path: string; readonly text: Exclude<FileText, { kind: "absent" }> } | undefined {
  for (const path of candidates) {
    const text = files.text(path);
    if (text.kind !== "absent") return { path, text };
  }
  return undefined;
}

/** Loads partials and tools files level by level; deeper than prompts may nest nothing is fetched. */
async function loadReferences(files: SourceFiles, prompts: readonly PromptFile[]): Promise<void> {
  const seen = new Set<string>();
  let level: string[] = [];
  const follow = (from: string, names: readonly string[]) => {
    for (const name of names) {
      const path = partialCandidates(from, name).find((candidate) => files.entry(candidate) !== undefined);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      level.push(path);
    }
  };
  const tools: string[] = [];
  for (const prompt of prompts) {
    const references = promptReferences(prompt);
    follow(prompt.path, references.partials);
    if (references.toolsPath !== undefined) tools.push(references.toolsPath);
  }
  for (let depth = 0; depth <= PARTIAL_LIMITS.depth + 1; depth += 1) {
    await files.load(depth === 0 ? [...level, ...tools] : level);
    const loaded = level;
    level = [];
    for (const path of loaded) {
      const text = files.text(path);
      if (text.kind === "text") follow(path, partialReferences(text.text));
    }
    if (level.length === 0) return;
  }
}

/** Says of a partial or tools file that seems to be missing why it cannot be used, where it is there after all. */
function explained(files: SourceFiles, file: PromptFile, problem: Problem): Problem {
  const refused = refusedReference(files, file, problem);
  return refused === undefined ? problem : refusalAt(refused, problem.path, problem);
}

function refusedReference(files: SourceFiles, file: PromptFile, problem: Problem): RefusedFile | undefined {
  if (problem.code === "tools_missing" && file.tools?.kind === "file") {
    const text = files.text(file.tools.path);
    return text.kind === "refused" ? text : undefined;
  }
  if (problem.code !== "partial_missing") return undefined;
  const name = partialAt(templatesOf(files, file, problem.path), problem);
  const text = name && firstPresent(files, partialCandidates(problem.path, name))?.text;
  return text && text.kind === "refused" ? text : undefined;
}

function templatesOf(files: SourceFiles, file: PromptFile, path: string): readonly TemplateSource[] {
  if (path === file.path) return file.messages.map((message) => message.content);
  const found = files.text(path);
  if (found.kind !== "text") return [];
  const text = found.text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  return [{ text, path, positionAt: linePositions(text) }];
}

/** The name in the reference that starts at a place. */
function partialAt(templates: readonly TemplateSource[], at: Position): string | undefined {
  for (const { text, positionAt } of templates) {
    for (const token of tokenizeTemplate(text)) {
      if (token.kind !== "partial") continue;
      const position = positionAt(token.start);
      if (position.line === at.line && position.column === at.column) return token.name;
    }
  }
  return undefined;
}
