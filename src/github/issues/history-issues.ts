import type { HistoryIssues } from "../../projections/ports.ts";
import type { Author } from "../author.ts";
import type { Repository } from "../repository.ts";
import { createOnce, isPosted } from "./comments.ts";
import {
  closeIssue,
  findOrCreateIssue,
  type Issue,
  listIssues,
  type OurIssue,
  updateIssueBody,
} from "./issues.ts";
import { isMarked, marker, sameText, withMarker } from "./marker.ts";

const LABEL = "pointsman-history";

/** The history issues in their home on GitHub, found by our account, a label and a marker. */
export function historyIssues({ client, owner, repo }: Repository, self: Author): HistoryIssues {
  const place = { client, owner, repo, author: self };
  const target = (promptId: string, part: number): OurIssue => ({
    ...place,
    marker: markerOf(promptId, part),
    label: LABEL,
  });
  return {
    parts: async (promptId) => {
      const all = await listIssues({ ...place, label: LABEL }, { state: "all" });
      return partsOf(all, promptId);
    },
    open: async (promptId, part, issue) =>
      (await findOrCreateIssue({ ...target(promptId, part), ...issue })).issue.number,
    rewrite: async (promptId, { issue, part, text }, body) => {
      const where = { ...target(promptId, part), issue, body };
      if (!sameText(text, withMarker(where.marker, body))) await updateIssueBody(where);
    },
    end: async (promptId, { isOpen, issue, part, text }, body) => {
      const where = { ...target(promptId, part), issue, body, reason: "completed" } as const;
      if (isOpen || !sameText(text, withMarker(where.marker, body))) await closeIssue(where);
    },
    commentOnce: async ({ earlier, issue, key, since }, body) => {
      const mark = { ...place, marker: marker("history-entry", key), since };
      if (earlier !== null && (await isPosted({ ...mark, issue: earlier }))) return;
      await createOnce({ ...mark, issue, body });
    },
  };
}

/** An id holds no colon, so no part of one prompt is marked like another prompt's. */
function markerOf(promptId: string, part: number): string {
  return marker("history", part === 1 ? promptId : `${promptId}:${part}`);
}

function partsOf(issues: readonly Issue[], promptId: string) {
  const parts: Awaited<ReturnType<HistoryIssues["parts"]>>[number][] = [];
  for (;;) {
    const part = parts.length + 1;
    const marked = issues.filter(({ body }) => isMarked(markerOf(promptId, part), body));
    const issue = marked.find(({ state }) => state === "open") ?? marked[0];
    if (issue === undefined) return parts;
    const { body: text, comments, number, state } = issue;
    parts.push({ issue: number, part, text, comments, isOpen: state === "open" });
  }
}
