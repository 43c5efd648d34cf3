import type { ActionsLog } from "./actions-log.ts";
import type { App } from "./app.ts";
import type { Deliveries } from "./deliveries.ts";
import { adminLogin, type Bearer, type Emulated, requestsPerToken, seededTokens } from "./emulated.ts";
import type { Git } from "./git.ts";
import type { Names } from "./names.ts";
import type { Caller, Tokens } from "./tokens.ts";

export type Role = "admin" | "maintain" | "write" | "triage" | "read" | "none";

/** What emulate does not keep of a pull request, or keeps wrong once a branch has moved. */
export type Pull = {
  number: number;
  headRef: string;
  baseRef: string;
  /** Moves with the head branch while the pull request is open. */
  headOid: string;
  /** The base branch's tip when the pull request was opened, last pushed to, or merged. */
  baseOid: string;
  open: boolean;
  merged?: { oid: string; at: string; by: string };
};

/** A commit status as GitHub keeps it: none is ever changed, and of one context the newest counts. */
export type Status = {
  id: number;
  sha: string;
  state: string;
  context: string;
  description: string | null;
  targetUrl: string | null;
  creator: string;
  at: string;
};

/** A run that somebody asked for, with the inputs' defaults filled in. */
export type Dispatch = {
  workflow: string;
  branch: string;
  inputs: Record<string, string>;
  runId: number;
  caller: Caller;
};

export type Repository = {
  owner: string;
  name: string;
  nameWithOwner: string;
  /** The GraphQL node id. */
  nodeId: string;
  databaseId: number;
  defaultBranch: string;
  private: boolean;
  git: Git;
  pulls: Map<number, Pull>;
  actions: ActionsLog;
  /** Oldest first, of every commit. */
  statuses: Status[];
  /** Runs of workflows that somebody asked for, oldest first. */
  dispatches: Dispatch[];
  /** Comments that an issue is said to have beside those it has: nobody waits until a test has written 2,500. */
  pretendedComments: Map<number, number>;
  /** Runs one change of the refs at a time. */
  locked<T>(change: () => Promise<T>): Promise<T>;
};

/** What emulate does not keep of a comment. */
type CommentFacts = { app?: App; edited?: true; createdAt?: string };

export type World = {
  /** This GitHub's own address, which is the API's base. */
  url: string;
  emulated: Emulated;
  names: Names;
  tokens: Tokens;
  deliveries: Deliveries;
  apps: App[];
  repositories: Map<string, Repository>;
  roles: Map<string, Role>;
  comments: Map<number, CommentFacts>;
  reactions: Map<string, { id: number; user: string; content: string; createdAt: string }[]>;
  /** The token, at this GitHub's own door, of the administrator: who does what a test gives no name to. */
  adminToken: string;
  /** What to tell emulate to be the administrator, who may read and write everything. */
  admin(): Bearer;
  now(): Date;
};

export function adminBearer(): () => Bearer {
  // From the last one on: from the first one on, requests by the administrator's own token use them up.
  const tokens = seededTokens(adminLogin).toReversed();
  let used = 0;
  return () => tokens[Math.floor(used++ / requestsPerToken) % tokens.length];
}

/** A lock that lets one at a time through, in order of arrival. */
export function createLock(): Repository["locked"] {
  let last: Promise<unknown> = Promise.resolve();
  return (change) => {
    const turn = last.then(change, change);
    last = turn.catch(() => undefined);
    return turn;
  };
}

export function roleKey(nameWithOwner: string, login: string): string {
  return `${nameWithOwner}:${login}`;
}

/** RFC 3339 with second precision, as GitHub writes times. */
export function secondTime(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
