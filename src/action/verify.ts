import { verify } from "../releases/verify.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

/** Verifies the release branch and fails the job where something is not as pointsman leaves it. */
export async function runVerify(repository: ActionRepository, output: RunOutput): Promise<void> {
  const { config } = await repository.controls();
  const branch = repository.branch(config.file.release_branch);
  const { commits, events, findings, head, prompts } = await verify(branch, {
    since: null,
    onProgress: ({ of, prompts: done }) => output.log(`verified ${done} of ${of} prompts`),
  });
  for (const finding of findings) output.log(`${finding.code}: ${finding.message}`);
  if (findings.length > 0) output.fail(`The release branch is not whole: ${findings.length} findings.`);
  else output.log(`Whole at ${head}: ${prompts} prompts, ${events} events, ${commits} commits.`);
}
