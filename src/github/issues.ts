import { z } from "zod";
import { parseAnswer } from "./answers.ts";
import { type Author, account, isBy } from "./author.ts";
import { landOnce } from "./landing.ts";
import { assertFits, isMarked, sameText, withMarker } from "./marker.ts";
import { listAll } from "./pages.ts";
import type { Repository } from "./repository.ts";

const ISSUES = "/repos/{owner}/{repo}/issues";
const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";

const issue = z.object({
  number: z.number(),
  html_url: z.string(),
  state: z.enum(["open", "closed"]),
  body: z.string().nullish(),
  user: account,
  comments: z.number(),
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
}

/** An issue of ours: written by our account, labelled, its text beginning with the marker. */
export interface OurIssue extends Repository {
  readonly author: Author;
  readonly marker: string;
  /** GitHub makes the label where the repository has none of that name. */
  readonly label: string;
}

/** Our issues with this marker, open and closed, oldest first. */
export async function findIssues(target: OurIssue): Promise<readonly Issue[]> {
  const { client, owner, repo, author, marker, label } = target;
  const parameters = { owner, repo, creator: author.login, labels: label, state: "all", direction: "asc" };
  const found: Issue[] = [];
  for await (const one of listAll(client, { route: `GET ${ISSUES}`, parameters, item: issue })) {
    const ours = one.pull_request === undefined && isBy(author, one.user) && isMarked(marker, one.body);
    if (ours) found.push(toIssue(one));
  }
  return found.sort((a, b) => a.number - b.number);
}

/**
 * Our issue, made where there is none; the first where there are several, an open one before closed ones. An issue that
 * exists is left as it is.
 */
export async function findOrCreateIssue(
  target: OurIssue & { readonly title: string; readonly body: string },
): Promise<{ readonly status: "found" | "created"; readonly issue: Issue }> {
  const { client, owner, repo, title, label } = target;
  const body = withMarker(target.marker, target.body);
  assertFits(body);
  const { written, value } = await landOnce({
    look: async () => {
      const ours = await findIssues(target);
      return ours.find(({ state }) => state === "open") ?? ours[0];
    },
    write: async () => {
      const answer = await client.request(`POST ${ISSUES}`, { owner, repo, title, body, labels: [label] });
      return fromRest(answer.data);
    },
    lookFirst: true,
  });
  return { status: written ? "created" : "found", issue: value };
}

/** Replaces an issue's text; `marker` stays at its top. */
export async function updateIssueBody(
  target: Repository & { readonly issue: number; readonly marker: string; readonly body: string },
): Promise<Issue> {
  const { client, owner, repo } = target;
  const body = withMarker(target.marker, target.body);
  assertFits(body);
  const place = { owner, repo, issue_number: target.issue };
  const { value } = await landOnce({
    look: async () => {
      const now = fromRest((await client.request(`GET ${ISSUE}`, place)).data);
      return sameText(now.body, body) ? now : undefined;
    },
    write: async () => fromRest((await client.request(`PATCH ${ISSUE}`, { ...place, body })).data),
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

function toIssue({ number, html_url: url, state, body, comments }: RestIssue): Issue {
  return { number, url, state, body: body ?? "", comments };
}
