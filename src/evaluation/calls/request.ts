import type { EffectivePrompt } from "../../domain/prompt/effective-prompt.ts";
import type { ModelRequest } from "../model.ts";

/** The call that a compiled prompt makes. */
export function callRequest(effective: EffectivePrompt, messages: ModelRequest["messages"]): ModelRequest {
  const { model, model_parameters, response_format, json_schema, tools } = effective;
  return {
    model,
    messages,
    parameters: model_parameters ?? {},
    ...(response_format !== undefined && { responseFormat: response_format }),
    ...(json_schema !== undefined && { jsonSchema: json_schema }),
    ...(tools !== undefined && { tools }),
  };
}
