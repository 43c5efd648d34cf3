import type { Json } from "../../domain/json.ts";
import type { Version } from "../../domain/ledger/version.ts";
import type { VariableSchema } from "../../domain/prompt/variables.ts";
import { clip, visibleLine } from "../text/visible.ts";

const LONGEST_DESCRIPTION = 120;

/**
 * A case in the prompt file's own format, with a value for each variable that fits its type. Names and values are written as
 * JSON, which YAML reads; what people wrote stands in comments of one line.
 */
export function caseSkeleton({ variable_descriptions, variables }: Version): string {
  const taken = new Set(variables.map(({ name }) => name));
  const lines = [
    ...(taken.has("name") ? [] : ['name: "what went wrong, in a few words"']),
    ...variables.map((variable) => valueLine(variable, variable_descriptions ?? {})),
    ...(taken.has("expected") ? [] : ['expected: "what it should have said"']),
  ];
  const item = lines.map((line, index) => `${index === 0 ? "  - " : "    "}${line}`);
  return ["testData:", ...item].join("\n");
}

/** What YAML takes for a text without quotes, whatever its version: no `null`, `on` or `yes`. */
const PLAIN_KEY = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_][A-Za-z0-9_]*$/i;

function valueLine(variable: VariableSchema, descriptions: Readonly<Record<string, string>>): string {
  const { name, required } = variable;
  const key = PLAIN_KEY.test(name) ? name : JSON.stringify(name);
  const told = Object.hasOwn(descriptions, name)
    ? visibleLine(clip(descriptions[name] ?? "", LONGEST_DESCRIPTION).text)
    : "";
  const remarks = [required ? "" : "optional", told].filter((text) => text !== "").join(": ");
  return `${key}: ${JSON.stringify(exampleOf(variable))}${remarks === "" ? "" : ` # ${remarks}`}`;
}

/** What the prompt itself says first, else the plainest value of the type. */
function exampleOf(variable: VariableSchema): Json {
  const [first] = variable.enum ?? [];
  if (first !== undefined) return first;
  if (variable.default !== undefined) return variable.default;
  switch (variable.type) {
    case "string":
      return "…";
    case "number":
    case "integer":
      return 0;
    case "boolean":
      return false;
    case "json":
      return {};
  }
}
