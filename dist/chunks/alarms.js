import { r as numberWord, s as withStore } from "./webhook-words.js";
import { s as timeText } from "./webhook-text.js";
import { n as done, r as no, t as badInput } from "./result.js";
import { t as textTable } from "./text-table.js";
import { r as readWords } from "./words.js";
import { z } from "zod";
// src/cli/verbs/alarms.ts
const listSchema = z.strictObject({});
/** Every alarm that stands. */
const runAlarmsList = async ({ environment, input }) => {
	readWords(listSchema, input);
	return withStore(environment, async ({ alarms }) => {
		const standing = await alarms.all();
		const rows = standing.map(({ branch, commit, kind, raisedAt, repositoryId }) => {
			return [
				String(repositoryId),
				branch,
				kind,
				commit,
				timeText(raisedAt)
			];
		});
		const table = textTable([[
			"REPOSITORY",
			"BRANCH",
			"ALARM",
			"COMMIT",
			"SINCE"
		], ...rows]);
		const json = standing.map(({ branch, commit, kind, raisedAt, repositoryId }) => {
			return {
				repository_id: repositoryId,
				branch,
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
	repoId: numberWord,
	branch: z.string().optional()
});
/** Makes a head the last good one. */
const runAlarmsAccept = async ({ environment, input }) => {
	const { branch: named, commit, repoId } = readWords(acceptSchema, input);
	return withStore(environment, async ({ alarms }) => {
		const standing = (await alarms.all()).filter(({ repositoryId }) => repositoryId === repoId);
		const branches = [...new Set(standing.map(({ branch }) => branch))].filter((branch) => named === void 0 || branch === named);
		const [branch, ...others] = branches;
		if (branch === void 0) {
			const about = named === void 0 ? "" : `${named} of `;
			return no({
				code: "no_alarm",
				message: `No alarm stands about ${about}repository ${repoId}.`
			});
		}
		if (others.length > 0) {
			const message = `Alarms stand about ${branches.join(" and ")}: say which with --branch.`;
			return badInput({
				code: "which_branch",
				message
			});
		}
		await alarms.accept({
			repositoryId: repoId,
			branch
		}, commit, environment.nowMs());
		return done({
			repository_id: repoId,
			branch,
			good: commit
		}, `${commit} is the last good head of ${branch} in repository ${repoId} from now on. Announcements go on behind it.`);
	});
};
export { runAlarmsAccept, runAlarmsList };
