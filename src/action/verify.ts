import { brokenAt } from "../releases/controls.ts";
import { verify } from "../releases/verify/verify.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

/** Verifies the release branch and fails the job where something is not as pointsman leaves it. */
export async function runVerify(repository: ActionRepository, output: RunOutput): Promise<void> {
  const controls = await repository.controls();
  const { config, standing } = controls;
  const branch = repository.branch(config.file.release_branch);
  const { commits, events, findings, head, prompts } = await verify(branch, {
    since: null,
    onProgress: ({ of, prompts: done }) => output.log(`verified ${done} of ${of} prompts`),
  });
  for (const finding of findings) output.log(`${finding.code}: ${finding.message}`);
  if (head === null && standing.kind === "unreadable") {
    output.fail(
      `Nothing was verified: ${brokenAt(controls)} is broken, and there is no branch ${config.file.release_branch}.`,
    );
  } else if (findings.length > 0)
    output.fail(`The release branch is not whole: ${findings.length} findings.`);
  else output.log(`Whole at ${head}: ${prompts} prompts, ${events} events, ${commits} commits.`);
}
