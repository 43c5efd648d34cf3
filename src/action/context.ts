import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { IncomingComment } from "../commands/incoming-comment.ts";

/** What a run is about, read from the runner's variables and the event's payload. */
export type Trigger =
  | {
      readonly kind: "evaluate";
      /** Null for a merge group, which has no one pull request to comment on. */
      readonly pullRequest: ProposedChange | null;
      readonly baseSha: string;
      readonly headSha: string;
      readonly baseBranch: string;
    }
  /** One commit of a pull request, which somebody asked to have evaluated. */
  | {
      readonly kind: "evaluate_commit";
      readonly pullNumber: number;
      readonly sha: string;
      /** As the input says: shown, never believed. */
      readonly askedBy: string;
    }
  | {
      readonly kind: "publish";
      readonly everything: boolean;
      /** What the default branch pointed to before the push; null where no push started the run. */
      readonly before: string | null;
    }
  | { readonly kind: "comment"; readonly issue: number; readonly comment: IncomingComment }
  /** Publish what was missed, announce what was not announced, verify. */
  | { readonly kind: "schedule" }
  | { readonly kind: "verify" }
  | { readonly kind: "announce" }
  | { readonly kind: "nothing"; readonly why: string };

/** The pull request of a run, and who made it. */
export interface ProposedChange {
  readonly number: number;
  readonly isFork: boolean;
  /** Logins of its author and, where this run came of a push or a reopening, of whoever did that: who must be permitted to let models be asked. */
  readonly people: readonly string[];
  /**
   * What this run came of: the commit itself (opened, pushed), a reopening, which brings what was pushed meanwhile, or nothing
   * of the kind: a new title, text or base branch. Then another run is the commit's own.
   */
  readonly brings: "commit" | "reopening" | "nothing";
  /** Whose workflow this run follows: the pull request's own may have been rewritten by it. */
  readonly workflow: "default_branch" | "own";
}

/** The inputs of a run that a person or the app started. */
export interface DispatchInputs {
  readonly task: string;
  readonly pullRequest: string;
  readonly sha: string;
  readonly askedBy: string;
}

export interface RunContext {
  readonly repository: {
    readonly id: number;
    readonly owner: string;
    readonly repo: string;
    readonly url: string;
    readonly defaultBranch: string;
  };
  /** The path of the workflow file that runs, `.github/workflows/…`; null where the runner does not say. */
  readonly workflow: string | null;
  readonly apiUrl: string;
  readonly runUrl: string;
  readonly actor: { readonly login: string; readonly id: number | null };
  readonly temp: string;
  /** Where earlier steps left their files; empty where the runner does not say. */
  readonly workspace: string;
  readonly trigger: Trigger;
}

const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/);
const repositoryShape = z.object({
  id: z.int(),
  full_name: z.string().regex(/^[^/\s]+\/[^/\s]+$/),
  default_branch: z.string(),
});
const pullRequestEvent = z.object({
  action: z.string(),
  pull_request: z.object({
    number: z.int(),
    // Null where the account is gone.
    user: z.object({ login: z.string() }).nullable(),
    base: z.object({ sha, ref: z.string() }),
    head: z.object({ sha, repo: z.object({ id: z.int() }).nullable() }),
  }),
  repository: repositoryShape,
  sender: z.object({ login: z.string() }),
});
const mergeGroupEvent = z.object({
  merge_group: z.object({ base_sha: sha, head_sha: sha, base_ref: z.string() }),
  repository: repositoryShape,
});
const pushEvent = z.object({
  ref: z.string(),
  before: z.string().optional(),
  deleted: z.boolean().default(false),
  repository: repositoryShape,
});
const commentEvent = z.object({
  action: z.string(),
  issue: z.object({ number: z.int() }),
  comment: z.object({
    id: z.int(),
    body: z.string(),
    html_url: z.string(),
    created_at: z.string(),
    // Null where the account is gone.
    user: z.object({ login: z.string(), id: z.int(), type: z.string() }).nullable(),
  }),
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
  GITHUB_WORKFLOW_REF: z.string().default(""),
  GITHUB_ACTOR: z.string().default("unknown"),
  RUNNER_TEMP: z.string(),
  GITHUB_WORKSPACE: z.string().default(""),
});

/** Reads what started this run. Throws where the process was not started by a runner. */
export async function readContext(
  environment: NodeJS.ProcessEnv,
  inputs: DispatchInputs,
): Promise<RunContext> {
  const variables = runnerVariables.parse(environment);
  const payload: unknown = JSON.parse(await readFile(variables.GITHUB_EVENT_PATH, "utf8"));
  const { repository, sender } = anyEvent.parse(payload);
  const [owner = "", repo = ""] = repository.full_name.split("/");
  const url = `${variables.GITHUB_SERVER_URL}/${repository.full_name}`;
  return {
    repository: { id: repository.id, owner, repo, url, defaultBranch: repository.default_branch },
    workflow: workflowPath(variables.GITHUB_WORKFLOW_REF),
    apiUrl: variables.GITHUB_API_URL,
    runUrl: `${url}/actions/runs/${variables.GITHUB_RUN_ID}`,
    actor: { login: sender?.login ?? variables.GITHUB_ACTOR, id: sender?.id ?? null },
    temp: variables.RUNNER_TEMP,
    workspace: variables.GITHUB_WORKSPACE,
    trigger: triggerOf(variables.GITHUB_EVENT_NAME, payload, inputs),
  };
}

function triggerOf(name: string, payload: unknown, inputs: DispatchInputs): Trigger {
  switch (name) {
    case "pull_request":
      return ofPullRequest(pullRequestEvent.parse(payload), "own");
    case "pull_request_target":
      return ofPullRequest(pullRequestEvent.parse(payload), "default_branch");
    case "merge_group":
      return ofMergeGroup(mergeGroupEvent.parse(payload));
    case "push":
      return ofPush(pushEvent.parse(payload));
    case "issue_comment":
      return ofComment(commentEvent.parse(payload));
    case "schedule":
      return { kind: "schedule" };
    case "workflow_dispatch":
      return ofTask(inputs);
    default:
      return { kind: "nothing", why: `the event ${name} is none that pointsman acts on` };
  }
}

/** The account that GitHub shows for those that are gone. */
const GHOST = "ghost";

/** What an event's action brings; any other brings nothing. */
const BRINGING: ReadonlyMap<string, ProposedChange["brings"]> = new Map([
  ["opened", "commit"],
  ["synchronize", "commit"],
  ["reopened", "reopening"],
]);

function ofPullRequest(
  { action, pull_request, repository, sender }: z.infer<typeof pullRequestEvent>,
  workflow: ProposedChange["workflow"],
): Trigger {
  const { base, head, number, user } = pull_request;
  const brings = BRINGING.get(action) ?? "nothing";
  // Whoever edits a title or text proposes nothing: bots do.
  const people = [...new Set([user?.login ?? GHOST, ...(brings === "nothing" ? [] : [sender.login])])];
  return {
    kind: "evaluate",
    pullRequest: { number, isFork: head.repo?.id !== repository.id, people, brings, workflow },
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

function ofPush({ before, deleted, ref, repository }: z.infer<typeof pushEvent>): Trigger {
  if (deleted || ref !== `refs/heads/${repository.default_branch}`) {
    return { kind: "nothing", why: `${ref} is not the default branch` };
  }
  const known = sha.safeParse(before);
  const isNew = /^0*$/.test(before ?? "");
  return { kind: "publish", everything: false, before: known.success && !isNew ? known.data : null };
}

/** `acme/prompts/.github/workflows/pointsman.yml@refs/heads/main` → `.github/workflows/pointsman.yml`. */
function workflowPath(ref: string): string | null {
  return /^[^/]+\/[^/]+\/(\.github\/workflows\/[^@]+)@/.exec(ref)?.[1] ?? null;
}

/** Edits run nothing, and text that is no command is not worth a question to GitHub. */
function ofComment({ action, comment, issue }: z.infer<typeof commentEvent>): Trigger {
  const { body, created_at: createdAt, html_url: url, id, user } = comment;
  if (action !== "created" || user === null || !body.startsWith("/")) {
    return { kind: "nothing", why: "this is no new comment with a command" };
  }
  const author = { login: user.login, id: user.id, isBot: user.type === "Bot" };
  return { kind: "comment", issue: issue.number, comment: { id, body, url, createdAt, author } };
}

function ofTask(inputs: DispatchInputs): Trigger {
  switch (inputs.task) {
    case "publish":
      return { kind: "publish", everything: true, before: null };
    case "verify":
    case "announce":
      return { kind: inputs.task };
    case "evaluate":
      return ofEvaluateTask(inputs);
    default:
      throw new Error(
        `The input “task” is ${JSON.stringify(inputs.task)}: use publish, verify, announce or evaluate.`,
      );
  }
}

function ofEvaluateTask({ askedBy, pullRequest, sha: typed }: DispatchInputs): Trigger {
  if (!/^[1-9]\d{0,9}$/.test(pullRequest))
    throw new Error(`The input “pull-request” is ${JSON.stringify(pullRequest)}: use a number.`);
  const parsed = sha.safeParse(typed);
  if (!parsed.success)
    throw new Error(`The input “sha” is ${JSON.stringify(typed)}: use the full id of a commit.`);
  return { kind: "evaluate_commit", pullNumber: Number(pullRequest), sha: parsed.data, askedBy };
}
