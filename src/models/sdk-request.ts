import type { LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { z } from "zod";
import type { Json, JsonObject } from "../domain/json.ts";
import { FILE_START } from "../domain/problem.ts";
import type { CompiledMessage } from "../domain/prompt/compile.ts";
import { wireParameters } from "../domain/prompt/model-parameters.ts";
import { readJson } from "../domain/yaml/json-document.ts";
import { entryOf, type SourceNode, toMinifiedJson } from "../domain/yaml/yaml-tree.ts";
import type { ModelRequest } from "../evaluation/model.ts";

/** A request in the AI SDK's words, with what it has no words for. */
export interface SdkRequest {
  readonly call: LanguageModelV4CallOptions;
  /** Parameters under the names of OpenAI's protocol, those apart that `call` expresses. */
  readonly parameters: JsonObject;
  /** Puts the author's schemas into a body in which the SDK wrote their stand-ins. */
  readonly withSchemas: (body: string) => string;
}

/**
 * Translates a request. The SDK takes schemas as objects, and JavaScript moves keys that look like numbers to the front of
 * these; so it is given a stand-in for each, and the author's text takes its place in what is sent. Parameters are kept
 * from the SDK, because it drops or changes some of them: adapters add them to the body.
 */
export function sdkRequest(request: ModelRequest): SdkRequest {
  const schemas: string[] = [];
  const standIn = (schema: string) => {
    schemas.push(schema);
    return standInFor(schemas.length - 1);
  };
  const { tool_choice: choice, ...parameters } = wireParameters(request.parameters);
  const toolChoice = toolChoiceOf(choice);
  const tools = request.tools ?? [];
  return {
    call: {
      prompt: request.messages.map(messageOf),
      ...(request.responseFormat !== undefined &&
        request.responseFormat !== "text" && { responseFormat: formatOf(request, standIn) }),
      ...(tools.length > 0 && { tools: tools.map((tool) => toolOf(tool, standIn)) }),
      ...(toolChoice !== undefined && { toolChoice }),
    },
    parameters:
      choice === undefined || toolChoice !== undefined ? parameters : { ...parameters, tool_choice: choice },
    withSchemas: (body) =>
      schemas.reduce(
        (text, schema, index) => text.replaceAll(JSON.stringify(standInFor(index)), () => schema),
        body,
      ),
  };
}

/** A schema that no provider's module of the SDK changes. Quotes within texts are escaped, so no message can hold it. */
function standInFor(index: number) {
  return { title: `pointsman schema ${index}` };
}

/** No provider but OpenAI knows the role `developer`, which means what `system` means. */
function messageOf({ content, role }: CompiledMessage): LanguageModelV4CallOptions["prompt"][number] {
  if (role === "system" || role === "developer") return { role: "system", content };
  return { role, content: [{ type: "text", text: content }] };
}

type StandIn = (schema: string) => ReturnType<typeof standInFor>;

function formatOf(
  { jsonSchema, responseFormat }: ModelRequest,
  standIn: StandIn,
): NonNullable<LanguageModelV4CallOptions["responseFormat"]> {
  const schema = jsonSchema === undefined ? undefined : memberText(jsonSchema, ["schema"]);
  return responseFormat === "json_schema" && schema !== undefined
    ? { type: "json", schema: standIn(schema) }
    : { type: "json" };
}

const toolSchema = z.object({
  function: z.object({
    name: z.string(),
    description: z.string().optional(),
    strict: z.boolean().optional(),
  }),
});

const NO_PARAMETERS = '{"type":"object","properties":{}}';

function toolOf(tool: string, standIn: StandIn): NonNullable<LanguageModelV4CallOptions["tools"]>[number] {
  const { description, name, strict } = toolSchema.parse(JSON.parse(tool)).function;
  return {
    type: "function",
    name,
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
    inputSchema: standIn(memberText(tool, ["function", "parameters"]) ?? NO_PARAMETERS),
  };
}

/** The JSON text of a member of a JSON text, in its own key order; undefined where there is none. */
function memberText(json: string, path: readonly string[]): string | undefined {
  const read = readJson(json, () => FILE_START);
  if (!read.ok) return undefined;
  const node = path.reduce<SourceNode | undefined>(
    (at, key) => (at?.kind === "map" ? entryOf(at, key)?.value : undefined),
    read.root,
  );
  return node === undefined ? undefined : toMinifiedJson(node);
}

const choiceSchema = z.union([
  z.enum(["auto", "none", "required"]).transform((type) => ({ type })),
  z
    .strictObject({ type: z.literal("function"), function: z.strictObject({ name: z.string() }) })
    .transform((choice) => ({ type: "tool" as const, toolName: choice.function.name })),
]);

/** OpenAI's `tool_choice`; undefined for what is not of its shape. */
function toolChoiceOf(choice: Json | undefined): LanguageModelV4CallOptions["toolChoice"] {
  return choiceSchema.safeParse(choice).data;
}
