import { a as readYaml, d as StoppedError, n as runGit, u as OutsideError } from "./run.js";
import { n as isJsonObject } from "./json.js";
import { a as FILE_START, c as hasErrors, n as toJson, o as errorAt, t as entryOf } from "./yaml-tree.js";
import { createHash } from "node:crypto";
import { z } from "zod";
// src/git/refs.ts
const OBJECT_ID$1 = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function isObjectId$1(text) {
	return OBJECT_ID$1.test(text);
}
const FORBIDDEN_IN_REF = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[-./]|[./]$|^@$/;
/** The rules of `git check-ref-format --branch`, so that a name never reads as an option or a revision expression. */
function isBranchName(name) {
	return name !== "" && !FORBIDDEN_IN_REF.test(name);
}
/**
* The object a ref points to, or null where there is none. The full name is matched exactly: `rev-parse` would go on to
* look for a tag of that name. Throws `GitError`.
*/
async function resolveRef(repository, ref) {
	const listed = await runGit(repository, [
		"for-each-ref",
		"--format=%(objectname) %(refname)",
		ref
	]);
	for (const line of listed.toString("utf8").split("\n")) {
		const space = line.indexOf(" ");
		if (line.slice(space + 1) === ref) return line.slice(0, space);
	}
	return null;
}
// src/branch/branch-ref.ts
/** The full name of a branch. Throws where git would not take the name: that is checked when the config is read. */
function branchRef(branch) {
	if (!isBranchName(branch)) throw new Error(`${JSON.stringify(branch)} is no name for a branch`);
	return `refs/heads/${branch}`;
}
// src/domain/policy/gate-rules.ts
/**
* What a prompt's change is held to. The config's `gates` and a prompt file's share these rules: the file's count for its
* prompt, where it has them. Flat and under the file's own names.
*/
const cases = z.array(z.string().min(1).max(500)).max(1e3);
const share = z.number().min(0).max(1);
const ratio = z.number().positive().max(1e3);
const trials = z.int().min(1).max(50).describe("Model calls per case and arm in the first pass.");
const confirmTrials = z.int().min(1).max(50).describe("How often, at most, a newly failing case is run again on both arms before it counts.");
const toleratedRegressions = z.int().min(0).max(1e4).describe("Confirmed newly failing cases that a change may have.");
const criticalCases = cases.describe("Names of cases of which a confirmed regression is never tolerated.");
const passRateMargin = share.describe("How far the pass rate may fall before a significant fall counts.");
const scoreMargin = share.describe("How far the mean score may fall before a significant fall counts.");
const blockInconclusive = z.boolean().describe("Let a verdict that cannot be known block like a failure.");
/** Rules that are off unless they are set. */
const optionalRules = {
	required_pass_rate: share.optional().describe("The share of cases that must pass. It is missed when the rate's upper bound is below it."),
	max_latency_ratio: ratio.optional().describe("Head's latency by base's. Exceeded by its lower bound."),
	max_tokens_ratio: ratio.optional().describe("Head's tokens by base's. Exceeded by its lower bound."),
	max_cost_ratio: ratio.optional().describe("Head's cost by base's. Exceeded by its lower bound."),
	max_latency_p95_ms: z.number().positive().optional().describe("Milliseconds that at least 95 % of the calls must not exceed."),
	max_tokens: z.number().positive().optional().describe("Tokens of one call, in and out, on average."),
	max_cost_usd: z.number().positive().optional().describe("Cost of one call in USD, on average.")
};
/** The rules with their defaults: no required rate, no budget, nothing tolerated. */
const gateRuleShape = {
	trials: trials.default(1),
	confirm_trials: confirmTrials.default(7),
	tolerated_regressions: toleratedRegressions.default(0),
	critical_cases: criticalCases.default([]),
	pass_rate_margin: passRateMargin.default(0),
	score_margin: scoreMargin.default(0),
	block_inconclusive: blockInconclusive.default(false),
	...optionalRules
};
const gateRulesSchema = z.strictObject(gateRuleShape);
/** The `gates` of the config: the rules, and what only the default branch's config can allow. */
const gateConfigSchema = z.strictObject({
	allow_removed_cases: z.boolean().default(false).describe("Let a pull request remove or loosen test cases and evaluators without blocking."),
	allow_breaking_variables: z.boolean().default(false).describe("Let a pull request change variables so that present callers break, without blocking."),
	baseline_max_age_days: z.number().min(0).max(365).default(7).describe("How old the live version's recorded outcomes may be to stand for the base; 0: it is always asked."),
	...gateRuleShape
});
/** The `gates` of a prompt file: any of the rules, none of the config's permissions. */
const promptGatesSchema = z.strictObject({
	trials: trials.optional(),
	confirm_trials: confirmTrials.optional(),
	tolerated_regressions: toleratedRegressions.optional(),
	critical_cases: criticalCases.optional(),
	pass_rate_margin: passRateMargin.optional(),
	score_margin: scoreMargin.optional(),
	block_inconclusive: blockInconclusive.optional(),
	...optionalRules
});
/** The config's rules, without its permissions: what a prompt is held to whose file has no `gates`. */
function configGateRules(config) {
	const { allow_breaking_variables: _breaking, allow_removed_cases: _removed, baseline_max_age_days: _age, ...rules } = config;
	return rules;
}
/** The rules for one prompt: the config's, and over them the ones of its file, given as the JSON that it holds. */
function promptGateRules(config, gates) {
	const rules = configGateRules(config);
	if (gates === void 0 || gates === null) return {
		ok: true,
		rules
	};
	const parsed = promptGatesSchema.safeParse(gates);
	if (parsed.success) return {
		ok: true,
		rules: gateRulesSchema.parse({
			...rules,
			...parsed.data
		})
	};
	return {
		ok: false,
		messages: parsed.error.issues.map(messageOf)
	};
}
function messageOf(issue) {
	if (issue.code === "unrecognized_keys") return `There is no rule ${issue.keys.map((key) => JSON.stringify(key)).join(", ")} for the gates of a prompt file: remove it or mend its spelling.`;
	return `${issue.path.length === 0 ? "The gates" : `The rule ${JSON.stringify(issue.path.join("."))}`} cannot be used: ${issue.message}.`;
}
// src/domain/prompt/model-name.ts
/**
* Parts `openai/gpt-4.1`. A name without a publisher, which GitHub's documentation used at first, is taken for one of the
* default model's publisher. Effective prompts keep the name as it was written: routing is no part of a digest.
*/
function splitModelName(name, defaultModel) {
	const slash = name.indexOf("/");
	if (slash > 0 && slash < name.length - 1) return {
		publisher: name.slice(0, slash),
		model: name.slice(slash + 1)
	};
	const standIn = defaultModel.indexOf("/");
	return {
		publisher: standIn > 0 ? defaultModel.slice(0, standIn) : "",
		model: name.replace(/^\/|\/$/g, "")
	};
}
// src/domain/star-glob.ts
/**
* Whether a text is matched by a glob in which `*` stands for any run of characters, slashes included, and everything else
* for itself. By hand rather than through a regular expression: globs are whatever a config file says.
*/
function matchesStarGlob(glob, text) {
	const [head = "", ...rest] = glob.split("*");
	const tail = rest.pop();
	if (tail === void 0) return glob === text;
	if (!text.startsWith(head)) return false;
	let from = head.length;
	for (const piece of rest) {
		const at = text.indexOf(piece, from);
		if (at < 0) return false;
		from = at + piece.length;
	}
	return text.length - tail.length >= from && text.endsWith(tail);
}
// src/domain/policy/model-settings.ts
/** The parts of `models` in the config file: who serves models, which ones may be used, and what they cost. */
const address = z.url({
	protocol: /^https?$/,
	error: "an address that begins with https:// or http://"
});
const keyVariable = z.string().regex(/^env:[A-Z][A-Z0-9_]*$/, "write env:NAME, the name of an environment variable, never a key");
/** A provider's key, by default from the variable that its own tools read. */
function apiKey(variable) {
	return keyVariable.default(`env:${variable}`).describe("env:NAME, the environment variable that holds the key.");
}
function baseUrl(usual) {
	return address.optional().describe(`Where the API is, if not at ${usual}.`);
}
/** How fast a provider is asked, beside the run's own concurrency. */
const pace = {
	requests_per_minute: z.number().positive().max(1e6).optional().describe("Calls that may start in any minute."),
	tokens_per_minute: z.number().positive().max(1e9).optional().describe("Tokens, in and out, after which no call starts in any minute."),
	concurrency: z.int().min(1).max(128).optional().describe("Calls to this provider at once.")
};
const protocol = (text) => `The protocol that the provider speaks: ${text}.`;
const openai = z.strictObject({
	...pace,
	type: z.literal("openai").describe(protocol("OpenAI's chat completions")),
	base_url: baseUrl("https://api.openai.com/v1"),
	api_key: apiKey("OPENAI_API_KEY")
});
const openaiCompatible = z.strictObject({
	...pace,
	type: z.literal("openai-compatible").describe(protocol("OpenAI's chat completions, as vLLM, Ollama and gateways do")),
	base_url: address.describe("Where the API is, up to what precedes /chat/completions, e.g. http://localhost:11434/v1."),
	api_key: keyVariable.optional().describe("env:NAME, the environment variable that holds the key; absent: none is sent.")
});
const anthropic = z.strictObject({
	...pace,
	type: z.literal("anthropic").describe(protocol("Anthropic's messages")),
	base_url: baseUrl("https://api.anthropic.com/v1"),
	api_key: apiKey("ANTHROPIC_API_KEY")
});
const google = z.strictObject({
	...pace,
	type: z.literal("google").describe(protocol("Google's Gemini API, generateContent")),
	base_url: baseUrl("https://generativelanguage.googleapis.com/v1beta"),
	api_key: apiKey("GEMINI_API_KEY")
});
const azure = z.strictObject({
	...pace,
	type: z.literal("azure").describe(protocol("Azure OpenAI's chat completions of a deployment")),
	base_url: address.describe("The resource, e.g. https://my-resource.openai.azure.com."),
	api_key: apiKey("AZURE_OPENAI_API_KEY"),
	api_version: z.string().regex(/^\d{4}-\d{2}-\d{2}(?:-preview)?$/, "a version of Azure's API, e.g. 2024-10-21").default("2024-10-21").describe("The version of Azure's API."),
	deployments: z.record(z.string().min(1), z.string().min(1)).default({}).describe("Deployments by model, where they are not named like it: {gpt-4.1: our-deployment}.")
});
const provider = z.discriminatedUnion("type", [
	openai,
	openaiCompatible,
	anthropic,
	google,
	azure
], { error: "its type is openai, anthropic, google, azure or openai-compatible, e.g. \"type: openai\"" });
const providersSchema = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), provider);
/** A model as prompts name it, or many: `*` stands for any run of characters. */
const modelGlob = z.string().regex(/^[^\s/]+\/\S+$|^\*$/, "a model or a glob of models, e.g. openai/gpt-4.1*").max(200);
const usd = z.number().nonnegative().max(1e6);
const price = z.strictObject({
	input: usd.describe("USD per million tokens of the request."),
	output: usd.describe("USD per million tokens of the answer.")
});
const pricesSchema = z.record(modelGlob, price);
/** A model's whole name, `provider/model`, under which settings know it. */
function wholeModelName(name, defaultModel) {
	const { model, publisher } = splitModelName(name, defaultModel);
	return `${publisher}/${model}`;
}
/**
* Whether the config lets a prompt or a judge use a model: the default and the judge that it names itself, else what
* `allowed` matches, else every model. A model of no provider is allowed here and cannot be called.
*/
function allowsModel(models, name) {
	const whole = wholeModelName(name, models.default);
	if ([models.default, ...models.judge === void 0 ? [] : [models.judge]].some((one) => wholeModelName(one, models.default) === whole)) return true;
	return models.allowed?.some((glob) => matchesStarGlob(glob, whole)) ?? true;
}
// src/domain/policy/permission.ts
/** GitHub's repository roles, weakest first (REST `role_name`; the older `permission` folds maintain into write). */
const ROLES = [
	"none",
	"read",
	"triage",
	"write",
	"maintain",
	"admin"
];
/** Whether a role is at least another. */
function hasRole(actual, needed) {
	return ROLES.indexOf(actual) >= ROLES.indexOf(needed);
}
/** Reads a role name; an organisation's custom roles count as the base role that GitHub reports beside them. */
function parseRole(roleName, basePermission) {
	const known = (name) => ROLES.find((role) => role === name);
	return known(roleName) ?? known(basePermission) ?? "none";
}
/** Decides whether somebody may act under a rule, in an environment where the action has one. */
function decidePermission(rule, asker, environment) {
	const effective = environment !== null && Object.hasOwn(rule.environments, environment) ? rule.environments[environment] ?? rule : rule;
	if (effective.role !== null && hasRole(asker.role, effective.role)) return { permitted: true };
	if (effective.users.some((user) => user.toLowerCase() === asker.login.toLowerCase())) return { permitted: true };
	const needs = inWords(effective);
	if (effective.teams.length === 0) return {
		permitted: false,
		code: "role_too_low",
		needs
	};
	if (asker.teams === "unreadable") return {
		permitted: false,
		code: "teams_unreadable",
		needs
	};
	const teams = asker.teams;
	return effective.teams.some((team) => teams.includes(team)) ? { permitted: true } : {
		permitted: false,
		code: "role_too_low",
		needs
	};
}
function inWords({ role, users, teams }) {
	return [
		...role === null ? [] : [`the role ${role}`],
		...users.length === 0 ? [] : [`to be one of the users ${users.join(", ")}`],
		...teams.length === 0 ? [] : [`to be in one of the teams ${teams.join(", ")}`]
	].join(", or ");
}
// src/domain/policy/config-schema.ts
/**
* The shape of `.github/pointsman.yml` (contracts §5). Everything is optional. The JSON Schema for editors
* (`docs/config.schema.json`) is generated from here, so descriptions are written for people who edit the file.
*/
const environmentName = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, "an environment is named in lower case, e.g. production");
const role = z.enum(ROLES).exclude(["none"]);
const secretName = z.string().regex(/^POINTSMAN_WEBHOOK_[A-Z0-9_]+$/, "the name of a secret, POINTSMAN_WEBHOOK_…, never its value");
const ruleBody = {
	role: role.optional().describe("The repository role that permits this, or a higher one."),
	users: z.array(z.string().min(1)).default([]).describe("GitHub logins that are permitted besides."),
	teams: z.array(z.string().regex(/^[^/\s]+\/[^/\s]+$/, "a team is written org/team")).default([]).describe("Teams, org/team, whose members are permitted besides.")
};
const rule = z.union([role, z.strictObject(ruleBody).refine(({ role, teams, users }) => role !== void 0 || users.length + teams.length > 0, "name a role, users or teams")]);
const permission = z.union([role, z.strictObject({
	...ruleBody,
	environments: z.record(environmentName, rule).default({}).describe("Rules that replace this one in an environment.")
})]);
const branchName = z.string().regex(/^(?![-./])(?!.*(?:\/[/.]|\.\.|\.lock(?:\/|$)|[./]$))[A-Za-z0-9._/-]{1,200}$/, "a git branch name").default("prompt-releases");
const configSchema = z.strictObject({
	release_branch: branchName.describe("The branch that holds versions, pointers and the ledger."),
	prompts: z.array(z.string().min(1).max(500)).min(1).default(["**/*.prompt.yml", "**/*.prompt.yaml"]).describe("Globs of the prompt files."),
	environments: z.record(environmentName, z.strictObject({
		on_merge: z.enum(["publish", "hold"]).default("publish").describe("publish: a merge moves this environment's pointer. hold: only /promote does."),
		evidence: z.enum(["required", "optional"]).default("optional").describe("required: a version goes live here only with the gate's evidence: on a merge where on_merge is publish, by /promote where it is hold.")
	})).refine((all) => Object.keys(all).length > 0, "name at least one environment").prefault({
		development: { on_merge: "publish" },
		staging: { on_merge: "publish" },
		production: { on_merge: "publish" }
	}).describe("Environments in promotion order; the last one is the default everywhere."),
	permissions: z.strictObject({
		rollback: permission.default("write"),
		freeze: permission.default("write"),
		unfreeze: permission.default("write"),
		evaluate: permission.default("write"),
		redeliver: permission.default("write"),
		promote: permission.default("maintain"),
		publish: permission.default("maintain"),
		archive: permission.default("maintain"),
		restore: permission.default("maintain"),
		read: permission.default("triage")
	}).prefault({}).describe("Who may do what: a role, or {role, users, teams, environments}; any match permits."),
	models: z.strictObject({
		default: z.string().min(1).default("openai/gpt-4.1").describe("The model of prompts that name none."),
		judge: z.string().min(1).optional().describe("The model of evaluators that ask a judge and name none; else the default."),
		providers: providersSchema.default({ openai: {
			type: "openai",
			api_key: "env:OPENAI_API_KEY"
		} }).describe("Providers by the name before the slash of a model, e.g. openai in openai/gpt-4.1."),
		allowed: z.array(modelGlob).optional().describe("Globs of the models that prompts and judges may use, e.g. openai/gpt-4.1*; absent: every model of the providers. The default and the judge always may."),
		parameters: z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/, "the name of a parameter, e.g. min_p")).default([]).describe("Model parameters that prompts may set beside the usual ones, e.g. min_p, under the names that are sent. The cap counts n as so many answers, and surcharges such as those of service_tier not at all."),
		prices: pricesSchema.default({}).describe("Prices by models or globs of them, before the ones that are known. The first that matches counts.")
	}).prefault({}),
	gates: gateConfigSchema.prefault({}).describe("What a pull request is held to."),
	budget: z.strictObject({
		usd: z.number().positive().max(1e4).default(2).describe("US dollars. A call that might not fit any more is not made. A hard cap where every answer is limited, by its prompt's maxTokens or by max_output_tokens being the most that the model writes."),
		max_output_tokens: z.int().min(1).max(1e6).default(16384).describe("Tokens that are set aside for an answer where a prompt sets no maxTokens, and for a judge's. It is not sent, so that models are asked as in production. Where answers are longer, the calls under way can take the run over usd, once, to at most that many times usd as they are longer; the most that your models write makes usd a hard cap."),
		minutes: z.number().positive().max(360).default(15).describe("Minutes from the first call on."),
		allow_unknown_prices: z.boolean().default(false).describe("Let models run whose price nobody knows; they count as 0 against the cap.")
	}).prefault({}).describe("Caps of one evaluation run, counted before a call starts."),
	concurrency: z.int().min(1).max(128).default(8).describe("Model calls at once."),
	announce: z.enum(["app", "action"]).default("app").describe("Who answers comments, sends webhooks and keeps the history; the other stays silent."),
	incidents: z.strictObject({ on_rollback: z.enum(["issue", "none"]).default("issue").describe("issue: a rollback opens an issue to review what happened. none: it does not.") }).prefault({}).describe("What follows a rollback."),
	workflow: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,98}\.ya?ml$/, "a file's name below .github/workflows, e.g. pointsman.yml").default("pointsman.yml").describe("The workflow, below .github/workflows on the default branch, that the app starts for /evaluate."),
	webhooks: z.array(z.strictObject({
		url: z.url({ protocol: /^https?$/ }).max(2e3),
		secret: secretName,
		previous_secret: secretName.optional(),
		events: z.array(z.string().min(1).max(100)).min(1).default(["prompt.*"]),
		environments: z.array(environmentName).optional()
	})).max(50).default([])
});
// src/domain/policy/config.ts
/** The environment that is meant where none is named: the last one. */
function defaultEnvironment(config) {
	return config.environments.at(-1) ?? config.environments[0];
}
/**
* Reads the config file. Absent: all defaults. With errors: every problem at once, and in its place a cautious config, so
* that a broken file neither opens a door nor stops a rollback: settings without errors hold, defaults stand in for the
* others, and every role is at least maintain.
*/
function parseConfig(bytes, path) {
	if (bytes === void 0) return {
		config: fromFile(configSchema.parse({})),
		problems: [],
		stated: /* @__PURE__ */ new Set()
	};
	const read = readYaml(bytes, path);
	if (!read.ok) return read.problems.every((problem) => problem.code === "empty_file") ? parseConfig(void 0, path) : salvaged(bytes, {
		path,
		problems: read.problems
	});
	const document = toJson(read.root);
	if (document === null) return parseConfig(void 0, path);
	const parsed = configSchema.safeParse(document);
	const issues = [...(parsed.error?.issues ?? []).flatMap((issue) => told(issue, read.root)), ...hidden(read.root)];
	const settings = isJsonObject(document) ? Object.entries(document) : [];
	if (parsed.success && issues.length === 0) {
		const stated = new Set(settings.map(([key]) => key));
		return {
			config: fromFile(parsed.data),
			problems: read.notices,
			stated
		};
	}
	const problems = issues.map((issue) => problemOf(issue, read.root, path));
	const broken = new Set(issues.map((issue) => issue.path[0]));
	const sound = settings.filter(([key]) => !broken.has(key));
	const stated = new Set(sound.map(([key]) => key));
	return {
		config: cautious(Object.fromEntries(sound)),
		problems,
		stated
	};
}
/** The cautious config of who knows nothing of what the file was to say. */
function cautiousConfig() {
	return cautious({});
}
/** What decides where a rollback goes and who answers it: read even where the file is no YAML. */
const VITAL = ["release_branch", "announce"];
/** The config of a file that is no YAML: the vital settings that stand in it beyond doubt, defaults for all others. */
function salvaged(bytes, { path, problems }) {
	const text = Buffer.from(bytes).toString("utf8").replaceAll("\r\n", "\n");
	const found = VITAL.flatMap((key) => standsAlone(text, key, path));
	return {
		config: cautious(Object.fromEntries(found)),
		problems,
		stated: new Set(found.map(([key]) => key))
	};
}
/** A setting that is written once, at the left margin, with a value that can be used: what is indented below belongs to it. */
function standsAlone(text, key, path) {
	const [only, ...others] = text.match(new RegExp(`^["']?${key}["']?[ \\t]*:.*(?:\\n[ \\t]+.*)*`, "gm")) ?? [];
	if (only === void 0 || others.length > 0) return [];
	const read = readYaml(only, path);
	const document = read.ok ? toJson(read.root) : null;
	if (!isJsonObject(document) || !configSchema.safeParse(document).success) return [];
	return [[key, document[key]]];
}
/** What to tell of an issue: each unknown key, and of a choice of shapes what is wrong with the one that was meant. */
function told(issue, root) {
	const inner = (issues) => issues.flatMap((one) => told({
		...one,
		path: [...issue.path, ...one.path]
	}, root));
	switch (issue.code) {
		case "unrecognized_keys": return issue.keys.map((key) => ({
			kind: "unknown_key",
			path: [...issue.path, key],
			message: ""
		}));
		case "invalid_key": return inner(issue.issues);
		case "invalid_union": {
			if (issue.errors.length === 0) return [{
				kind: "invalid",
				path: issue.path,
				message: issue.message
			}];
			const isMap = nodeAt(root, issue.path)?.kind === "map";
			return inner(issue.errors.at(isMap ? -1 : 0) ?? []);
		}
		default: return [{
			kind: "invalid",
			path: issue.path,
			message: issue.message
		}];
	}
}
/** zod passes over a key `__proto__` in maps of names. */
function hidden(node, path = []) {
	if (node.kind === "list") return node.items.flatMap((item, index) => hidden(item, [...path, index]));
	if (node.kind !== "map") return [];
	return node.entries.flatMap(({ key, value }) => key === "__proto__" && NAMED.has(path.at(-1)) ? [{
		kind: "unknown_key",
		path: [...path, key],
		message: ""
	}] : hidden(value, [...path, key]));
}
/** The settings that are maps of names. */
const NAMED = /* @__PURE__ */ new Set([
	"environments",
	"providers",
	"deployments",
	"prices"
]);
function problemOf({ kind, message, path: place }, root, path) {
	const at = positionOf(root, place);
	const name = place.length === 0 ? "The file" : `The setting ${JSON.stringify(place.join("."))}`;
	return kind === "unknown_key" ? errorAt({
		code: "config_unknown_key",
		path,
		at,
		message: `There is no setting ${JSON.stringify(place.join("."))}: remove it or mend its spelling.`
	}) : errorAt({
		code: "config_invalid",
		path,
		at,
		message: `${name} is not usable: ${message}.`
	});
}
function nodeAt(root, path) {
	return path.reduce((node, key) => {
		if (node?.kind === "list") return typeof key === "number" ? node.items[key] : void 0;
		return node?.kind === "map" ? entryOf(node, String(key))?.value : void 0;
	}, root);
}
/** Where the deepest part of a path that exists was written. */
function positionOf(root, path) {
	let node = root;
	let position = root.kind === "scalar" ? root.position : FILE_START;
	for (const key of path) {
		const entry = node.kind === "map" ? entryOf(node, String(key)) : void 0;
		const next = node.kind === "list" && typeof key === "number" ? node.items[key] : entry?.value;
		if (next === void 0) return position;
		position = entry?.keyPosition ?? next.position;
		node = next;
	}
	return position;
}
function fromFile(file) {
	const [first, ...rest] = Object.keys(file.environments);
	if (first === void 0) throw new TypeError("A config has at least one environment");
	return {
		file,
		environments: [first, ...rest],
		permissions: rulesOf(file.permissions)
	};
}
/** The config of the settings that can be used, with roles raised to maintain: what is missing may have been stricter. */
function cautious(settings) {
	const parsed = configSchema.safeParse(settings);
	const config = fromFile(parsed.success ? parsed.data : configSchema.parse({}));
	return {
		...config,
		permissions: mapRules(config.permissions, raised)
	};
}
function raised(rule) {
	const role = rule.role === null || hasRole(rule.role, "maintain") ? rule.role : "maintain";
	const environments = Object.entries(rule.environments).map(([name, own]) => [name, raised(own)]);
	return {
		...rule,
		role,
		environments: Object.fromEntries(environments)
	};
}
const DEFAULT_PERMISSIONS = configSchema.parse({}).permissions;
function rulesOf(permissions) {
	const defaults = mapRules(DEFAULT_PERMISSIONS, ruleOf);
	return mapRules(permissions, (config, verb) => {
		const rule = ruleOf(config);
		return rule.role === null && rule.users.length + rule.teams.length === 0 ? {
			...rule,
			role: defaults[verb].role
		} : rule;
	});
}
function mapRules(rules, toRule) {
	return {
		rollback: toRule(rules.rollback, "rollback"),
		freeze: toRule(rules.freeze, "freeze"),
		unfreeze: toRule(rules.unfreeze, "unfreeze"),
		evaluate: toRule(rules.evaluate, "evaluate"),
		redeliver: toRule(rules.redeliver, "redeliver"),
		promote: toRule(rules.promote, "promote"),
		publish: toRule(rules.publish, "publish"),
		archive: toRule(rules.archive, "archive"),
		restore: toRule(rules.restore, "restore"),
		read: toRule(rules.read, "read")
	};
}
function ruleOf(config) {
	if (typeof config === "string") return {
		role: config,
		users: [],
		teams: [],
		environments: {}
	};
	const environments = "environments" in config ? config.environments : {};
	return {
		role: config.role ?? null,
		users: config.users,
		teams: config.teams,
		environments: Object.fromEntries(Object.entries(environments).map(([name, own]) => [name, ruleOf(own)]))
	};
}
// src/releases/controls.ts
/** Where the config lives, always on the default branch: a pull request cannot loosen what it is judged by. */
const CONFIG_PATH = ".github/pointsman.yml";
/** What people call it by mistake, since workflows may be called so. */
const MISNAMED_PATH = ".github/pointsman.yaml";
/** The controls of one config file. */
function controlsOf(bytes, commit) {
	const { config, problems, stated } = parseConfig(bytes, CONFIG_PATH);
	if (!hasErrors(problems)) return {
		config,
		problems,
		commit,
		standing: { kind: "present" }
	};
	return {
		config,
		problems,
		commit,
		standing: {
			kind: "unreadable",
			announce: stated.has("announce") ? config.file.announce : null
		}
	};
}
/** The controls of the files at `CONFIG_FILES`: a config under a wrong name says nothing, and does not mean the defaults. */
function controlsAmong(files, commit) {
	const bytes = files.get(CONFIG_PATH);
	if (bytes !== void 0 || !files.has(MISNAMED_PATH)) return controlsOf(bytes, commit);
	const misnamed = errorAt({
		code: "config_misnamed",
		path: MISNAMED_PATH,
		at: FILE_START,
		message: `The config file is called ${CONFIG_PATH}: give it that name, this one is not read.`
	});
	return {
		config: cautiousConfig(),
		problems: [misnamed],
		commit,
		standing: {
			kind: "unreadable",
			announce: null
		}
	};
}
const CONFIG_FILES = [CONFIG_PATH, MISNAMED_PATH];
/** A file that was there and is not is no wish for the defaults: a renaming looks the same. */
function gone() {
	return errorAt({
		code: "config_gone",
		path: CONFIG_PATH,
		at: FILE_START,
		message: "The file is gone: put it back, or put an empty one to mean the defaults."
	});
}
/** Reads the config of the default branch's head, in one trip. For who remembers none: with errors it is unreadable. */
async function readControls(sources) {
	const { commit, files } = await sources.readDefaultBranch(CONFIG_FILES);
	return controlsAmong(files, commit);
}
/** The config as it stands in a tree. For who remembers none: with errors it is unreadable. */
async function controlsIn(tree) {
	return controlsAmong(await tree.read(CONFIG_FILES), tree.commit);
}
/**
* The controls in force: the config of the default branch's head, which is remembered; where it has errors or is gone, the last
* one that could be read. What this pointsman cannot read of what an earlier one remembered counts as not remembered.
*/
async function controlsInForce(remembering) {
	const { configs, now, repositoryId, sources } = remembering;
	const [{ commit, files }, last] = await Promise.all([sources.readDefaultBranch(CONFIG_FILES), configs.last(repositoryId)]);
	const present = controlsAmong(files, commit);
	const remembered = last === null ? null : controlsOf(Buffer.from(last.text), last.commit);
	const isUsable = last !== null && remembered?.standing.kind === "present";
	const isGone = isUsable && !files.has(".github/pointsman.yml") && last.text.trim() !== "";
	if (present.standing.kind === "present" && !isGone) {
		const text = Buffer.from(files.get(".github/pointsman.yml") ?? []).toString("utf8");
		if (!(last?.text === text && last.brokenSince === null)) await configs.remember(repositoryId, {
			text,
			commit
		});
		return present;
	}
	if (!isUsable) return present;
	const since = last.brokenSince ?? now();
	if (last.brokenSince === null) await configs.broke(repositoryId, since);
	const brokenSince = new Date(since).toISOString();
	return {
		config: remembered.config,
		problems: hasErrors(present.problems) ? present.problems : [gone()],
		commit,
		standing: {
			kind: "remembered",
			commit: last.commit,
			brokenSince
		}
	};
}
const DEFAULT_CONFIG = parseConfig(void 0, CONFIG_PATH).config;
/** What a repository's release branch was called last: a guess that spares a trip, checked against the config afterwards. */
async function lastBranchName(configs, repositoryId) {
	const last = await configs.last(repositoryId);
	return (last === null ? DEFAULT_CONFIG : parseConfig(Buffer.from(last.text), CONFIG_PATH).config).file.release_branch;
}
/** The first error of the config file, as `path:line`; null where it has none. */
function brokenAt({ problems }) {
	const error = problems.find(({ severity }) => severity === "error");
	return error === void 0 ? null : `${error.path}:${error.line}`;
}
/** The release branch that a config names. */
function watchedBranch(repositoryId, { config }) {
	return {
		repositoryId,
		branch: config.file.release_branch
	};
}
/** All teams that a verb's rule names, in any environment: they are looked up beside the asker's role. */
function teamsNamedBy(config, verb) {
	const rule = config.permissions[verb];
	return [.../* @__PURE__ */ new Set([...rule.teams, ...Object.values(rule.environments).flatMap((own) => own.teams)])];
}
/** Whose rules say who may publish: the environments whose pointer a merge moves; null is the general rule, where none is. */
function concernedByPublishing({ environments, file }) {
	const moved = environments.filter((name) => file.environments[name]?.on_merge === "publish");
	return moved.length > 0 ? moved : [null];
}
/** Environments where nothing goes live without the gate's evidence, in promotion order. */
function requiringEvidence({ config }) {
	return config.environments.filter((name) => config.file.environments[name]?.evidence === "required");
}
// src/branch/message.ts
/** Git and GitHub end messages with different line feeds; on this side of the port they have none. */
function trimMessage(message) {
	return message.replace(/\n+$/, "");
}
// src/sources/entries.ts
/**
* Files above this many bytes are listed and never read, in every home: no prompt, partial or tools file is near it, and
* a repository may hold gigabytes.
*/
const MAX_READ_BYTES = 8388608;
/** What git's file mode says about an entry; undefined for directories. */
function entryKind(mode) {
	if (mode === "120000") return "symlink";
	if (mode === "160000") return "submodule";
	return mode.startsWith("100") ? "file" : void 0;
}
/** By path in UTF-16 code units, so that every home has one order whatever git's own is. */
function sortEntries(entries) {
	const inOrder = (a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
	return entries.every((entry, index) => {
		const before = entries[index - 1];
		return before === void 0 || inOrder(before, entry) <= 0;
	}) ? entries : entries.toSorted(inOrder);
}
/**
* A tree out of a listing and blobs by id. The listing is read once; a blob that stands at many paths is read once a call,
* so a small repository cannot be blown up by pointing many paths at one blob.
*/
function treeOf({ commit, list, readBlobs }) {
	const listing = once(async () => {
		const entries = await list();
		return {
			entries,
			byPath: new Map(entries.map((entry) => [entry.path, entry]))
		};
	});
	return {
		commit,
		list: async () => (await listing()).entries,
		read: async (paths) => {
			const { byPath } = await listing();
			const wanted = paths.flatMap((path) => {
				const entry = byPath.get(path);
				return entry?.kind === "file" ? [entry] : [];
			});
			const blobs = await readBlobs([...new Set(wanted.map((entry) => entry.oid))]);
			const files = /* @__PURE__ */ new Map();
			for (const { path, oid } of wanted) {
				const bytes = blobs.get(oid);
				if (bytes !== void 0) files.set(path, bytes);
			}
			return files;
		}
	};
}
/** Remembers what a read answered; a failure is not remembered, so it can be tried again. */
function once(read) {
	let answer;
	return () => {
		answer ??= read().catch((error) => {
			answer = void 0;
			throw error;
		});
		return answer;
	};
}
// src/sources/object-id.ts
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Whether a text is a full git object id, SHA-1 or SHA-256, in lower case. */
function isObjectId(text) {
	return OBJECT_ID.test(text);
}
/** Commits are named by full ids only, since a branch may move between two reads. */
function requireObjectId(text) {
	if (!isObjectId(text)) throw new RangeError(`${JSON.stringify(text)} is not a full commit id.`);
	return text;
}
/** The id that git gives a blob of these bytes (`git hash-object`), by the same hash as `like`. */
function blobId(bytes, like = "") {
	return createHash(like.length === 64 ? "sha256" : "sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
// src/sources/outside.ts
/** Runs work that leaves the process; what fails there becomes an `OutsideError`, a caller's mistake stays what it is. */
async function outside(doing, work) {
	try {
		return await work();
	} catch (error) {
		throw error instanceof RangeError || error instanceof StoppedError ? error : new OutsideError(doing, error);
	}
}
export { configGateRules as A, decidePermission as C, wholeModelName as D, allowsModel as E, branchRef as M, isObjectId$1 as N, matchesStarGlob as O, resolveRef as P, parseConfig as S, parseRole as T, readControls as _, MAX_READ_BYTES as a, watchedBranch as b, sortEntries as c, CONFIG_PATH as d, brokenAt as f, lastBranchName as g, controlsInForce as h, requireObjectId as i, promptGateRules as j, splitModelName as k, treeOf as l, controlsIn as m, blobId as n, entryKind as o, concernedByPublishing as p, isObjectId as r, once as s, outside as t, trimMessage as u, requiringEvidence as v, hasRole as w, defaultEnvironment as x, teamsNamedBy as y };
