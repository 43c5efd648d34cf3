import { t as version } from "./package.js";
import { t as badInput } from "./result.js";
import { setTimeout } from "node:timers/promises";
import { resolve } from "node:path";
import { Command, CommanderError } from "commander";
// src/cli/live-line.ts
const CLEAR_LINE = "\r\x1B[2K";
/** Faster than this nobody reads, and writing costs time of its own. */
const REWRITE_MS = 100;
const NEXT_LINE_MS = 5e3;
/** Progress on a terminal. */
function makeLiveLine({ canRewrite, columns, nowMs, write }) {
	let shown = "";
	let shownAt = Number.NEGATIVE_INFINITY;
	const clear = () => {
		if (shown !== "" && canRewrite) write(CLEAR_LINE);
	};
	const show = (text) => {
		if (text === null) {
			clear();
			shown = "";
			shownAt = Number.NEGATIVE_INFINITY;
			return;
		}
		const now = nowMs();
		if (now - shownAt < (canRewrite ? REWRITE_MS : NEXT_LINE_MS)) return;
		shownAt = now;
		shown = canRewrite ? text.slice(0, Math.max(1, columns() - 1)) : text;
		write(canRewrite ? `${CLEAR_LINE}${shown}` : `${shown}\n`);
	};
	const say = (text) => {
		clear();
		write(`${text}\n`);
		if (shown !== "" && canRewrite) write(shown);
	};
	return {
		say,
		show
	};
}
// src/cli/environment.ts
/** The real process. */
function processEnvironment() {
	const isTerminal = process.stderr.isTTY === true;
	const { say, show } = makeLiveLine({
		write: (text) => {
			process.stderr.write(text);
		},
		canRewrite: isTerminal && process.env.TERM !== "dumb",
		columns: () => process.stderr.columns || 80,
		nowMs: Date.now
	});
	return {
		variables: process.env,
		directory: process.cwd(),
		surroundings: {
			now: () => (/* @__PURE__ */ new Date()).toISOString(),
			random: Math.random,
			sleep: async (milliseconds) => {
				await setTimeout(milliseconds);
			}
		},
		nowMs: Date.now,
		progress: isTerminal ? say : () => void 0,
		live: isTerminal ? show : () => void 0,
		print: (text) => {
			process.stdout.write(text);
		},
		warn: say,
		colours: process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "",
		randomKey: () => crypto.randomUUID(),
		interruption: () => {
			const controller = new AbortController();
			process.once("SIGINT", () => controller.abort(/* @__PURE__ */ new Error("interrupted")));
			return controller.signal;
		}
	};
}
// src/cli/operator/alarm-verbs.ts
const STORE$2 = "Works on the app's store, found as the app finds it: POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL. Safe beside a running app.";
/** What the app's operator does about alarms. */
const alarmVerbs = [{
	name: "alarms list",
	does: "list the alarms about release branches that stand",
	worksOn: "store",
	arguments: [],
	options: [],
	examples: ["alarms list", "alarms list --json"],
	notes: STORE$2,
	load: async () => (await import("./alarms.js")).runAlarmsList
}, {
	name: "alarms accept",
	does: "take a release branch as it is, although it raised an alarm",
	worksOn: "store",
	arguments: [{
		name: "<commit>",
		does: "the head that is good from now on, its full id"
	}],
	options: [{
		flags: "--repo-id <number>",
		does: "the repository's numeric id; the alarm's issue names it"
	}, {
		flags: "--branch <name>",
		does: "the release branch, where alarms stand about several"
	}],
	examples: ["alarms accept 0c9d1ef2a3b4c5d6e7f809120c9d1ef2a3b4c5d6 --repo-id 812345678"],
	notes: `Lifts the alarms of the repository. What lies between the last good head and this one is not announced; \`/redeliver\` sends single events of it. Where the branch holds fewer events of a prompt than were announced, its sequence runs back. Look at the branch with \`pointsman verify\` first. ${STORE$2}`,
	load: async () => (await import("./alarms.js")).runAlarmsAccept
}];
// src/cli/operator/inbox-verbs.ts
const STORE$1 = "Works on the app's store, found as the app finds it: POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL. Safe beside a running app.";
/** What the app's operator does about what came in. */
const inboxVerbs = [
	{
		name: "inbox list",
		does: "list what GitHub brought, and the app's own errands, that are not done; newest first",
		worksOn: "store",
		arguments: [],
		options: [
			{
				flags: "--state <state>",
				does: "only in this state: pending, leased, done or dead (default: all but done)",
				repeated: true
			},
			{
				flags: "--limit <number>",
				does: "how many (default: 50)"
			},
			{
				flags: "--before <number>",
				does: "only those with a smaller row: where the page before ended"
			}
		],
		examples: [
			"inbox list",
			"inbox list --state dead",
			"inbox list --state pending --json"
		],
		notes: `Parked, since work on it failed eleven times, is \`dead\`; it is kept for 30 days. ${STORE$1}`,
		load: async () => (await import("./inbox.js")).runInboxList
	},
	{
		name: "inbox show",
		does: "show a delivery of the inbox: what it is about, and why it failed",
		worksOn: "store",
		arguments: [{
			name: "<delivery>",
			does: "its id, as `inbox list` has it"
		}],
		options: [],
		examples: ["inbox show d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f"],
		notes: STORE$1,
		load: async () => (await import("./inbox.js")).runInboxShow
	},
	{
		name: "inbox retry",
		does: "have deliveries worked on now that were parked, or wait for their next attempt",
		worksOn: "store",
		arguments: [{
			name: "[deliveries...]",
			does: "their ids, as `inbox list` has them"
		}],
		options: [{
			flags: "--all",
			does: "all that are parked"
		}],
		examples: ["inbox retry d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f", "inbox retry --all"],
		notes: `They get all their attempts again. Nothing is done twice: what an earlier attempt did is found. A command in a comment that is older than 15 minutes is answered and not run, unless its \`from\` still holds. ${STORE$1}`,
		load: async () => (await import("./inbox.js")).runInboxRetry
	},
	{
		name: "inbox drop",
		does: "throw parked deliveries away that you saw to otherwise, so that nobody is alarmed about them any longer",
		worksOn: "store",
		arguments: [{
			name: "<deliveries...>",
			does: "their ids, as `inbox list` has them"
		}],
		options: [],
		examples: ["inbox drop d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f"],
		notes: `\`inbox show\` says what they are. The command in a dropped comment is never run. What a dropped push brought is announced with the next push, or within four hours; an errand of the app's own comes again where its cause goes on. ${STORE$1}`,
		load: async () => (await import("./inbox.js")).runInboxDrop
	}
];
// src/cli/operator/webhook-verbs.ts
const REPO_ID = {
	flags: "--repo-id <number>",
	does: "only of the repository with this numeric id"
};
const ENDPOINT = {
	flags: "--endpoint <number>",
	does: "only to this endpoint"
};
const STATE = {
	flags: "--state <state>",
	does: "only in this state: pending, leased, failed, delivered, dead or disabled",
	repeated: true
};
const STORE = "Works on the app's store, found as the app finds it: POINTSMAN_DATA_DIR or POINTSMAN_DATABASE_URL. Safe beside a running app.";
const KEPT_ID = "A delivery that is sent again keeps its webhook-id and is stamped anew, so a receiver that had it leaves it alone.";
/** What the app's operator does about webhooks. */
const webhookVerbs = [
	{
		name: "webhooks list",
		does: "list deliveries of webhooks, newest first",
		worksOn: "store",
		arguments: [],
		options: [
			STATE,
			REPO_ID,
			ENDPOINT,
			{
				flags: "--event <id>",
				does: "only of this event"
			},
			{
				flags: "--since <time>",
				does: "only what was announced since: a time, or an age such as 90m, 6h, 2d"
			},
			{
				flags: "--limit <number>",
				does: "how many (default: 50)"
			},
			{
				flags: "--before <number>",
				does: "only those with a smaller number: where the page before ended"
			}
		],
		examples: [
			"webhooks list",
			"webhooks list --state dead",
			"webhooks list --since 6h --state dead --state disabled --json"
		],
		notes: `What is counted is meant by --repo-id, --endpoint, --event and --since. Given up for good is \`dead\`; what a switched-off endpoint missed is \`disabled\`. ${STORE}`,
		load: async () => (await import("./list.js")).runWebhooksList
	},
	{
		name: "webhooks show",
		does: "show a delivery: its event, its endpoint, how long until it was confirmed, and every attempt",
		worksOn: "store",
		arguments: [{
			name: "<delivery>",
			does: "its number, as `webhooks list` has it"
		}],
		options: [],
		examples: ["webhooks show 4711", "webhooks show 4711 --json"],
		notes: STORE,
		load: async () => (await import("./show3.js")).runWebhooksShow
	},
	{
		name: "webhooks replay",
		does: "send deliveries again",
		worksOn: "store",
		arguments: [{
			name: "<deliveries...>",
			does: "their numbers, or events' ids: all deliveries of these"
		}],
		options: [],
		examples: ["webhooks replay 4711 4712", "webhooks replay evt_0c9d1ef2a3b4c5d6e7f80912"],
		notes: `${KEPT_ID} Exits with 1 where one of them cannot be sent. ${STORE}`,
		load: async () => (await import("./replay.js")).runWebhooksReplay
	},
	{
		name: "webhooks replay-since",
		does: "send everything again that was announced since a time",
		worksOn: "store",
		arguments: [{
			name: "<time>",
			does: "2026-03-15T09:00:00Z, or an age such as 90m, 6h, 2d"
		}],
		options: [
			ENDPOINT,
			REPO_ID,
			STATE
		],
		examples: ["webhooks replay-since 6h --endpoint 7", "webhooks replay-since 2026-03-15T09:00:00Z --state dead --repo-id 812345678"],
		notes: `${KEPT_ID} ${STORE}`,
		load: async () => (await import("./replay.js")).runWebhooksReplaySince
	},
	{
		name: "webhooks endpoints",
		does: "list the endpoints, and which are switched off since when and why",
		worksOn: "store",
		arguments: [],
		options: [REPO_ID],
		examples: ["webhooks endpoints", "webhooks endpoints --repo-id 812345678 --json"],
		notes: STORE,
		load: async () => (await import("./endpoints.js")).runWebhooksEndpoints
	},
	{
		name: "webhooks enable",
		does: "switch an endpoint on that answered 410, or failed for five days",
		worksOn: "store",
		arguments: [{
			name: "<endpoint>",
			does: "its number, as `webhooks endpoints` has it"
		}],
		options: [],
		examples: ["webhooks enable 7"],
		notes: `Sends nothing by itself: it prints the line that replays what the endpoint missed. ${STORE}`,
		load: async () => (await import("./endpoints.js")).runWebhooksEnable
	}
];
// src/cli/verbs.ts
const PROMPT = {
	name: "<prompt>",
	does: "a prompt's id or slug"
};
const TO = {
	flags: "--to <version>",
	does: "the version to make live"
};
const FROM = {
	flags: "--from <version>",
	does: "only if this version is live now"
};
const IN = {
	flags: "--in <environment>",
	does: "the environment (default: the last one)"
};
/** What every verb that writes the release branch takes. */
const RELEASE_OPTIONS = [
	{
		flags: "--because <text>",
		does: "the reason, kept in the ledger"
	},
	{
		flags: "--key <key>",
		does: "the same key never makes two events (default: a random one)"
	},
	{
		flags: "--push [remote]",
		does: "fetch first, and push to the remote (default: origin), never by force"
	}
];
const OFFLINE = "Writes the local release branch and needs no network; --push brings it to the remote. Whoever does this is recorded as not verified.";
/** What `--help` says of verbs that are of one group. */
const verbGroups = {
	webhooks: "for the app's operator: what was sent, what was given up, and sending it again",
	inbox: "for the app's operator: what GitHub brought and is not done, what was parked, and trying it again"
};
/** All verbs, in the order of `--help`. A new one is one entry here and one file in `verbs/`. */
const verbs = [
	{
		name: "init",
		does: "write a config, a workflow and an example; nothing is overwritten",
		arguments: [],
		options: [{
			flags: "--ruleset <app-id>",
			does: "write nothing; print the ruleset that lets only this app write the release branch",
			repeated: true
		}],
		examples: [
			"init",
			"init --repo ../prompts",
			"init --ruleset 123456 | gh api --method POST repos/{owner}/{repo}/rulesets --input -"
		],
		load: async () => (await import("./init.js")).runInit
	},
	{
		name: "check",
		does: "print every problem of the work tree's prompts, partials, tools and config",
		arguments: [{
			name: "[paths...]",
			does: "only these prompt files or folders"
		}],
		options: [],
		examples: [
			"check",
			"check prompts/support-triage.prompt.yml",
			"check --json prompts"
		],
		notes: "Exits with 2 where there is an error; notices stop nothing.",
		load: async () => (await import("./check.js")).runCheck
	},
	{
		name: "eval",
		does: "evaluate the changed prompts of the work tree against what is live",
		arguments: [{
			name: "[prompts...]",
			does: "only these prompts"
		}],
		options: [
			{
				flags: "--base <ref>",
				does: "compare with this commit instead of what is live"
			},
			{
				flags: "--head <ref>",
				does: "evaluate this commit instead of the work tree"
			},
			{
				flags: "--case <name>",
				does: "only cases of this name, in which * stands for anything",
				repeated: true
			},
			{
				flags: "--trials <n>",
				does: "model calls per case and arm, whatever the gates say"
			},
			{
				flags: "--watch",
				does: "evaluate again whenever the prompts of the work tree change"
			},
			{
				flags: "--aa <n>",
				does: "run the base n times against itself: how often does the gate fail for nothing?"
			},
			{
				flags: "--format <format>",
				does: "text, or gh-models: the JSON that gh models eval --json printed, with ours beside it"
			},
			{
				flags: "--cache <dir>",
				does: "where answers of earlier runs are kept (default: within .git)"
			},
			{
				flags: "--no-cache",
				does: "make every call, and keep no answer"
			}
		],
		examples: [
			"eval",
			"eval support-triage",
			"eval --base main --head my-change --json",
			"eval support-triage --case \"refund*\" --watch",
			"eval support-triage --trials 5 --no-cache",
			"eval support-triage --aa 20",
			"eval support-triage --format gh-models > results.json"
		],
		notes: `Models, the names of the variables with their keys, gates and caps come from the default branch's config. Exits with 1
where the gate fails, or is inconclusive and gates.block_inconclusive lets that block. With --case the verdict is over a part of the suite, and says so. --watch ends with Ctrl-C and prints
one JSON object a line with --json; answers that were given before are not asked for again. --aa runs all prompts, or those
that are named, whether they changed or not, keeps no answers, and holds all runs together to the cap of one.`,
		load: async () => (await import("./eval.js")).runEval
	},
	{
		name: "publish",
		does: "make a version of each prompt that the default branch's head changed",
		arguments: [{
			name: "[prompts...]",
			does: "only these prompts"
		}],
		options: [{
			flags: "--everything",
			does: "look at every prompt, not only at what changed since the last publication"
		}, ...RELEASE_OPTIONS],
		examples: [
			"publish",
			"publish support-triage --push",
			"publish --everything --key nightly-2026-03-15"
		],
		notes: `What is published is committed on the default branch; the work tree is never read. ${OFFLINE}`,
		load: async () => (await import("./publish2.js")).runPublish
	},
	{
		name: "rollback",
		does: "serve an older version again",
		arguments: [PROMPT],
		options: [
			{
				...TO,
				does: "the version to serve (default: the last good one)"
			},
			FROM,
			IN,
			...RELEASE_OPTIONS
		],
		examples: [
			"rollback support-triage",
			"rollback support-triage --to 2026-03-12.1 --because \"broken JSON\" --push",
			"rollback support-triage --in staging --key incident-4711"
		],
		notes: `Prints the line that undoes it. Merges are held there afterwards. ${OFFLINE}`,
		load: async () => (await import("./operation.js")).runOperation("rollback")
	},
	{
		name: "promote",
		does: "make a version live in an environment",
		arguments: [PROMPT],
		options: [
			{
				...TO,
				does: "the version (default: what is live one environment before)"
			},
			FROM,
			IN,
			...RELEASE_OPTIONS
		],
		examples: ["promote support-triage --in production", "promote support-triage --to 2026-03-12.1 --in staging"],
		notes: OFFLINE,
		load: async () => (await import("./operation.js")).runOperation("promote")
	},
	{
		name: "archive",
		does: "keep a prompt but serve it no more",
		arguments: [PROMPT],
		options: RELEASE_OPTIONS,
		examples: ["archive support-triage --because \"replaced by triage-v2\""],
		notes: OFFLINE,
		load: async () => (await import("./operation.js")).runOperation("archive")
	},
	{
		name: "restore",
		does: "serve an archived prompt again",
		arguments: [PROMPT],
		options: RELEASE_OPTIONS,
		examples: ["restore support-triage"],
		notes: OFFLINE,
		load: async () => (await import("./operation.js")).runOperation("restore")
	},
	{
		name: "freeze",
		does: "stop merges and promotions in an environment; a rollback still works",
		arguments: [PROMPT],
		options: [IN, ...RELEASE_OPTIONS],
		examples: ["freeze support-triage --in production --because holidays"],
		notes: OFFLINE,
		load: async () => (await import("./operation.js")).runOperation("freeze")
	},
	{
		name: "unfreeze",
		does: "lift a freeze, or the hold after a rollback",
		arguments: [PROMPT],
		options: [IN, ...RELEASE_OPTIONS],
		examples: ["unfreeze support-triage --in production"],
		notes: `Moves nothing by itself. ${OFFLINE}`,
		load: async () => (await import("./operation.js")).runOperation("unfreeze")
	},
	{
		name: "status",
		does: "show what is live where",
		arguments: [{
			name: "[prompt]",
			does: "one prompt in detail"
		}],
		options: [{
			flags: "--drafts",
			does: "also list prompts that were never published"
		}],
		examples: [
			"status",
			"status support-triage",
			"status --json"
		],
		load: async () => (await import("./status.js")).runStatus
	},
	{
		name: "history",
		does: "show what happened to a prompt, newest first",
		arguments: [PROMPT],
		options: [{
			flags: "--limit <number>",
			does: "how many events (default: 20)"
		}],
		examples: ["history support-triage", "history support-triage --limit 100 --json"],
		load: async () => (await import("./history2.js")).runHistory
	},
	{
		name: "show",
		does: "show a version: the named one, or what is live",
		arguments: [PROMPT, {
			name: "[version]",
			does: "a version, e.g. 2026-03-15.3"
		}],
		options: [IN],
		examples: [
			"show support-triage",
			"show support-triage 2026-03-12.1 --json",
			"show support-triage --in staging"
		],
		load: async () => (await import("./show2.js")).runShow
	},
	{
		name: "diff",
		does: "show word by word what differs between two versions",
		arguments: [
			PROMPT,
			{
				name: "[a]",
				does: "a version, an environment, or head (default: what is live in the last environment)"
			},
			{
				name: "[b]",
				does: "the same (default: head, what the default branch says)"
			}
		],
		options: [],
		examples: [
			"diff support-triage",
			"diff support-triage 2026-03-12.1 2026-03-15.3",
			"diff support-triage production staging"
		],
		load: async () => (await import("./diff.js")).runDiff
	},
	{
		name: "compile",
		does: "fill the variables of what is live, or of a version",
		arguments: [PROMPT],
		options: [
			IN,
			{
				flags: "--version <version>",
				does: "this version, whatever is live"
			},
			{
				flags: "--var <name=value>",
				does: "a value, read as the variable's type says",
				repeated: true
			},
			{
				flags: "--vars <file>",
				does: "a JSON file with values; --var goes before it"
			}
		],
		examples: ["compile support-triage --var customer=Ada --var \"ticket=Where is my parcel?\"", "compile support-triage --vars values.json --json"],
		notes: "Missing, unknown and unfitting values are all listed, and then nothing is compiled (exit code 2).",
		load: async () => (await import("./compile2.js")).runCompile
	},
	{
		name: "verify",
		does: "check the whole release branch: append-only, chained, folded, digested",
		arguments: [],
		options: [{
			flags: "--since <sha>",
			does: "a head remembered from before: the present one must descend from it"
		}],
		examples: ["verify", "verify --since 1f0c9a2be3d4…"],
		notes: "Prints the head to remember. Findings exit with 1.",
		load: async () => (await import("./verify2.js")).runVerify
	},
	{
		name: "serve",
		does: "serve the live prompts over HTTP; with --app, run the GitHub App",
		arguments: [],
		options: [
			{
				flags: "--app",
				does: "run the GitHub App, which the environment configures (APP_ID …)"
			},
			{
				flags: "--host <host>",
				does: "where to listen (default: 127.0.0.1)"
			},
			{
				flags: "--port <port>",
				does: "the port, 0 for any (default: 8080)"
			},
			{
				flags: "--as <owner/name>",
				does: "the repository's name (default: origin's)"
			}
		],
		examples: [
			"serve",
			"serve --port 9000 --as acme/prompts",
			"serve --app"
		],
		notes: "Beyond this machine POINTSMAN_API_KEYS is needed. The app is run only where --app asks for it, whatever the environment holds, and needs no repository; docs/operations.md lists its variables. SIGTERM and SIGINT let what is under way finish; a second one ends it at once.",
		load: async () => (await import("./serve.js")).runServe
	},
	...webhookVerbs,
	...inboxVerbs,
	...alarmVerbs
];
// src/cli/program.ts
const EXIT_CODES = `
Exit codes: 0 done; 1 the answer is no; 2 bad input or usage;
3 conflict, something outside is unavailable (try again), or a bug in pointsman, which then says so.
With --json one object is printed on stdout. POINTSMAN_DEBUG=1 shows the stack of a bug.`;
/** The whole command line. Verbs are described here and loaded when they run. */
function makeProgram(environment, hearing) {
	const program = new Command("pointsman").description("Evaluates, publishes and rolls back the prompts of a git repository.").version(version, "-V, --version", "print the version").enablePositionalOptions().showSuggestionAfterError().exitOverride().configureOutput({
		writeOut: hearing.writeOut,
		writeErr: hearing.writeError
	}).addHelpText("after", EXIT_CODES);
	for (const verb of verbs) addVerb(program, verb, {
		environment,
		hearing
	});
	return program;
}
function addVerb(program, verb, { environment, hearing }) {
	const [name = "", group] = verb.name.split(" ").toReversed();
	const command = (group === void 0 ? program : groupOf(program, group)).command(name).description(verb.does).allowExcessArguments(false);
	for (const { name, does } of verb.arguments) command.argument(name, does);
	for (const { flags, does, repeated } of verb.options) if (repeated) command.option(flags, does, collect, void 0);
	else command.option(flags, does);
	if (verb.worksOn === void 0) command.option("--repo <dir>", "the git repository, bare or not (default: here)");
	command.option("--json", "print one JSON object on stdout").addHelpText("after", helpAfter(verb)).action(async () => {
		const { json, repo, ...options } = command.opts();
		const run = await verb.load();
		const repoWord = typeof repo === "string" ? repo : null;
		hearing.onResult(await run({
			input: {
				...options,
				...argumentsOf(command)
			},
			directory: resolve(environment.directory, repoWord ?? "."),
			repo: repoWord,
			json: json === true,
			environment
		}));
	});
}
function groupOf(program, name) {
	return program.commands.find((command) => command.name() === name) ?? program.command(name).description(verbGroups[name] ?? "");
}
function argumentsOf(command) {
	const entries = command.registeredArguments.map((argument, index) => {
		return [argument.name(), command.processedArgs[index]];
	});
	return Object.fromEntries(entries.filter(([, value]) => value !== void 0));
}
function collect(value, before) {
	return [...before ?? [], value];
}
function helpAfter({ examples, notes }) {
	return `\nExamples:\n${examples.map((example) => `  $ pointsman ${example}`).join("\n")}${notes === void 0 ? "" : `\n\n${notes}`}`;
}
// src/cli/run.ts
/** Runs one command line. Never throws: whatever happens becomes text and an exit code. */
async function runCommandLine(words, environment) {
	const said = {
		out: "",
		error: ""
	};
	let result;
	const program = makeProgram(environment, {
		onResult: (verbResult) => {
			result = verbResult;
		},
		writeOut: (text) => {
			said.out += text;
		},
		writeError: (text) => {
			said.error += text;
		}
	});
	try {
		await program.parseAsync([...words], { from: "user" });
	} catch (error) {
		if (error instanceof CommanderError && error.exitCode === 0) return {
			exitCode: 0,
			stdout: said.out,
			stderr: said.error
		};
		if (error instanceof CommanderError) return usage(words, error, said.error);
		const { resultOfError } = await import("./failure.js");
		result = resultOfError(error, environment.variables.POINTSMAN_DEBUG === "1");
	}
	if (result === void 0) return {
		exitCode: 0,
		stdout: said.out,
		stderr: said.error
	};
	return printed(result, asksForJson(words));
}
/** commander's own errors: an unknown verb or option, an argument too few or too many. */
function usage(words, error, text) {
	const message = error.code === "commander.help" ? "Name a verb." : error.message.replace(/^error: /, "");
	const result = badInput({
		code: "usage",
		message
	});
	if (asksForJson(words)) return printed(result, true);
	return {
		exitCode: result.exitCode,
		stdout: "",
		stderr: text
	};
}
function printed(result, json) {
	const { exitCode } = result;
	if (json) return {
		exitCode,
		stdout: `${JSON.stringify(result.json, null, 2)}\n`,
		stderr: ""
	};
	return {
		exitCode,
		stdout: lined(result.output),
		stderr: lined(result.complaint)
	};
}
function lined(text) {
	return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
/** Looked for by hand, since a command line that cannot be parsed must be answered in JSON too. */
function asksForJson(words) {
	const end = words.indexOf("--");
	return (end < 0 ? words : words.slice(0, end)).includes("--json");
}
// src/cli/process.ts
/** Runs what the process was asked for and exits with its code. */
async function runProcess() {
	process.stdout.on("error", (error) => {
		process.exit(error.code === "EPIPE" ? 0 : 3);
	});
	const printed = await runCommandLine(process.argv.slice(2), processEnvironment());
	await print(printed);
	process.exit(printed.exitCode);
}
/** Resolves when both streams have taken everything: to a pipe, Node writes behind the caller's back. */
async function print({ stdout, stderr }) {
	await Promise.all([write(process.stdout, stdout), write(process.stderr, stderr)]);
}
function write(stream, text) {
	return new Promise((resolve) => {
		if (text === "") resolve();
		else stream.write(text, () => resolve());
	});
}
export { runProcess };
