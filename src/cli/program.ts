import { resolve } from "node:path";
import { Command } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import type { CliEnvironment } from "./environment.ts";
import type { VerbResult } from "./result.ts";
import type { VerbSpec } from "./verb.ts";
import { verbGroups, verbs } from "./verbs.ts";

/** Where a program says what it has to say. */
interface Hearing {
  readonly onResult: (result: VerbResult) => void;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

const EXIT_CODES = `
Exit codes: 0 done; 1 the answer is no; 2 bad input or usage;
3 conflict, something outside is unavailable (try again), or a bug in pointsman, which then says so.
With --json one object is printed on stdout. POINTSMAN_DEBUG=1 shows the stack of a bug.`;

/** The whole command line. Verbs are described here and loaded when they run. */
export function makeProgram(environment: CliEnvironment, hearing: Hearing): Command {
  const program = new Command("pointsman")
    .description("Evaluates, publishes and rolls back the prompts of a git repository.")
    .version(packageJson.version, "-V, --version", "print the version")
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: hearing.writeOut, writeErr: hearing.writeError })
    .addHelpText("after", EXIT_CODES);
  for (const verb of verbs) addVerb(program, verb, { environment, hearing });
  return program;
}

function addVerb(
  program: Command,
  verb: VerbSpec,
  { environment, hearing }: { readonly environment: CliEnvironment; readonly hearing: Hearing },
): void {
  const [name = "", group] = verb.name.split(" ").toReversed();
  const parent = group === undefined ? program : groupOf(program, group);
  const command = parent.command(name).description(verb.does).allowExcessArguments(false);
  for (const { name, does } of verb.arguments) command.argument(name, does);
  for (const { flags, does, repeated } of verb.options) {
    if (repeated) command.option(flags, does, collect, undefined);
    else command.option(flags, does);
  }
  if (verb.worksOn === undefined)
    command.option("--repo <dir>", "the git repository, bare or not (default: here)");
  command
    .option("--json", "print one JSON object on stdout")
    .addHelpText("after", helpAfter(verb))
    .action(async () => {
      const { json, repo, ...options } = command.opts();
      const run = await verb.load();
      const repoWord = typeof repo === "string" ? repo : null;
      hearing.onResult(
        await run({
          input: { ...options, ...argumentsOf(command) },
          directory: resolve(environment.directory, repoWord ?? "."),
          repo: repoWord,
          json: json === true,
          environment,
        }),
      );
    });
}

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  return known ?? program.command(name).description(verbGroups[name] ?? "");
}

function argumentsOf(command: Command): Record<string, unknown> {
  const entries = command.registeredArguments.map((argument, index) => {
    return [argument.name(), command.processedArgs[index]] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function helpAfter({ examples, notes }: VerbSpec): string {
  const lines = examples.map((example) => `  $ pointsman ${example}`).join("\n");
  return `\nExamples:\n${lines}${notes === undefined ? "" : `\n\n${notes}`}`;
}
