import type { Author } from "../author.ts";
import type { Repository } from "../repository.ts";
import { createOnce, upsertComment } from "./comments.ts";
import { findOrCreateIssue, reopenIssue } from "./issues.ts";
import { marker } from "./marker.ts";

/** One thing to tell in a repository's issue for alarms about its release branch. */
export interface AlarmNotice {
  /** Of the issue, where there is none yet. */
  readonly issue: { readonly title: string; readonly body: string };
  /** Told once under a key, however often it is given. */
  readonly key: string;
  readonly body: string;
  /** It is an alarm: the issue is opened again where somebody closed it. */
  readonly reopen: boolean;
  /** More is known than when it was told first: replaces that. */
  readonly amends: boolean;
}

/** Comments in the repository's one issue with the label `pointsman-alarm`, which is made where there is none. */
export async function tellInAlarmIssue(
  place: Repository & { readonly author: Author },
  { amends, body, issue: text, key, reopen }: AlarmNotice,
): Promise<void> {
  const { client, owner, repo } = place;
  const { issue } = await findOrCreateIssue({
    ...place,
    ...text,
    marker: marker("alarm", "issue"),
    label: "pointsman-alarm",
  });
  const comment = { ...place, issue: issue.number, marker: marker("alarm-entry", key), body };
  const { status } = amends ? await upsertComment(comment) : await createOnce(comment);
  if (reopen && issue.state === "closed" && status === "created") {
    await reopenIssue({ client, owner, repo, issue: issue.number });
  }
}
