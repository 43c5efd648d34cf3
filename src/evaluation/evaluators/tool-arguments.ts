import { canonicalJson } from "../../domain/digest.ts";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";

/** `subset`: what is wanted is among the given, at every depth. `exact`: it is all that is given. */
export type ArgumentsRule = "subset" | "exact";

/** Whether a call's arguments, a JSON text as the model wrote it, are the wanted ones. The order of keys says nothing. */
export function argumentsFit(wanted: JsonObject | undefined, text: string, rule: ArgumentsRule): boolean {
  if (wanted === undefined) return true;
  const given = readArguments(text);
  if (given === undefined) return false;
  return rule === "exact" ? isSame(wanted, given) : contains(given, wanted);
}

/** Some servers send nothing where a tool takes no arguments. */
function readArguments(text: string): Json | undefined {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSame(a: Json, b: Json): boolean {
  try {
    return canonicalJson(a) === canonicalJson(b);
  } catch {
    // A lone surrogate has no canonical form; the wanted arguments come from YAML, which has none.
    return false;
  }
}

/** Lists must be as long as wanted; their entries are compared one by one, each as a subset. */
function contains(given: Json, wanted: Json): boolean {
  if (isJsonObject(wanted)) {
    return (
      isJsonObject(given) &&
      Object.entries(wanted).every(([key, value]) => {
        const own = Object.hasOwn(given, key) ? given[key] : undefined;
        return own !== undefined && contains(own, value);
      })
    );
  }
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(given) &&
      given.length === wanted.length &&
      wanted.every((value: Json, index) => contains(given[index], value))
    );
  }
  return given === wanted;
}
