import { z } from "zod";
import { type Author, account, isBy } from "../author.ts";
import { parseAnswer } from "../client/answers.ts";
import { landOnce } from "../client/landing.ts";
import { listAll } from "../client/pages.ts";
import type { Repository } from "../repository.ts";
import { assertFits, isMarked, sameText, withMarker } from "./marker.ts";

const ISSUES = "/repos/{owner}/{repo}/issues";
const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";

const issue = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  body: z.string().nullish(),
  user: account,
  comments: z.number(),
  created_at: z.string(),
  // REST lists pull requests among the issues.
  pull_request: z.unknown().optional(),
});
type RestIssue = z.infer<typeof issue>;

export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly state: "open" | "closed";
  readonly body: string;
  /** How many comments it has; GitHub ends an issue at 2,500. */
  readonly comments: number;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** Issues of one kind: written by our account, labelled. */
export interface OurIssues extends Repository {
  readonly author: Author;
  /** GitHub makes the label where the repository has none of that name. */
  readonly label: string;
}

/** An issue of ours: its text begins with the marker. */
export interface OurIssue extends OurIssues {
  readonly marker: string;
}

/** Which of our issues to list. */
export interface Narrowed {
  readonly state: "open" | "closed" | "all";
  /** RFC 3339: only those that were touched since. */
  readonly since?: string;
}

/** Our issues of one kind, oldest first. */
export async function listIssues(target: OurIssues, narrowed: Narrowed): Promise<readonly Issue[]> {
  const { client, owner, repo, author, label } = target;
  const parameters = { owner, repo, creator: author.login, labels: label, direction: "asc", ...narrowed };
  const found: Issue[] = [];
  for await (const one of listAll(client, { route: `GET ${ISSUES}`, parameters, item: issue })) {
    if (one.pull_request === undefined && isBy(author, one.user)) found.push(toIssue(one));
  }
  return found.sort((a, b) => a.number - b.number);
}

/** Our issues with this marker, open and closed, oldest first. */
export async function findIssues(target: OurIssue): Promise<readonly Issue[]> {
  const all = await listIssues(target, { state: "all" });
  return all.filter(({ body }) => isMarked(target.marker, body));
}

/**
 * Our issue, made where there is none; the first where there are several, an open one before closed ones. An issue that
 * exists is left as it is. Where another process made one at the same moment, the later one steps back: it is closed and
 * loses its marker, so that one is left.
 */
export async function findOrCreateIssue(
  target: OurIssue & { readonly title: string; readonly body: string },
): Promise<{ readonly status: "found" | "created"; readonly issue: Issue }> {
  const { client, owner, repo, title, label } = target;
  const body = withMarker(target.marker, target.body);
  assertFits(body);
  const { written, value } = await landOnce({
    look: () => firstOf(target),
    write: async () => {
      const answer = await client.request(`POST ${ISSUES}`, { owner, repo, title, body, labels: [label] });
      return fromRest(answer.data);
    },
    lookFirst: true,
  });
  if (!written) return { status: "found", issue: value };
  const first = await firstOf(target);
  if (first === undefined || first.number === value.number) return { status: "created", issue: value };
  await change(target, value.number, {
    state: "closed",
    state_reason: "not_planned",
    body: `This issue was opened at the same moment as #${first.number}, which is the one to read.`,
  });
  return { status: "found", issue: first };
}

async function firstOf(target: OurIssue): Promise<Issue | undefined> {
  const ours = await findIssues(target);
  return ours.find(({ state }) => state === "open") ?? ours[0];
}

/** Replaces an issue's text; `marker` stays at its top. */
export async function updateIssueBody(
  target: Repository & { readonly issue: number; readonly marker: string; readonly body: string },
): Promise<Issue> {
  return change(target, target.issue, { body: withMarker(target.marker, target.body) });
}

/** Closes an issue with its last text; `marker` stays at its top. */
export async function closeIssue(
  target: Repository & {
    readonly issue: number;
    readonly marker: string;
    readonly body: string;
    readonly reason: CloseReason;
  },
): Promise<Issue> {
  const body = withMarker(target.marker, target.body);
  return change(target, target.issue, { body, state: "closed", state_reason: target.reason });
}

export type CloseReason = "completed" | "not_planned";

interface Change {
  readonly body: string;
  readonly state?: "closed";
  readonly state_reason?: CloseReason;
}

async function change({ client, owner, repo }: Repository, number: number, to: Change): Promise<Issue> {
  assertFits(to.body);
  const place = { owner, repo, issue_number: number };
  const { value } = await landOnce({
    look: async () => {
      const now = fromRest((await client.request(`GET ${ISSUE}`, place)).data);
      return sameText(now.body, to.body) && now.state === (to.state ?? now.state) ? now : undefined;
    },
    write: async () => fromRest((await client.request(`PATCH ${ISSUE}`, { ...place, ...to })).data),
    lookFirst: false,
  });
  return value;
}

/** Opens an issue again that somebody closed. */
export async function reopenIssue({
  client,
  issue: number,
  owner,
  repo,
}: Repository & { readonly issue: number }): Promise<void> {
  const place = { owner, repo, issue_number: number };
  await landOnce({
    look: async () => {
      const now = fromRest((await client.request(`GET ${ISSUE}`, place)).data);
      return now.state === "open" ? now : undefined;
    },
    write: async () => fromRest((await client.request(`PATCH ${ISSUE}`, { ...place, state: "open" })).data),
    lookFirst: false,
  });
}

function fromRest(data: unknown): Issue {
  return toIssue(parseAnswer(issue, data, "an issue"));
}

function toIssue({ number, html_url: url, state, body, comments, created_at: createdAt }: RestIssue): Issue {
  return { number, url, state, body: body ?? "", comments, createdAt };
}
