import { type DispatchInputs, readContext } from "./context.ts";
import { readInput } from "./inputs.ts";
import { realSurroundings } from "./surroundings.ts";

/** Reads what started the run, and does it. What a kind of run needs is loaded only then. */
async function main(): Promise<void> {
  const environment = process.env;
  const context = await readContext(environment, dispatchInputs());
  const { trigger } = context;
  const { runOutput: output } = await import("./run-output.ts");
  if (trigger.kind === "nothing") {
    output.log(`Nothing to do: ${trigger.why}.`);
    return;
  }
  const token = readInput(environment, "token");
  if (token === "") throw new Error("The input “token” is empty: leave it out to use the workflow's own.");
  const { openRepository } = await import("./repository.ts");
  const repository = openRepository(context, { token, surroundings: realSurroundings, log: output.log });
  const secretOf = (name: string) => environment[name];
  const cacheDir = readInput(environment, "cache-dir");
  const run = { context, repository, output, environment, secretOf, cacheDir };
  switch (trigger.kind) {
    case "evaluate":
      await (await import("./evaluate.ts")).runEvaluation({ ...run, trigger, startedBy: "push" });
      return;
    case "evaluate_commit":
      return (await import("./evaluate-commit.ts")).runEvaluateCommit({ ...run, trigger });
    case "publish":
      return (await import("./publish.ts")).runPublish({ ...run, trigger });
    case "comment":
      return (await import("./comment.ts")).runComment({ ...run, trigger });
    case "announce":
      return (await import("./announce.ts")).runAnnounce(run);
    case "verify":
      return (await import("./verify.ts")).runVerify(repository, output);
    case "schedule": {
      await (await import("./publish.ts")).runPublish({
        ...run,
        trigger: { everything: true, before: null },
      });
      return (await import("./verify.ts")).runVerify(repository, output);
    }
  }
}

function dispatchInputs(): DispatchInputs {
  return {
    task: readInput(process.env, "task"),
    pullRequest: readInput(process.env, "pull-request"),
    sha: readInput(process.env, "sha"),
    askedBy: readInput(process.env, "asked-by"),
  };
}

main().catch(async (error: unknown) => {
  const { runOutput } = await import("./run-output.ts");
  runOutput.fail(error instanceof Error ? error.message : String(error));
});
