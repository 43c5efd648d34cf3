import { r as numberWord, s as withStore } from "./webhook-words.js";
import { n as done, r as no } from "./result.js";
import { t as textTable } from "./text-table.js";
import { s as timeText } from "./webhook-text.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/alarms.ts
const listSchema = z.strictObject({});
/** Every alarm that stands. */
const runAlarmsList = async ({ environment, input }) => {
	readWords(listSchema, input);
	return withStore(environment, async ({ alarms }) => {
		const standing = await alarms.all();
		const rows = standing.map(({ commit, kind, raisedAt, repositoryId }) => {
			return [
				String(repositoryId),
				kind,
				commit,
				timeText(raisedAt)
			];
		});
		const table = textTable([[
			"REPOSITORY",
			"ALARM",
			"COMMIT",
			"SINCE"
		], ...rows]);
		const json = standing.map(({ commit, kind, raisedAt, repositoryId }) => {
			return {
				repository_id: repositoryId,
				kind,
				commit,
				raised_at: timeText(raisedAt)
			};
		});
		return done({ alarms: json }, rows.length === 0 ? "No alarm stands." : table);
	});
};
const acceptSchema = z.strictObject({
	commit: z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, "a commit's full id"),
	repoId: numberWord
});
/** Makes a head the last good one. */
const runAlarmsAccept = async ({ environment, input }) => {
	const { commit, repoId } = readWords(acceptSchema, input);
	return withStore(environment, async ({ alarms }) => {
		if (!await alarms.accept(repoId, commit, environment.nowMs())) return no({
			code: "no_alarm",
			message: `No alarm stands about repository ${repoId}.`
		});
		return done({
			repository_id: repoId,
			good: commit
		}, `${commit} is the last good head of repository ${repoId} from now on. Announcements go on behind it.`);
	});
};
export { runAlarmsAccept, runAlarmsList };
