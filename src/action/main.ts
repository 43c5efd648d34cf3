import { type DispatchInputs, readContext } from "./context.ts";
import { readInput } from "./inputs.ts";
import { realSurroundings } from "./surroundings.ts";

/** Reads what started the run, and does it. What a kind of run needs is loaded only then. */
async function main(): Promise<void> {
  const context = await readContext(process.env, dispatchInputs());
  const { trigger } = context;
  const { runOutput: output } = await import("./run-output.ts");
  if (trigger.kind === "nothing") {
    output.log(`Nothing to do: ${trigger.why}.`);
    return;
  }
  const token = readInput(process.env, "token");
  if (token === "") throw new Error("The input “token” is empty: leave it out to use the workflow's own.");
  const { openRepository } = await import("./repository.ts");
  const repository = openRepository(context, { token, surroundings: realSurroundings, log: output.log });
  if (trigger.kind === "verify") return (await import("./verify.ts")).runVerify(repository, output);
  const secretOf = (name: string) => process.env[name];
  const means = { context, repository, output, secretOf };
  if (trigger.kind === "publish") return (await import("./publish.ts")).runPublish({ ...means, trigger });
  const cacheDir = readInput(process.env, "cache-dir");
  const run = { ...means, cacheDir };
  if (trigger.kind === "evaluate_commit") {
    return (await import("./evaluate-commit.ts")).runEvaluateCommit({ ...run, trigger });
  }
  await (await import("./evaluate.ts")).runEvaluation({ ...run, trigger });
}

function dispatchInputs(): DispatchInputs {
  return {
    task: readInput(process.env, "task"),
    pullRequest: readInput(process.env, "pull-request"),
    sha: readInput(process.env, "sha"),
    askedBy: readInput(process.env, "asked-by"),
  };
}

try {
  await main();
} catch (error) {
  const { runOutput } = await import("./run-output.ts");
  runOutput.fail(error instanceof Error ? error.message : String(error));
}
