import type { Cause } from "../domain/ledger/event.ts";
import { hasErrors } from "../domain/problem.ts";
import { upsertComment } from "../github/issues/comments.ts";
import { marker } from "../github/issues/marker.ts";
import { type PullRequest, pullRequestsOfCommit } from "../github/pulls.ts";
import { OutsideError } from "../releases/ports.ts";
import { PublicationInterrupted, publish } from "../releases/publish/publish.ts";
import { problemAnnotation } from "../reports/annotations/annotations.ts";
import { heldBackTexts } from "../reports/publish/held-back.ts";
import { type PublishReport, publishComment, publishSummary } from "../reports/publish/publish-comment.ts";
import type { Announcer } from "./announcer.ts";
import type { RunContext, Trigger } from "./context.ts";
import { mergeEvidence } from "./merge-evidence.ts";
import type { ActionRepository } from "./repository.ts";
import type { RunOutput } from "./run-output.ts";

interface PublishRun {
  readonly context: RunContext;
  readonly trigger: Omit<Extract<Trigger, { kind: "publish" }>, "kind">;
  readonly repository: ActionRepository;
  readonly output: RunOutput;
  /** A variable that the default branch's config names as a provider's key. */
  readonly secretOf: (name: string) => string | undefined;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Publishes what the default branch's head says, says so on the pull request that was merged, and announces it where that is
 * the Action's.
 */
export async function runPublish(run: PublishRun): Promise<void> {
  const { output, repository } = run;
  const announcer = await announcerOf(run);
  const pulls = new Map<string, Promise<PullRequest | null>>();
  const pullOf = (commit: string) => {
    const known = pulls.get(commit) ?? mergedPull(repository, commit, output);
    pulls.set(commit, known);
    return known;
  };
  const outcome = await publish(
    {
      causeFor: (promptId, commit) => causeOf(run.context, promptId, commit),
      only: null,
      everything: run.trigger.everything,
      pullRequestOf: async (commit) => (await pullOf(commit))?.number ?? null,
      evidence: mergeEvidence({ ...run, before: run.trigger.before, pullOf }),
      onProgress: ({ published, remaining }) => output.log(`${published} published, ${remaining} to go`),
    },
    { ...repository, branch: announcer?.branch ?? repository.branch },
  ).catch(cutShort);
  await tell(run, outcome, pullOf);
  await announcer?.announce();
}

/** What was published before something outside stopped the run is told as any publication is. */
function cutShort(error: unknown): PublishReport {
  if (!(error instanceof PublicationInterrupted)) throw error;
  const { doing, isDoubtful, published } = error;
  return { status: "interrupted", doing, isDoubtful, published };
}

/** Loaded only where it is needed: sending webhooks takes a client of its own. */
async function announcerOf({ environment, output, repository }: PublishRun): Promise<Announcer | null> {
  const controls = await repository.controls();
  if (controls.config.file.announce !== "action") return null;
  return (await import("./announcer.ts")).openAnnouncer({ repository, controls, environment, output });
}

async function tell(
  run: PublishRun,
  outcome: PublishReport,
  pullOf: (commit: string) => Promise<PullRequest | null>,
): Promise<void> {
  const { output, repository } = run;
  const links = await linksOf(repository, outcome);
  output.set("published", JSON.stringify(publishedList(outcome)));
  await output.summary(publishSummary(outcome, links));
  const problems = outcome.status === "settled" ? outcome.problems : [];
  output.annotate(problems.map(problemAnnotation));
  const last = outcome.published.at(-1);
  const source = last?.decision.version.source.commit ?? null;
  const pull = source === null ? null : await pullOf(source);
  if (last !== undefined && pull !== null) {
    // A run that goes on from here tells the rest in a comment of its own.
    const mark = marker("published", last.commit);
    await comment(run, pull, { mark, body: publishComment(outcome, links) });
  }
  if (outcome.status === "interrupted")
    output.fail(`Publishing was cut short: GitHub did not let us ${outcome.doing}. Run this job again.`);
  if (outcome.status === "conflict") output.fail("The release branch kept moving: run this job again.");
  if (outcome.status === "immutable")
    output.fail(`These files stand where new ones belong: ${outcome.paths.join(", ")}`);
  if (hasErrors(problems)) output.fail("Not everything was published: files have errors, see the summary.");
  for (const text of heldBackTexts(outcome.published)) output.fail(text);
}

async function linksOf(repository: ActionRepository, outcome: PublishReport) {
  const { config } = outcome.status === "settled" ? outcome.controls : await repository.controls();
  return { repositoryUrl: repository.url, releaseBranch: config.file.release_branch };
}

function publishedList({ published }: PublishReport) {
  return published.map(({ commit, decision, promptId }) => ({
    prompt_id: promptId,
    version: decision.version.version,
    digest: decision.version.digest,
    environments: decision.moved,
    commit,
  }));
}

/** A comment is a courtesy: what is published is published, whether or not GitHub takes the comment now. */
async function comment(
  { output, repository }: PublishRun,
  { number: issue }: PullRequest,
  { body, mark }: { readonly body: string; readonly mark: string },
): Promise<void> {
  const { client, owner, repo } = repository;
  try {
    const author = await repository.self();
    const written = await upsertComment({ client, owner, repo, issue, author, marker: mark, body });
    output.set("comment-url", written.url);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    output.log(`No comment on #${issue}: ${error.message}`);
  }
}

/** The pull request that brought a commit in; null where there is none, or GitHub does not say. */
async function mergedPull(
  { client, owner, repo }: ActionRepository,
  commit: string,
  { log }: RunOutput,
): Promise<PullRequest | null> {
  try {
    const pulls = await pullRequestsOfCommit({ client, owner, repo }, commit);
    return pulls.find((pull) => pull.mergedAt !== null) ?? null;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    log(`The pull request of ${commit} is not known: ${error.message}`);
    return null;
  }
}

function causeOf({ actor, runUrl }: RunContext, promptId: string, commit: string): Cause {
  return {
    key: `merge:${commit}:${promptId}`,
    actor: { ...actor, role: null },
    origin: { kind: "merge", url: runUrl, commit },
    reason: null,
    requestedAt: null,
  };
}
