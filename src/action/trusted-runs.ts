import type { TrustedRuns } from "../github/workflow-run.ts";
import type { SourceTree } from "../releases/ports.ts";
import type { RunContext } from "./context.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface Run {
  readonly context: RunContext;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
}

/** Runs of the very workflow file that runs now, as the default branch has it; null where the runner does not name it. */
export function trustedRuns(
  { context, output, repository }: Run,
  defaultBranchHead: string,
): TrustedRuns | null {
  const { workflow } = context;
  if (workflow === null) return null;
  const { client, owner, repo, sources } = repository;
  const { defaultBranch, id: repositoryId } = context.repository;
  return {
    ...{ client, owner, repo },
    trusted: { repositoryId, defaultBranch, path: workflow },
    hasSameWorkflow: (commit) => isSameFile(workflow, sources.tree(commit), sources.tree(defaultBranchHead)),
    log: output.log,
  };
}

async function isSameFile(path: string, ...trees: readonly [SourceTree, SourceTree]): Promise<boolean> {
  const [one, other] = await Promise.all(trees.map(async (tree) => (await tree.read([path])).get(path)));
  return one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
}
