import type { HistoryIssues } from "../projections/ports.ts";
import type { Author } from "./author.ts";
import { createOnce } from "./comments.ts";
import { findIssues, findOrCreateIssue, type OurIssue, updateIssueBody } from "./issues.ts";
import { marker } from "./marker.ts";
import type { Repository } from "./repository.ts";

const LABEL = "pointsman-history";

/** The history issues in their home on GitHub, found by our account, a label and a marker. */
export function historyIssues({ client, owner, repo }: Repository, self: Author): HistoryIssues {
  const target = (promptId: string): OurIssue => ({
    client,
    owner,
    repo,
    author: self,
    marker: marker("history", promptId),
    label: LABEL,
  });
  return {
    find: async (promptId) => (await findIssues(target(promptId)))[0]?.number ?? null,
    open: async (promptId, issue) =>
      (await findOrCreateIssue({ ...target(promptId), ...issue })).issue.number,
    rewrite: async (issue, promptId, body) => {
      await updateIssueBody({ ...target(promptId), issue, body });
    },
    commentOnce: async (issue, key, body) => {
      await createOnce({
        client,
        owner,
        repo,
        issue,
        author: self,
        marker: marker("history-entry", key),
        body,
      });
    },
  };
}
