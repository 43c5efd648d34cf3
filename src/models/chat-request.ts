import { wireParameters } from "../domain/prompt/model-parameters.ts";
import type { ModelRequest } from "../evaluation/model.ts";

/** Members that are the prompt's own and no parameter may replace. */
const RESERVED = new Set(["model", "messages", "response_format", "tools", "stream"]);

/**
 * The body of a chat-completions request as JSON text. Schemas and tools go in as the texts they are: parsing would move
 * keys that look like numbers, and the order of keys reaches the model.
 *
 * @param model as the provider calls it
 */
export function chatBody(request: ModelRequest, model: string): string {
  const parameters = Object.entries(wireParameters(request.parameters)).filter(
    ([name]) => !RESERVED.has(name),
  );
  const members: (readonly [string, string])[] = [
    ["model", JSON.stringify(model)],
    ["messages", JSON.stringify(request.messages.map(({ role, content }) => ({ role, content })))],
    ...parameters.map(([name, value]) => [name, JSON.stringify(value)] as const),
    ...responseFormat(request),
  ];
  if (request.tools !== undefined && request.tools.length > 0)
    members.push(["tools", `[${request.tools.join(",")}]`]);
  return `{${members.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(",")}}`;
}

function responseFormat({ responseFormat, jsonSchema }: ModelRequest): (readonly [string, string])[] {
  if (responseFormat === undefined) return [];
  const schema =
    responseFormat === "json_schema" && jsonSchema !== undefined ? `,"json_schema":${jsonSchema}` : "";
  return [["response_format", `{"type":${JSON.stringify(responseFormat)}${schema}}`]];
}
