import type { CliEnvironment } from "./environment.ts";
import type { VerbResult } from "./result.ts";

/** One call of a verb. */
export interface VerbCall {
  /** Arguments and options by their names in the verb's table, as typed. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The repository's folder, absolute. */
  readonly directory: string;
  /** `--repo` as typed, so that proposed commands can repeat it. */
  readonly repo: string | null;
  /** Whether the answer is printed as JSON: for verbs that answer more than once. */
  readonly json: boolean;
  readonly environment: CliEnvironment;
}

/** What a verb does. Throws `UsageError` for words that mean nothing. */
export type RunVerb = (call: VerbCall) => Promise<VerbResult>;

interface OptionSpec {
  /** commander's: `--to <version>`. */
  readonly flags: string;
  readonly does: string;
  /** May be given several times. */
  readonly repeated?: true;
}

interface ArgumentSpec {
  /** commander's: `<prompt>`, `[version]`, `[paths...]`. */
  readonly name: string;
  readonly does: string;
}

/** A verb as `--help` shows it. `load` brings in the code that runs it only when it is called. */
export interface VerbSpec {
  /** One word, or the name of a group and a word of it: `webhooks list`. */
  readonly name: string;
  readonly does: string;
  /** The app's store; without it a git repository, which `--repo` names. */
  readonly worksOn?: "store";
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly [string, ...string[]];
  /** Shown after the examples. */
  readonly notes?: string;
  readonly load: () => Promise<RunVerb>;
}
