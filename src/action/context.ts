import { readFile } from "node:fs/promises";
import { z } from "zod";

/** What a run is about, read from the runner's variables and the event's payload. */
export type Trigger =
  | {
      readonly kind: "evaluate";
      /** Null for a merge group, which has no one pull request to comment on. */
      readonly pullRequest: { readonly number: number; readonly isFork: boolean } | null;
      readonly baseSha: string;
      readonly headSha: string;
      readonly baseBranch: string;
    }
  | { readonly kind: "publish"; readonly everything: boolean }
  | { readonly kind: "verify" }
  | { readonly kind: "nothing"; readonly why: string };

export interface RunContext {
  readonly repository: {
    readonly id: number;
    readonly owner: string;
    readonly repo: string;
    readonly url: string;
  };
  readonly apiUrl: string;
  readonly runUrl: string;
  readonly actor: { readonly login: string; readonly id: number | null };
  readonly temp: string;
  readonly trigger: Trigger;
}

const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
const repositoryShape = z.object({
  id: z.int(),
  full_name: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  default_branch: z.string(),
});
const pullRequestEvent = z.object({
  pull_request: z.object({
    number: z.int(),
    base: z.object({ sha, ref: z.string() }),
    head: z.object({ sha, repo: z.object({ id: z.int() }).nullable() }),
  }),
  repository: repositoryShape,
});
const mergeGroupEvent = z.object({
  merge_group: z.object({ base_sha: sha, head_sha: sha, base_ref: z.string() }),
  repository: repositoryShape,
});
const pushEvent = z.object({
  ref: z.string(),
  deleted: z.boolean().default(false),
  repository: repositoryShape,
});
const anyEvent = z.object({
  repository: repositoryShape,
  sender: z.object({ login: z.string(), id: z.int() }).optional(),
});

const runnerVariables = z.object({
  GITHUB_EVENT_NAME: z.string(),
  GITHUB_EVENT_PATH: z.string(),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
  GITHUB_SERVER_URL: z.url().default("https://github.com"),
  GITHUB_RUN_ID: z.string().default("0"),
  GITHUB_ACTOR: z.string().default("unknown"),
  RUNNER_TEMP: z.string(),
});

/** Reads what started this run. Throws where the process was not started by a runner. */
export async function readContext(environment: NodeJS.ProcessEnv, task: string): Promise<RunContext> {
  const variables = runnerVariables.parse(environment);
  const payload: unknown = JSON.parse(await readFile(variables.GITHUB_EVENT_PATH, "utf8"));
  const { repository, sender } = anyEvent.parse(payload);
  const [owner = "", repo = ""] = repository.full_name.split("/");
  const url = `${variables.GITHUB_SERVER_URL}/${repository.full_name}`;
  return {
    repository: { id: repository.id, owner, repo, url },
    apiUrl: variables.GITHUB_API_URL,
    runUrl: `${url}/actions/runs/${variables.GITHUB_RUN_ID}`,
    actor: { login: sender?.login ?? variables.GITHUB_ACTOR, id: sender?.id ?? null },
    temp: variables.RUNNER_TEMP,
    trigger: triggerOf(variables.GITHUB_EVENT_NAME, payload, task),
  };
}

function triggerOf(name: string, payload: unknown, task: string): Trigger {
  switch (name) {
    case "pull_request":
    case "pull_request_target":
      return ofPullRequest(pullRequestEvent.parse(payload));
    case "merge_group":
      return ofMergeGroup(mergeGroupEvent.parse(payload));
    case "push":
      return ofPush(pushEvent.parse(payload));
    case "schedule":
      return { kind: "publish", everything: true };
    case "workflow_dispatch":
      return ofTask(task);
    default:
      return { kind: "nothing", why: `the event ${name} is none that pointsman acts on` };
  }
}

function ofPullRequest({ pull_request, repository }: z.infer<typeof pullRequestEvent>): Trigger {
  const { base, head, number } = pull_request;
  return {
    kind: "evaluate",
    pullRequest: { number, isFork: head.repo?.id !== repository.id },
    baseSha: base.sha,
    headSha: head.sha,
    baseBranch: base.ref,
  };
}

function ofMergeGroup({ merge_group }: z.infer<typeof mergeGroupEvent>): Trigger {
  const { base_ref, base_sha, head_sha } = merge_group;
  const baseBranch = base_ref.replace(/^refs\/heads\//, "");
  return { kind: "evaluate", pullRequest: null, baseSha: base_sha, headSha: head_sha, baseBranch };
}

function ofPush({ deleted, ref, repository }: z.infer<typeof pushEvent>): Trigger {
  if (deleted || ref !== `refs/heads/${repository.default_branch}`) {
    return { kind: "nothing", why: `${ref} is not the default branch` };
  }
  return { kind: "publish", everything: false };
}

function ofTask(task: string): Trigger {
  if (task === "publish") return { kind: "publish", everything: true };
  if (task === "verify") return { kind: "verify" };
  throw new Error(`The input “task” is ${JSON.stringify(task)}: use publish or verify.`);
}
