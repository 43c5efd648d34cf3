import type { Incident, IncidentIssues, IncidentKey } from "../../projections/ports.ts";
import type { Author } from "../author.ts";
import type { Repository } from "../repository.ts";
import { createOnce, isPosted } from "./comments.ts";
import { closeIssue, findOrCreateIssue, type Issue, listIssues, type Narrowed } from "./issues.ts";
import { markedKey, marker } from "./marker.ts";

const LABEL = "pointsman-incident";
const KIND = "incident";

/** The reviews of rollbacks in their home on GitHub: our account's issues with a label; a marker says what each is about. */
export function incidentIssues({ client, owner, repo }: Repository, self: Author): IncidentIssues {
  const place = { client, owner, repo, author: self };
  const list = async (narrowed: Narrowed) =>
    (await listIssues({ ...place, label: LABEL }, narrowed)).flatMap((issue) => incidentOf(issue) ?? []);
  const entryMarker = (key: string) => marker("incident-entry", key);
  return {
    open: () => list({ state: "open" }),
    closedSince: (since) => list({ state: "closed", since }),
    start: async (incident, issue) => {
      await findOrCreateIssue({ ...place, label: LABEL, marker: marker(KIND, keyOf(incident)), ...issue });
    },
    hasEntry: ({ issue, key, since }) => isPosted({ ...place, issue, since, marker: entryMarker(key) }),
    commentOnce: async ({ issue, key, since }, body) => {
      await createOnce({ ...place, issue, since, marker: entryMarker(key), body });
    },
    drop: async (incident) => {
      const { issue, text: body } = incident;
      const mark = marker(KIND, keyOf(incident));
      await closeIssue({ ...place, issue, marker: mark, body, reason: "not_planned" });
    },
  };
}

/** None of the four holds a colon. */
function keyOf({ environment, eventId, promptId, version }: IncidentKey): string {
  return [promptId, environment, eventId, version].join(":");
}

function incidentOf({ body: text, createdAt, number, state, url }: Issue): Incident | undefined {
  const [promptId, environment, eventId, version] = markedKey(KIND, text)?.split(":") ?? [];
  if (promptId === undefined || environment === undefined) return undefined;
  if (eventId === undefined || version === undefined) return undefined;
  const about = { promptId, environment, eventId, version };
  return { ...about, issue: number, url, text, openedAt: createdAt, isOpen: state === "open" };
}
