import { z } from "zod";
import { type Author, account, isBy } from "../author.ts";
import { parseAnswer } from "../client/answers.ts";
import { RequestRefused } from "../client/errors.ts";
import { landOnce } from "../client/landing.ts";
import { listAll } from "../client/pages.ts";
import type { Repository } from "../repository.ts";
import { assertFits, isMarked, sameText, withMarker } from "./marker.ts";

const COMMENTS = "/repos/{owner}/{repo}/issues/{issue_number}/comments";

const comment = z.object({
  id: z.number(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: account,
});
type Comment = z.infer<typeof comment>;

/** Our comment on an issue or pull request. */
export interface OurComment extends Repository {
  readonly issue: number;
  /** Who we are: see `whoAmI`. */
  readonly author: Author;
  /** From `marker`. It is put at the top of the body where it is not there yet. */
  readonly marker: string;
  /** At most `MAX_BODY_BYTES` with the marker: the caller cuts. */
  readonly body: string;
}

export interface Upserted {
  readonly status: "created" | "updated" | "unchanged";
  readonly id: number;
  readonly url: string;
  /** Ids of later comments of ours with the same marker: what a crash or two runs at once left behind. */
  readonly duplicates: readonly number[];
}

/**
 * Writes our one comment: updates it in place or creates it. Ours is what our account wrote and what begins with the
 * marker, over all pages; of several the first stays. A write without an answer is looked for before it is repeated.
 */
export async function upsertComment(target: OurComment): Promise<Upserted> {
  const body = withMarker(target.marker, target.body);
  assertFits(body);
  const ours = await findComments(target);
  const first = ours[0];
  if (first === undefined) {
    const { value } = await landOnce({
      look: async () => (await findComments(target))[0],
      write: () => create(target, body),
      lookFirst: false,
    });
    return { status: "created", id: value.id, url: value.html_url, duplicates: [] };
  }
  const place = { id: first.id, url: first.html_url, duplicates: ours.slice(1).map(({ id }) => id) };
  return { status: await rewrite(target, first, body), ...place };
}

/** Whether one of our comments begins with these lines. */
export async function hasComment(target: Omit<OurComment, "body">): Promise<boolean> {
  return (await findComments(target)).length > 0;
}

/** Changes the text of our one comment, as far as it is there. `since` as for `createOnce`. */
export async function amendComment(
  target: Omit<OurComment, "body"> & { readonly since?: string },
  amended: (body: string) => string,
): Promise<"updated" | "unchanged" | "absent"> {
  const [first] = await findComments(target);
  return first === undefined ? "absent" : rewrite(target, first, amended(first.body ?? ""));
}

async function rewrite(
  target: Repository,
  { body: old, id }: Comment,
  body: string,
): Promise<"updated" | "unchanged"> {
  assertFits(body);
  if (sameText(old ?? "", body)) return "unchanged";
  await landOnce({
    look: async () => {
      const now = await read(target, id);
      return sameText(now.body ?? "", body) ? now : undefined;
    },
    write: () => update(target, id, body),
    lookFirst: false,
  });
  return "updated";
}

export interface Posted {
  readonly status: "created" | "present";
  readonly id: number;
  readonly url: string;
}

/**
 * Posts a comment unless ours with this marker exists; one that exists is left as it is. `since` (RFC 3339) leaves out
 * comments last touched before, where it is known that ours cannot be among them: fewer pages. Where another process posted
 * at the same moment, or stood still between its look and its write, the first comment stays and later ones are taken back.
 */
export async function createOnce(target: OurComment & { readonly since?: string }): Promise<Posted> {
  const body = withMarker(target.marker, target.body);
  assertFits(body);
  const look = () => firstAlone(target);
  const { written, value } = await landOnce({ look, write: () => create(target, body), lookFirst: true });
  const first = (written ? await look() : value) ?? value;
  const status = written && first.id === value.id ? "created" : "present";
  return { status, id: first.id, url: first.html_url };
}

/** The first of our comments with the marker, which is the only one from then on. */
async function firstAlone(target: OurComment & { readonly since?: string }): Promise<Comment | undefined> {
  const [first, ...later] = await findComments(target);
  for (const { id } of later) await takeBack(target, id);
  return first;
}

/** Whether a comment of ours with this marker is there. `since` as for `createOnce`. */
export async function isPosted(
  target: Omit<OurComment, "body"> & { readonly since?: string },
): Promise<boolean> {
  return (await findComments(target)).length > 0;
}

/** All comments of ours with the marker, oldest first. */
async function findComments(
  target: Omit<OurComment, "body"> & { readonly since?: string },
): Promise<Comment[]> {
  const { client, owner, repo, issue, author, marker, since } = target;
  const parameters = { owner, repo, issue_number: issue, ...(since === undefined ? {} : { since }) };
  const found: Comment[] = [];
  for await (const one of listAll(client, { route: `GET ${COMMENTS}`, parameters, item: comment })) {
    if (isBy(author, one.user) && isMarked(marker, one.body)) found.push(one);
  }
  return found.sort((a, b) => a.id - b.id);
}

async function create({ client, owner, repo, issue }: OurComment, body: string): Promise<Comment> {
  const answer = await client.request(`POST ${COMMENTS}`, { owner, repo, issue_number: issue, body });
  return parseAnswer(comment, answer.data, "a comment");
}

async function read({ client, owner, repo }: Repository, id: number): Promise<Comment> {
  const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}";
  const answer = await client.request(route, { owner, repo, comment_id: id });
  return parseAnswer(comment, answer.data, "a comment");
}

async function update({ client, owner, repo }: Repository, id: number, body: string): Promise<Comment> {
  const route = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
  const answer = await client.request(route, { owner, repo, comment_id: id, body });
  return parseAnswer(comment, answer.data, "a comment");
}

async function takeBack({ client, owner, repo }: Repository, id: number): Promise<void> {
  const route = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}";
  try {
    await client.request(route, { owner, repo, comment_id: id });
  } catch (error) {
    // Whoever posted the first one takes back the later one, too.
    if (!(error instanceof RequestRefused && error.status === 404)) throw error;
  }
}
