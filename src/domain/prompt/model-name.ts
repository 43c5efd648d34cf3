/** A model's name in two parts: who publishes it (which provider serves it), and what it is called there. */
export interface ModelName {
  readonly publisher: string;
  readonly model: string;
}

/**
 * Parts `openai/gpt-4.1`. A name without a publisher, which GitHub's documentation used at first, is taken for one of the
 * default model's publisher. Effective prompts keep the name as it was written: routing is no part of a digest.
 */
export function splitModelName(name: string, defaultModel: string): ModelName {
  const slash = name.indexOf("/");
  if (slash > 0 && slash < name.length - 1)
    return { publisher: name.slice(0, slash), model: name.slice(slash + 1) };
  const standIn = defaultModel.indexOf("/");
  return {
    publisher: standIn > 0 ? defaultModel.slice(0, standIn) : "",
    model: name.replace(/^\/|\/$/g, ""),
  };
}
