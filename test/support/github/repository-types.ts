import type { ActionsSide } from "./actions.ts";
import type { Comment } from "./comment.ts";
import type { FileContent } from "./commit-writer.ts";
import type { By, User } from "./inside.ts";
import type { JsonObject } from "./json.ts";
import type { WorkflowEvent, WorkflowEvents } from "./workflow-events.ts";
import type { Role } from "./world.ts";

export type CommitRequest = {
  /** Default: the default branch. A branch that is not there is made, from `from`. */
  branch?: string;
  /** Where a new branch starts: a branch or object id; null: no parent at all. Default: the default branch. */
  from?: string | null;
  /** null deletes. */
  files: Record<string, FileContent>;
  message?: string;
  by?: By;
  /** RFC 3339; default now. */
  date?: string;
};

/** One repository, in a test's words. Everything done here delivers the webhooks it would at GitHub; nothing is logged. */
export type RepositoryHandle = ActionsSide & {
  owner: string;
  name: string;
  nameWithOwner: string;
  id: number;
  nodeId: string;
  defaultBranch: string;
  /** Events that would start a workflow here, for `runAction`. */
  events: WorkflowEvents;
  /** Writes one commit and moves the branch to it; resolves with its id. */
  commit(request: CommitRequest): Promise<string>;
  /** Replaces what a branch points to, descendant or not, as `git push --force` does. */
  forcePush(branch: string, oid: string, by?: By): Promise<void>;
  deleteBranch(branch: string, by?: By): Promise<void>;
  openPullRequest(request: {
    head: string;
    base?: string;
    title?: string;
    body?: string;
    by?: By;
  }): Promise<PullRequest>;
  pullRequest(number: number): Promise<PullRequest>;
  /** Merges with a merge commit (or squashes); resolves with the id of the commit on the base branch. */
  merge(number: number, by?: By, method?: "merge" | "squash"): Promise<string>;
  issue(request: { title: string; body?: string; by?: By }): Promise<JsonObject & { number: number }>;
  issues(): Promise<JsonObject[]>;
  /** Comments on an issue or pull request; `createdAt` backdates it. Resolves with the comment's JSON. */
  comment(number: number, body: string, by?: By, options?: { createdAt?: string }): Promise<Comment>;
  editComment(id: number, body: string, by?: By): Promise<Comment>;
  /** From now on an issue counts so many comments beside those it has; they are on no list. */
  pretendComments(number: number, count: number): void;
  /** From now on an issue takes comments of people who may write, and none of apps. */
  lock(number: number): Promise<void>;
  /** Every comment of an issue or pull request, oldest first. */
  comments(number: number): Promise<Comment[]>;
  reactions(commentId: number): Promise<{ user: string; content: string }[]>;
  /** A commit's statuses, newest first. */
  statuses(oid: string): Promise<StatusView[]>;
  /** The runs of workflows that somebody asked for so far, as the events that start them. */
  dispatched(): Promise<DispatchedRun[]>;
  checkRuns(ref: string): Promise<JsonObject[]>;
  /** A file's text at a branch or commit; undefined when it is not there. */
  file(path: string, ref?: string): Promise<string | undefined>;
  /** All paths below a directory (default: all), sorted. */
  paths(ref?: string, directory?: string): Promise<string[]>;
  /** What a branch (or full ref) points to. */
  ref(name: string): Promise<string | undefined>;
  /** Commits reachable from a branch or commit, newest first. */
  log(ref?: string): Promise<{ oid: string; message: string; parents: string[]; author: string }[]>;
  /** Gives a user another role here. */
  grant(user: User | string, role: Role): Promise<void>;
  /** A token as a workflow's GITHUB_TOKEN: its actor is github-actions[bot]. */
  actionsToken(permissions?: Record<string, string>): string;
  /** Writes all refs with their objects as a bare git repository; the object ids are checked on the way. */
  exportTo(directory: string): Promise<void>;
};

export type StatusView = {
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: string;
};

export type DispatchedRun = {
  workflow: string;
  inputs: Record<string, string>;
  runId: number;
  event: WorkflowEvent;
};

export type PullRequest = JsonObject & { number: number; headOid: string; baseOid: string; merged: boolean };
