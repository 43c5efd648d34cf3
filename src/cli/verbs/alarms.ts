import { z } from "zod";
import { withStore } from "../operator/operator-store.ts";
import { timeText } from "../operator/webhook-text.ts";
import { numberWord } from "../operator/webhook-words.ts";
import { badInput, done, no } from "../result.ts";
import { textTable } from "../text-table.ts";
import type { RunVerb } from "../verb.ts";
import { readWords } from "../words.ts";

const listSchema = z.strictObject({});

/** Every alarm that stands. */
export const runAlarmsList: RunVerb = async ({ environment, input }) => {
  readWords(listSchema, input);
  return withStore(environment, async ({ alarms }) => {
    const standing = await alarms.all();
    const rows = standing.map(({ branch, commit, kind, raisedAt, repositoryId }) => {
      return [String(repositoryId), branch, kind, commit, timeText(raisedAt)];
    });
    const table = textTable([["REPOSITORY", "BRANCH", "ALARM", "COMMIT", "SINCE"], ...rows]);
    const json = standing.map(({ branch, commit, kind, raisedAt, repositoryId }) => {
      return { repository_id: repositoryId, branch, kind, commit, raised_at: timeText(raisedAt) };
    });
    return done({ alarms: json }, rows.length === 0 ? "No alarm stands." : table);
  });
};

const acceptSchema = z.strictObject({
  commit: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, "a commit's full id"),
  repoId: numberWord,
  branch: z.string().optional(),
});

/** Makes a head the last good one. */
export const runAlarmsAccept: RunVerb = async ({ environment, input }) => {
  const { branch: named, commit, repoId } = readWords(acceptSchema, input);
  return withStore(environment, async ({ alarms }) => {
    const standing = (await alarms.all()).filter(({ repositoryId }) => repositoryId === repoId);
    const branches = [...new Set(standing.map(({ branch }) => branch))].filter(
      (branch) => named === undefined || branch === named,
    );
    const [branch, ...others] = branches;
    if (branch === undefined) {
      const about = named === undefined ? "" : `${named} of `;
      return no({ code: "no_alarm", message: `No alarm stands about ${about}repository ${repoId}.` });
    }
    if (others.length > 0) {
      const message = `Alarms stand about ${branches.join(" and ")}: say which with --branch.`;
      return badInput({ code: "which_branch", message });
    }
    await alarms.accept({ repositoryId: repoId, branch }, commit, environment.nowMs());
    return done(
      { repository_id: repoId, branch, good: commit },
      `${commit} is the last good head of ${branch} in repository ${repoId} from now on. Announcements go on behind it.`,
    );
  });
};
