import { digestOf } from "../digest.ts";
import type { JsonObject } from "../json.ts";
import { errorAt, hasErrors, listProblems, noticeAt, type Position, type Problem } from "../problem.ts";
import type { EvaluatorSpec } from "./evaluator-spec.ts";
import type { LoadedText } from "./partials.ts";
import { inlinePartials, type PartialLookup, type PartialUse } from "./partials.ts";
import type { GatesSource, MessageRole, PromptFile, TestCase } from "./prompt-file.ts";
import type { ResponseFormat } from "./response-format.ts";
import type { ResultsSource } from "./results-source.ts";
import { variableNames } from "./template.ts";
import { parseToolsFile } from "./tools.ts";
import { type VariableDeclaration, type VariableSchema, variableSchemas } from "./variables.ts";

/** A message whose partials are inlined; its content is still a template. */
export interface EffectiveMessage {
  readonly role: MessageRole;
  readonly content: string;
}

/** Everything that can change what the model sees (contracts, Words). Persisted in versions, hence snake case. */
export interface EffectivePrompt {
  /** As the file names it, else the configured default. `gpt-4o` and `openai/gpt-4o` are two names. */
  readonly model: string;
  readonly model_parameters?: JsonObject;
  readonly response_format?: ResponseFormat;
  /** Minified JSON in its own key order, which reaches the model. */
  readonly json_schema?: string;
  readonly messages: readonly EffectiveMessage[];
  /** Sorted by name (UTF-16 code units, as RFC 8785 sorts keys). */
  readonly variables: readonly VariableSchema[];
  /** Each minified JSON in its own key order. */
  readonly tools?: readonly string[];
}

/** A prompt with everything it refers to: ready to be evaluated and published. */
export interface ResolvedPrompt {
  readonly id: string;
  readonly idDeclared: boolean;
  /** The file's `name`, else its id. */
  readonly name: string;
  readonly description?: string;
  readonly path: string;
  readonly effective: EffectivePrompt;
  readonly digest: string;
  readonly partials: readonly PartialUse[];
  readonly toolsPath?: string;
  /** As declared, with descriptions and positions. */
  readonly declarations: readonly VariableDeclaration[];
  readonly cases: readonly TestCase[];
  readonly evaluators: readonly EvaluatorSpec[];
  readonly gates?: GatesSource;
  readonly results?: ResultsSource;
  readonly positions: {
    readonly id: Position;
    readonly model: Position;
    readonly messages: readonly Position[];
  };
}

export type ResolveResult =
  | { readonly ok: true; readonly prompt: ResolvedPrompt; readonly notices: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export interface ResolveInput {
  readonly file: PromptFile;
  /** The model of a file that names none, e.g. `openai/gpt-4.1`. */
  readonly defaultModel: string;
  readonly lookupPartial: PartialLookup;
  /** Finds the tools file by its path within the repository. */
  readonly lookupTools: (path: string) => LoadedText | undefined;
}

/** `sha256:` and hex SHA-256 over the effective prompt's canonical JSON. */
export function effectivePromptDigest(effective: EffectivePrompt): string {
  return digestOf(effective);
}

/** Follows a prompt file's references and makes its effective prompt. All problems are told at once. */
export function resolvePrompt(input: ResolveInput): ResolveResult {
  const { file } = input;
  const inlined = inlinePartials(
    file.messages.map((message) => message.content),
    input.lookupPartial,
  );
  const tools = resolveTools(input);
  const notices = declarationNotices(file, inlined.texts);
  const problems = listProblems([...inlined.problems, ...tools.problems, ...notices]);
  if (hasErrors(problems)) return { ok: false, problems };
  const effective = effectiveOf(input, inlined.texts, tools.tools);
  return { ok: true, prompt: resolvedOf(file, effective, inlined.partials), notices: problems };
}

interface ResolvedTools {
  readonly tools: readonly string[];
  readonly problems: readonly Problem[];
}

function resolveTools({ file, lookupTools }: ResolveInput): ResolvedTools {
  if (file.tools === undefined) return { tools: [], problems: [] };
  if (file.tools.kind === "inline") return { tools: file.tools.tools, problems: [] };
  const { path, position } = file.tools;
  const found = lookupTools(path);
  if (found === undefined) {
    const message = `The tools file ${JSON.stringify(path)} does not exist: create it, or correct the path.`;
    return {
      tools: [],
      problems: [errorAt({ code: "tools_missing", path: file.path, at: position, message })],
    };
  }
  const parsed = parseToolsFile(found);
  return parsed.ok
    ? { tools: parsed.tools, problems: parsed.notices }
    : { tools: [], problems: parsed.problems };
}

function effectiveOf(
  input: ResolveInput,
  texts: readonly string[],
  tools: readonly string[],
): EffectivePrompt {
  const { file, defaultModel } = input;
  const messages = file.messages.map(({ role }, index) => ({ role, content: texts[index] ?? "" }));
  return {
    model: file.model ?? defaultModel,
    ...(file.modelParameters !== undefined && { model_parameters: file.modelParameters }),
    ...(file.responseFormat !== undefined && { response_format: file.responseFormat }),
    ...(file.jsonSchema !== undefined && { json_schema: file.jsonSchema }),
    messages,
    variables: variableSchemas(texts, file.variables),
    ...(tools.length > 0 && { tools }),
  };
}

function resolvedOf(
  file: PromptFile,
  effective: EffectivePrompt,
  partials: readonly PartialUse[],
): ResolvedPrompt {
  return {
    id: file.id,
    idDeclared: file.idDeclared,
    name: file.name ?? file.id,
    ...(file.description !== undefined && { description: file.description }),
    path: file.path,
    effective,
    digest: effectivePromptDigest(effective),
    partials,
    ...(file.tools?.kind === "file" && { toolsPath: file.tools.path }),
    declarations: file.variables,
    cases: file.testData,
    evaluators: file.evaluators,
    ...(file.gates !== undefined && { gates: file.gates }),
    ...(file.results !== undefined && { results: file.results }),
    positions: {
      id: file.idPosition,
      model: file.modelPosition,
      messages: file.messages.map((message) => message.position),
    },
  };
}

/** What the author should know about declared variables once it is clear which ones the messages use. */
function declarationNotices(file: PromptFile, texts: readonly string[]): readonly Problem[] {
  const used = new Set(texts.flatMap(variableNames));
  return file.variables.flatMap((declaration) => {
    const { name, position } = declaration;
    if (!used.has(name)) {
      const message = `The variable "${name}" is declared and no message uses it: use it, or remove it.`;
      return [noticeAt({ code: "variable_unused", path: file.path, at: position, message })];
    }
    if (declaration.required !== false || declaration.default !== undefined) return [];
    const message = `The variable "${name}" is optional and has no default, so a value is still needed: add "default: …".`;
    return [noticeAt({ code: "optional_without_default", path: file.path, at: position, message })];
  });
}
