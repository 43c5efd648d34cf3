import { diffArrays, diffLines, diffWordsWithSpace } from "diff";
import type { Json } from "../../domain/json.ts";
import type { EffectiveMessage, EffectivePrompt } from "../../domain/prompt/effective-prompt.ts";
import type { VariableSchema } from "../../domain/prompt/variables.ts";

/** A run of text that both sides have, or only one of them. */
export interface DiffSegment {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** What differs in one part of a prompt: `message 2 (user)`, `model`, `variable order_id`. */
export interface DiffPart {
  /** Holds names that people wrote: show it as data. */
  readonly part: string;
  /** Of a message that the head has, its number there, from 1. */
  readonly message?: number;
  readonly segments: readonly DiffSegment[];
}

/** Word by word is bounded by the number of words that differ: at 1,000 the worst case takes some 60 ms, at 300 six. */
const MOST_WORD_EDITS = 1_000;
const MOST_LINE_EDITS = 1_500;
/** Messages that differ; lists that differ in more are taken for altogether different. */
const MOST_MESSAGE_EDITS = 300;
/** Texts longer than this (UTF-16 code units, both together) are compared line by line. */
const LONGEST_FOR_WORDS = 400_000;

/** The parts in which two effective prompts differ, in the order in which they reach a model; null is no prompt at all. */
export function diffPrompts(base: EffectivePrompt | null, head: EffectivePrompt | null): readonly DiffPart[] {
  const text = (part: string, print: (prompt: EffectivePrompt) => string): readonly DiffPart[] =>
    partOf(part, base === null ? "" : print(base), head === null ? "" : print(head));
  return [
    ...diffMessages(base?.messages ?? [], head?.messages ?? []),
    ...text("model", (prompt) => prompt.model),
    ...text("model parameters", (prompt) => printJson(prompt.model_parameters)),
    ...text("response format", (prompt) => prompt.response_format ?? ""),
    ...diffJsonTexts("JSON schema", listOf(base?.json_schema), listOf(head?.json_schema)),
    ...diffVariables(base?.variables ?? [], head?.variables ?? []),
    ...diffJsonTexts("tools", base?.tools ?? [], head?.tools ?? []),
  ];
}

/**
 * Two texts word by word; line by line where they are very long or have little in common, and else as a whole.
 *
 * @param share of the time that one such comparison may take, in (0, 1]: for those of which many are made
 */
export function diffTexts(
  base: string,
  head: string,
  mostWordEdits = MOST_WORD_EDITS,
  share = 1,
): readonly DiffSegment[] {
  if (base === head) return base === "" ? [] : [{ kind: "same", text: base }];
  if (base === "") return [added(head)];
  if (head === "") return [removed(base)];
  const words =
    base.length + head.length > LONGEST_FOR_WORDS
      ? undefined
      : diffWordsWithSpace(base, head, { maxEditLength: shareOf(mostWordEdits, share) });
  const changes = words ?? diffLines(base, head, { maxEditLength: shareOf(MOST_LINE_EDITS, share) });
  if (changes === undefined) return tidy([removed(base), added(head)]);
  return tidy(
    changes.map(({ added: isNew, removed: isOld, value }) =>
      isNew ? added(value) : isOld ? removed(value) : { kind: "same", text: value },
    ),
  );
}

/** The time grows with the square of the edits (Myers, “An O(ND) Difference Algorithm and Its Variations”, 1986). */
function shareOf(edits: number, share: number): number {
  return Math.floor(edits * Math.sqrt(share));
}

function added(text: string): DiffSegment {
  return { kind: "added", text };
}

function removed(text: string): DiffSegment {
  return { kind: "removed", text };
}

/**
 * Joins changes that only a space keeps apart: “[-one two-]{+three four+}” reads better than word against word. Between
 * two texts that stay the same what was removed comes first.
 */
function tidy(segments: readonly DiffSegment[]): readonly DiffSegment[] {
  const tidied: DiffSegment[] = [];
  let old = "";
  let fresh = "";
  const flush = (): void => {
    if (old !== "") tidied.push(removed(old));
    if (fresh !== "") tidied.push(added(fresh));
    old = "";
    fresh = "";
  };
  segments.forEach(({ kind, text }, index) => {
    const isGap = kind === "same" && /^[^\S\n]+$/.test(text) && isReplaced(segments, index);
    if (kind !== "added" && (kind === "removed" || isGap)) old += text;
    if (kind === "added" || isGap) fresh += text;
    if (kind === "same" && !isGap) {
      flush();
      tidied.push({ kind, text });
    }
  });
  flush();
  return tidied;
}

/** Whether words on both sides of a gap were exchanged for others. */
function isReplaced(segments: readonly DiffSegment[], gap: number): boolean {
  const around = (step: 1 | -1) => {
    const kinds = [segments[gap + step]?.kind, segments[gap + 2 * step]?.kind];
    return kinds.includes("added") && kinds.includes("removed");
  };
  return around(-1) && around(1);
}

function partOf(part: string, base: string, head: string): readonly DiffPart[] {
  return base === head ? [] : [{ part, segments: diffTexts(base, head) }];
}

/** A message on either side, or what became of one. */
interface MessagePair {
  readonly before: EffectiveMessage | undefined;
  readonly after: EffectiveMessage | undefined;
  /** Its place in the head, from 1. */
  readonly number: number;
}

/** However many messages differ, comparing all of them takes no longer than one may. */
function diffMessages(
  base: readonly EffectiveMessage[],
  head: readonly EffectiveMessage[],
): readonly DiffPart[] {
  const pairs = matchMessages(base, head);
  const share = 1 / pairs.filter(({ after, before }) => after !== undefined && before !== undefined).length;
  return pairs.map(({ after, before, number }) => ({
    part: messageLabel(number, before?.role, after?.role),
    segments: diffTexts(before?.content ?? "", after?.content ?? "", MOST_WORD_EDITS, Math.min(1, share)),
    ...(after !== undefined && { message: number }),
  }));
}

/** Messages are matched as a list first, so that one put in front does not make all others look changed. */
function matchMessages(
  base: readonly EffectiveMessage[],
  head: readonly EffectiveMessage[],
): readonly MessagePair[] {
  const options = { comparator: isSameMessage, maxEditLength: MOST_MESSAGE_EDITS };
  const changes = diffArrays([...base], [...head], options);
  if (changes === undefined) {
    return pairMessages(base, head, 0).filter(({ after, before }) => !isSameMessage(before, after));
  }
  const pairs: MessagePair[] = [];
  let old: EffectiveMessage[] = [];
  let at = 0;
  for (const change of changes) {
    if (change.removed) {
      old = change.value;
      continue;
    }
    const fresh = change.added ? change.value : [];
    pairs.push(...pairMessages(old, fresh, at));
    at += change.value.length;
    old = [];
  }
  return [...pairs, ...pairMessages(old, [], at)];
}

function isSameMessage(a: EffectiveMessage | undefined, b: EffectiveMessage | undefined): boolean {
  return a?.role === b?.role && a?.content === b?.content;
}

function pairMessages(
  old: readonly EffectiveMessage[],
  fresh: readonly EffectiveMessage[],
  at: number,
): readonly MessagePair[] {
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) => ({
    before: old[index],
    after: fresh[index],
    number: at + index + 1,
  }));
}

function messageLabel(number: number, before: string | undefined, after: string | undefined): string {
  if (after === undefined) return `removed message (${before})`;
  if (before === undefined) return `message ${number} (${after}, new)`;
  return `message ${number} (${before === after ? after : `${before} → ${after}`})`;
}

function diffVariables(
  base: readonly VariableSchema[],
  head: readonly VariableSchema[],
): readonly DiffPart[] {
  const [before, after] = [printedByName(base), printedByName(head)];
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((name) => partOf(`variable ${name}`, before.get(name) ?? "", after.get(name) ?? ""));
}

function printedByName(schemas: readonly VariableSchema[]): ReadonlyMap<string, string> {
  return new Map(schemas.map((schema) => [schema.name, printVariable(schema)]));
}

function printVariable({ type, required, ...schema }: VariableSchema): string {
  return [
    type,
    required ? "required" : "optional",
    ...(schema.inferred ? ["inferred"] : []),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
    ...(schema.enum === undefined ? [] : [`one of ${JSON.stringify(schema.enum)}`]),
    ...(schema.max_length === undefined ? [] : [`at most ${schema.max_length} characters`]),
  ].join(", ");
}

/**
 * JSON that is stored minified is compared spread over lines. Parsing moves keys that are whole numbers to the front;
 * where such a move is the only difference, the stored texts are compared instead.
 */
function diffJsonTexts(part: string, base: readonly string[], head: readonly string[]): readonly DiffPart[] {
  const pretty = partOf(part, base.map(spread).join("\n"), head.map(spread).join("\n"));
  return pretty.length > 0 ? pretty : partOf(part, base.join("\n"), head.join("\n"));
}

function spread(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function printJson(value: Readonly<Record<string, Json>> | undefined): string {
  if (value === undefined) return "";
  const sorted = Object.keys(value)
    .toSorted()
    .map((key) => `${key}: ${JSON.stringify(value[key])}`);
  return sorted.join("\n");
}

function listOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}
