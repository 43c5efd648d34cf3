import { sinceText } from "../status/words.ts";
import type { Section } from "../text/budget.ts";
import { code, heading, md, paragraph } from "../text/markdown.ts";

/** A review of a rollback that nobody has closed yet. */
export interface OpenReview {
  readonly promptId: string;
  readonly environment: string;
  /** The version that was rolled back. */
  readonly version: string;
  /** The issue's number. */
  readonly issue: number;
  /** RFC 3339. */
  readonly openedAt: string;
}

/** The open reviews, for `/status`: nothing where there is none. Null: they could not be looked up. */
export function reviewsSection(reviews: readonly OpenReview[] | null, now: string): readonly Section[] {
  if (reviews === null) {
    const body = paragraph(md`_The open reviews of rollbacks could not be looked up._`);
    return [{ kind: "block", rank: 1, name: "", body }];
  }
  const rows = reviews.map(({ environment, issue, openedAt, promptId, version }) => [
    md`#${issue}`,
    md`${code(promptId)} ${code(version)} in ${code(environment)}`,
    sinceText(openedAt, now),
  ]);
  const head = [md`review`, md`rolled back`, md`open since`];
  return [
    {
      kind: "table",
      rank: 2,
      name: "open reviews",
      title: heading(3, md`Open reviews of rollbacks`),
      head,
      rows,
    },
  ];
}
