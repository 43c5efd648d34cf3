import { handleComment } from "../commands/comment.ts";
import type { EvaluationRequest, Evaluations } from "../commands/evaluating.ts";
import { incidentIssues } from "../github/issues/incident-issues.ts";
import { repliesTo } from "../github/issues/replies.ts";
import { pullNow } from "../github/pulls.ts";
import type { GatherEvidence } from "../releases/evaluation/evidence.ts";
import type { RunContext, Trigger } from "./context.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface CommentRun {
  readonly context: RunContext;
  readonly trigger: Extract<Trigger, { kind: "comment" }>;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  readonly environment: NodeJS.ProcessEnv;
  readonly secretOf: (name: string) => string | undefined;
  readonly cacheDir: string;
}

/**
 * Runs the command in a new comment where the config says `announce: action`, answers it, announces what it did, and evaluates
 * what it asked for. Where an app answers, reading the config is all that happens.
 */
export async function runComment(run: CommentRun): Promise<void> {
  const { context, environment, output, repository, trigger } = run;
  const { comment, issue } = trigger;
  const { log } = output;
  const controls = await repository.controls();
  if (controls.config.file.announce !== "action") {
    log("Nothing to do: the config says that an app answers comments (announce: app).");
    return;
  }
  const { openAnnouncer } = await import("./announcer.ts");
  const announcer = openAnnouncer({ repository, controls, environment, output });
  const asked: EvaluationRequest[] = [];
  // What was committed is announced also where the answer fails.
  const [handling] = await Promise.allSettled([
    handleComment(comment, {
      ...repository,
      branch: announcer.branch,
      vouch: announcer.vouch,
      branchName: controls.config.file.release_branch,
      announcer: "action",
      redeliver: announcer.redeliver,
      openReviews: async () => incidentIssues(repository, await repository.self()).open(),
      evaluations: evaluationsHere({ repository, issue, runUrl: context.runUrl }, asked),
      evidence: evidenceHere(run),
      repositoryUrl: repository.url,
      log,
      ...repliesTo({ ...repository, issue, comment, log }),
    }),
  ]);
  if (handling.status === "fulfilled" && handling.value.kind === "ignored") {
    log(`Nothing to do: the comment is ignored (${handling.value.why}).`);
    return;
  }
  await announcer.announce();
  if (handling.status === "rejected") throw handling.reason;
  for (const request of asked) await evaluate(run, request);
}

/** What `/publish` publishes is evaluated in this run, as a merge would. Loaded only then. */
function evidenceHere(run: CommentRun): GatherEvidence {
  let gathering: Promise<GatherEvidence> | undefined;
  return async (request) => {
    gathering ??= import("./merge-evidence.ts").then(({ mergeEvidence }) =>
      mergeEvidence({ ...run, before: null, pullOf: async () => null }),
    );
    return (await gathering)(request);
  };
}

interface EvaluationPlace {
  readonly repository: ActionRepository;
  readonly issue: number;
  readonly runUrl: string;
}

/** Evaluations as the Action starts them: later in this very run, so that the answer comes first. */
function evaluationsHere(
  { issue, repository, runUrl }: EvaluationPlace,
  asked: EvaluationRequest[],
): Evaluations {
  return {
    pull: () => pullNow(repository, issue),
    start: async (request) => {
      asked.push(request);
      return { status: "started", runUrl };
    },
  };
}

async function evaluate(run: CommentRun, { askedBy, pull, sha }: EvaluationRequest): Promise<void> {
  const { runEvaluateCommit } = await import("./evaluate-commit.ts");
  const trigger = { kind: "evaluate_commit", pullNumber: pull.number, sha, askedBy } as const;
  await runEvaluateCommit({ ...run, trigger });
}
