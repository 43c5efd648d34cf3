import { CommanderError } from "commander";
import type { CliEnvironment } from "./environment.ts";
import { makeProgram } from "./program.ts";
import { badInput, type ExitCode, type VerbResult } from "./result.ts";

/** What a run prints, and its exit code. */
export interface Printed {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line. Never throws: whatever happens becomes text and an exit code. */
export async function runCommandLine(
  words: readonly string[],
  environment: CliEnvironment,
): Promise<Printed> {
  const said = { out: "", error: "" };
  let result: VerbResult | undefined;
  const program = makeProgram(environment, {
    onResult: (verbResult) => {
      result = verbResult;
    },
    writeOut: (text) => {
      said.out += text;
    },
    writeError: (text) => {
      said.error += text;
    },
  });
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    // Help and version are no errors; commander throws them all the same.
    if (error instanceof CommanderError && error.exitCode === 0) {
      return { exitCode: 0, stdout: said.out, stderr: said.error };
    }
    if (error instanceof CommanderError) return usage(words, error, said.error);
    const { resultOfError } = await import("./failure.ts");
    result = resultOfError(error, environment.variables.POINTSMAN_DEBUG === "1");
  }
  if (result === undefined) return { exitCode: 0, stdout: said.out, stderr: said.error };
  return printed(result, asksForJson(words));
}

/** commander's own errors: an unknown verb or option, an argument too few or too many. */
function usage(words: readonly string[], error: CommanderError, text: string): Printed {
  const isHelp = error.code === "commander.help";
  const message = isHelp ? "Name a verb." : error.message.replace(/^error: /, "");
  const result = badInput({ code: "usage", message });
  if (asksForJson(words)) return printed(result, true);
  return { exitCode: result.exitCode, stdout: "", stderr: text };
}

function printed(result: VerbResult, json: boolean): Printed {
  const { exitCode } = result;
  if (json) return { exitCode, stdout: `${JSON.stringify(result.json, null, 2)}\n`, stderr: "" };
  return { exitCode, stdout: lined(result.output), stderr: lined(result.complaint) };
}

function lined(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

/** Looked for by hand, since a command line that cannot be parsed must be answered in JSON too. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end < 0 ? words : words.slice(0, end)).includes("--json");
}
