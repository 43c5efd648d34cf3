import { z } from "zod";
import type { Author } from "../author.ts";
import { parseAnswer } from "../client/answers.ts";
import { RequestRefused } from "../client/errors.ts";
import type { Repository } from "../repository.ts";
import { createOnce } from "./comments.ts";
import { findOrCreateIssue } from "./issues.ts";
import { marker } from "./marker.ts";

const LABEL = "pointsman-answers";

/** GitHub takes no comment after this many on one issue. */
const MOST_COMMENTS = 2_500;

const place = z.object({ locked: z.boolean(), comments: z.number() });

/** A command whose answer has no place where it was asked. */
interface Unanswerable extends Repository {
  readonly issue: number;
  readonly comment: { readonly id: number; readonly url: string };
  readonly author: Author;
}

/**
 * Whether a comment was refused because its issue takes none of ours for good: it is locked, or full. Any other refusal may be
 * over when the delivery is tried again.
 */
export async function takesNoComment(
  error: unknown,
  { client, issue, owner, repo }: Repository & { readonly issue: number },
): Promise<boolean> {
  if (!(error instanceof RequestRefused) || (error.status !== 403 && error.status !== 422)) return false;
  const answer = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
    owner,
    repo,
    issue_number: issue,
  });
  const { comments, locked } = parseAnswer(place, answer.data, "an issue");
  return locked || comments >= MOST_COMMENTS;
}

/**
 * Answers below an issue that is opened for all commands on the one that takes no comments. Both link to each other: ours by
 * its text, and GitHub shows every mention of an issue in its timeline, locked or not.
 */
export async function answerElsewhere(asked: Unanswerable, body: string): Promise<void> {
  const { comment, issue } = asked;
  const { issue: other } = await findOrCreateIssue({
    ...asked,
    label: LABEL,
    marker: marker("answers-to", String(issue)),
    title: `Answers to commands on #${issue}`,
    body: `#${issue} is locked, or has all the comments that GitHub takes on one issue, so commands written there are answered here. Commands can be written here, too.`,
  });
  await createOnce({
    ...asked,
    issue: other.number,
    marker: marker("answer", String(comment.id)),
    body: `Answer to ${comment.url}\n\n${body}`,
  });
}
