import type { SourceContent } from "../../../support/source-tree.ts";

export const options = { globs: ["**/*.prompt.yml", "**/*.prompt.yaml"], defaultModel: "openai/gpt-4.1" };

export type Files = Record<string, SourceContent>;

/** A prompt file that says `text`, with further lines at the top level. */
export const prompt = (text: string, ...lines: string[]) =>
  [...lines, "messages:", "  - role: user", `    content: ${JSON.stringify(text)}`, ""].join("\n");

export const tools = (name: string) =>
  JSON.stringify([{ type: "function", function: { name, parameters: {} } }]);

export const places = (problems: readonly { path: string; line: number; column: number; code: string }[]) =>
  problems.map(({ path, line, column, code }) => `${path}:${line}:${column} ${code}`);
