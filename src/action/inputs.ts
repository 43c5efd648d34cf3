/**
 * The Action's inputs and outputs. This registry is what the code reads, what `action.yml` is held to by a test, and what
 * the README's tables are made from.
 */

interface InputDefinition {
  readonly description: string;
  readonly required: boolean;
  readonly default: string;
}

export const INPUTS = {
  token: {
    description: "Token for GitHub's API; the workflow's own is enough.",
    required: false,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's, not of ours
    default: "${{ github.token }}",
  },
  task: {
    description: "What a workflow_dispatch run does: publish, verify, announce, or evaluate.",
    required: false,
    default: "publish",
  },
  "cache-dir": {
    description:
      "Folder for the models' answers, so that what was asked before costs nothing: keep it with actions/cache. Empty: every call is made.",
    required: false,
    default: "",
  },
  "pull-request": {
    description: "The number of the pull request, for the task evaluate.",
    required: false,
    default: "",
  },
  sha: {
    description: "The full id of the commit, for the task evaluate: the pull request's head.",
    required: false,
    default: "",
  },
  "asked-by": {
    description: "Who asked for the evaluation, for the job's log.",
    required: false,
    default: "",
  },
} as const satisfies Record<string, InputDefinition>;

export const OUTPUTS = {
  verdict: { description: "pass, fail or inconclusive; empty where nothing was evaluated." },
  report: { description: "Path of the JSON report of the evaluation." },
  published: { description: "JSON list of what was published: prompt, version, environments." },
  "comment-url": { description: "Address of the comment that says all this on the pull request." },
  "cost-usd": { description: "What the evaluation cost in US dollars, or unknown." },
} as const satisfies Record<string, { readonly description: string }>;

export type InputName = keyof typeof INPUTS;
export type OutputName = keyof typeof OUTPUTS;

/** Reads an input as the runner hands it over: `INPUT_<NAME>`, in capitals. */
export function readInput(environment: NodeJS.ProcessEnv, name: InputName): string {
  return (environment[`INPUT_${name.toUpperCase()}`] ?? "").trim();
}
