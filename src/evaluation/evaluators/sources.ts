import { isJsonObject, type Json, ownMember } from "../../domain/json.ts";
import { CannotJudge } from "./evaluator.ts";

/** One document that an output may cite. */
export interface Source {
  /** Undefined where it is known by its number only. */
  readonly id: string | undefined;
  readonly text: string;
}

const TEXT_KEYS = ["text", "content"];

/**
 * A case's sources: a text, a list of texts or of `{id, text}`, or a map from id to text.
 *
 * @throws CannotJudge where the case has no such thing under that key
 */
export function readSources(value: Json | undefined, key: string): readonly Source[] {
  const sources = sourcesOf(value);
  if (sources !== undefined) return sources;
  throw new CannotJudge(
    value === undefined
      ? `the case has no ${JSON.stringify(key)} with the sources`
      : `the case's ${JSON.stringify(key)} is neither a text nor a list of texts or {id, text}, nor a map from ids to texts`,
  );
}

function sourcesOf(value: Json | undefined): readonly Source[] | undefined {
  if (typeof value === "string") return [{ id: undefined, text: value }];
  if (Array.isArray(value)) return allOrNone(value.map(sourceOf));
  if (!isJsonObject(value)) return undefined;
  return allOrNone(
    Object.entries(value).map(([id, text]) => (typeof text === "string" ? { id, text } : undefined)),
  );
}

function sourceOf(value: Json): Source | undefined {
  if (typeof value === "string") return { id: undefined, text: value };
  if (!isJsonObject(value)) return undefined;
  const id = ownMember(value, "id");
  const text = TEXT_KEYS.map((key) => ownMember(value, key)).find((one) => typeof one === "string");
  if (typeof text !== "string") return undefined;
  return { id: typeof id === "string" || typeof id === "number" ? String(id) : undefined, text };
}

function allOrNone(sources: readonly (Source | undefined)[]): readonly Source[] | undefined {
  const found = sources.filter((source) => source !== undefined);
  return found.length === sources.length ? found : undefined;
}
