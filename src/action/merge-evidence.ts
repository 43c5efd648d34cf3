import { provenReports } from "../github/proven-reports.ts";
import type { PullRequest } from "../github/pulls.ts";
import { withWatchdog } from "../models/watchdog.ts";
import { evidenceGatherer, type GatherEvidence } from "../releases/evaluation/evidence.ts";
import type { ProvenReport } from "../releases/ports.ts";
import type { RunContext } from "./context.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";
import { trustedRuns } from "./trusted-runs.ts";
import { writeReport } from "./write-report.ts";

export interface MergeRun {
  readonly context: RunContext;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  /** A variable that the default branch's config names as a provider's key. */
  readonly secretOf: (name: string) => string | undefined;
  readonly before: string | null;
  readonly pullOf: (commit: string) => Promise<PullRequest | null>;
}

/** Evidence for a merge: from the pull request's own run where that is proven, else from models that are asked now. */
export function mergeEvidence(run: MergeRun): GatherEvidence {
  const { before, context, output, repository, secretOf } = run;
  const { sources, surroundings } = repository;
  return evidenceGatherer({
    sources,
    before,
    watchdog: withWatchdog,
    log: output.log,
    provenReports: (sourceCommit) => provenBefore(run, sourceCommit),
    evaluate: async (prompts, controls) => {
      const { evaluatePlanned } = await import("./evaluate-planned.ts");
      const commits = { base: before, head: controls.commit };
      // Without kept answers: whoever can write that folder could write what goes live.
      const means = { commits, controls, output, secretOf, surroundings };
      const json = await writeReport(context, output, await evaluatePlanned(prompts, means));
      return { json, obtained: { how: "made", run_url: context.runUrl } };
    },
  });
}

async function* provenBefore(run: MergeRun, sourceCommit: string): AsyncGenerator<ProvenReport> {
  const runs = trustedRuns(run, sourceCommit);
  if (runs === null) return;
  yield* provenReports({ ...runs, likely: (await run.pullOf(sourceCommit))?.head.sha ?? null });
}
