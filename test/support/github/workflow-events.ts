import type { Comment } from "./comment.ts";
import { issueJson } from "./conversation.ts";
import { commonPayload, pushPayload } from "./events.ts";
import { type By, identity } from "./inside.ts";
import { at, type JsonObject, objectAt } from "./json.ts";
import { pullJson } from "./pull-json.ts";
import type { Repository, World } from "./world.ts";

/** An event that starts a workflow, with what the runner tells of it beside the payload. */
export type WorkflowEvent = {
  name: string;
  payload: JsonObject;
  sha: string;
  /** Full name. */
  ref: string;
  actor: string;
  headRef?: string;
  baseRef?: string;
};

export type WorkflowEvents = {
  /** `pull_request`, or with `target` `pull_request_target`. `fork` makes it look as if it came from a fork. */
  pullRequest(
    number: number,
    options?: { action?: string; target?: boolean; fork?: string; by?: By },
  ): Promise<WorkflowEvent>;
  /** A push that moved a branch to a commit; `before` defaults to that commit's first parent. */
  push(options?: { branch?: string; after?: string; before?: string; by?: By }): Promise<WorkflowEvent>;
  issueComment(
    number: number,
    comment: Comment,
    options?: { action?: string; by?: By },
  ): Promise<WorkflowEvent>;
  schedule(): Promise<WorkflowEvent>;
  workflowDispatch(inputs?: Record<string, string>, by?: By): Promise<WorkflowEvent>;
};

export function workflowEvents(world: World, repository: Repository): WorkflowEvents {
  const { git, defaultBranch } = repository;
  const tip = async (branch = defaultBranch) => (await git.ref(`refs/heads/${branch}`, world.admin())) ?? "";
  const made = async (name: string, by: By, own: JsonObject, where: { sha: string; ref: string }) => {
    const { caller } = await identity(world, by);
    const payload = { ...own, ...(await commonPayload(world, repository, caller)) };
    return { name, payload, ...where, actor: String(at(payload, "sender", "login")) };
  };
  const onDefault = async () => ({ sha: await tip(), ref: `refs/heads/${defaultBranch}` });
  return {
    async pullRequest(number, { action = "opened", target = false, fork, by } = {}) {
      const json = await pullJson(world, repository, number);
      const pull = fork === undefined ? json : fromFork(json, repository, fork);
      const sha = String(at(pull, "head", "sha"));
      // There is no merge commit to test here: `pull_request` names the head.
      const where = target ? await onDefault() : { sha, ref: `refs/pull/${number}/merge` };
      const name = target ? "pull_request_target" : "pull_request";
      const event = await made(name, by, { action, number, pull_request: pull }, where);
      return { ...event, headRef: String(at(pull, "head", "ref")), baseRef: String(at(pull, "base", "ref")) };
    },
    async push({ branch = defaultBranch, after, before, by } = {}) {
      const sha = after ?? (await tip(branch));
      const from = before ?? (await git.commit(sha))?.parents[0];
      const { caller } = await identity(world, by);
      const ref = `refs/heads/${branch}`;
      return made(
        "push",
        by,
        await pushPayload(world, repository, { ref, before: from, after: sha, caller }),
        { sha, ref },
      );
    },
    async issueComment(number, { author: _author, ...comment }, { action = "created", by } = {}) {
      const issue = await issueJson(world, repository, number);
      const event = await made("issue_comment", by, { action, comment, issue }, await onDefault());
      if (by !== undefined) return event;
      const sender = objectAt(comment, "user");
      return { ...event, payload: { ...event.payload, sender }, actor: String(sender.login) };
    },
    schedule: async () => made("schedule", undefined, { schedule: "17 * * * *" }, await onDefault()),
    workflowDispatch: async (inputs = {}, by = undefined) =>
      made("workflow_dispatch", by, { inputs, ref: `refs/heads/${defaultBranch}` }, await onDefault()),
  };
}

/** A pull request whose head belongs to somebody's fork. */
function fromFork(pull: JsonObject, repository: Repository, owner: string): JsonObject {
  const head = objectAt(pull, "head");
  const user = { ...objectAt(pull, "user"), login: owner };
  const repo = {
    ...objectAt(head, "repo"),
    id: repository.databaseId + 1_000_000,
    full_name: `${owner}/${repository.name}`,
    owner: user,
    fork: true,
  };
  return { ...pull, user, head: { ...head, label: `${owner}:${head.ref}`, user, repo } };
}
