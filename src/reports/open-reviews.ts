import { COMMENT_LIMIT, fitSections } from "./budget.ts";
import { timeText } from "./facts.ts";
import { code, heading, md, NOTHING } from "./markdown.ts";

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

const SHOWN_BYTES = COMMENT_LIMIT / 8;

/** The open reviews, for `/status`; empty where there is none. Null: they could not be looked up. */
export function openReviewsText(reviews: readonly OpenReview[] | null): string {
  if (reviews === null) return "_The open reviews of rollbacks could not be looked up._";
  if (reviews.length === 0) return "";
  const table = {
    kind: "table",
    rank: 1,
    name: "reviews",
    title: NOTHING,
    head: [md`review`, md`prompt`, md`where`, md`rolled back`, md`open since`],
    rows: reviews.map(({ environment, issue, openedAt, promptId, version }) => [
      md`#${issue}`,
      code(promptId),
      code(environment),
      code(version),
      timeText(openedAt),
    ]),
  } as const;
  const title = {
    kind: "block",
    rank: 0,
    name: "",
    body: heading(3, md`Open reviews of rollbacks`),
  } as const;
  return fitSections([title, table], { limit: SHOWN_BYTES, fullReport: null });
}
