import { $t as readState, A as openForReading, C as workTreeRoot, Cn as digestOf, E as readWords, F as UsageError, Fn as noticeAt, I as badInput, It as visibleLine, Kt as versionsOf, L as done, M as resolveCommit, Mn as errorAt, Nn as formatProblem, P as worktreeTree, R as no, Rn as ownMember, Sn as canonicalJson, T as promptWord, Ut as completedSource, _ as unknownSource, _n as environmentOf, b as fillKnown, c as ModelError, cn as statePath, d as quote, f as verdictOf, fn as effectiveOf, gn as variableNames, j as openRepository, jn as FILE_START, l as jsonJudge, nt as changedPrompts, pn as versionSchema, rt as loadCatalog, wn as sha256Hex, x as splitCaseValues, y as compile, yn as digestSchema, z as tryAgain } from "./shared.js";
import { z } from "zod";
import pLimit from "p-limit";
import { Script, createContext } from "node:vm";
// src/evaluation/outcome.ts
const PROMPTS_DOING = /* @__PURE__ */ new Set(["case_values", "refused_request"]);
/** An error that the prompt or its cases caused: it would fail in production as well. */
function isPromptError(outcome) {
	return outcome.kind === "error" && PROMPTS_DOING.has(outcome.code);
}
/** An error that says nothing about the prompt. */
function isUnknown(outcome) {
	return outcome.kind === "error" && !PROMPTS_DOING.has(outcome.code);
}
function passes(outcome) {
	return outcome.kind === "answered" && outcome.pass;
}
/** Whether the prompt did not do what it should; never where that is unknown. */
function fails(outcome) {
	return !passes(outcome) && !isUnknown(outcome);
}
// src/evaluation/gate.ts
const VERDICTS = [
	"pass",
	"fail",
	"inconclusive"
];
/** Why a verdict is what it is: a closed list. */
const REASON_CODES = [
	"no_regression",
	"unchanged",
	"confirmed_regression",
	"failing_without_baseline",
	"suite_loosened",
	"evaluator_invalid",
	"no_cases",
	"no_evaluators",
	"base_errors",
	"model_unavailable",
	"model_not_configured",
	"evaluator_unsupported",
	"evaluator_failed",
	"base_evaluator_invalid",
	"time_limit",
	"cancelled"
];
/** The verdict on one prompt. Whatever is unknown never makes it fail and never lets it pass. */
function decideVerdict(input) {
	const failures = failureReasons(input);
	const [first, ...rest] = [...failures, ...openReasons(input)];
	if (first === void 0) return {
		verdict: "pass",
		reasons: [passReason(input)]
	};
	return {
		verdict: failures.length > 0 ? "fail" : "inconclusive",
		reasons: [first, ...rest]
	};
}
function failureReasons(input) {
	const confirmed = input.cases.filter((one) => one.confirmation?.outcome === "confirmed");
	const regressed = confirmed.filter((one) => one.status === "newly_failing");
	const failing = confirmed.filter((one) => one.status === "new_failing");
	return [
		...reasonIf(regressed.length, "confirmed_regression", {
			one: `passed before and fails now: ${namesOf(regressed)}`,
			many: `passed before and fail now: ${namesOf(regressed)}`
		}),
		...reasonIf(failing.length, "failing_without_baseline", {
			one: `of this new prompt fails: ${namesOf(failing)}`,
			many: `of this new prompt fail: ${namesOf(failing)}`
		}),
		...loosenedReason(input),
		...invalidReason(input.invalidInHead, "evaluator_invalid")
	];
}
function loosenedReason({ changes, allowLoosening }) {
	if (changes.length === 0 || allowLoosening) return [];
	return [{
		code: "suite_loosened",
		message: `${changes.length === 1 ? "1 test case or evaluator" : `${changes.length} test cases or evaluators`} of the base branch ${changes.length === 1 ? "was" : "were"} removed or changed, and the config does not allow that (gates.allow_removed_cases).`
	}];
}
function openReasons(input) {
	return input.isUnchanged ? errorReasons(input) : [...suiteReasons(input), ...errorReasons(input)];
}
function suiteReasons({ suiteCases, evaluators }) {
	if (suiteCases === 0) return [{
		code: "no_cases",
		message: "The prompt has no test cases, so nothing is known."
	}];
	const { ready, unsupported, invalidInBase } = evaluators;
	const reasons = [];
	if (ready + unsupported + invalidInBase === 0) reasons.push({
		code: "no_evaluators",
		message: "The prompt has no evaluators, so nothing judges its outputs."
	});
	if (unsupported > 0) {
		const message = `${counted(unsupported, "evaluator is", "evaluators are")} of a kind that is not evaluated here.`;
		reasons.push({
			code: "evaluator_unsupported",
			message
		});
	}
	return [...reasons, ...invalidReason(invalidInBase, "base_evaluator_invalid")];
}
function invalidReason(count, code) {
	if (count === 0) return [];
	const where = code === "base_evaluator_invalid" ? " of the base branch" : "";
	return [{
		code,
		message: `${counted(count, "evaluator", "evaluators")}${where} cannot be used.`
	}];
}
function errorReasons({ cases }) {
	const unknown = cases.flatMap((one) => [
		one.base,
		one.head,
		...unresolvedBy(one.confirmation)
	].filter(isUnknownOutcome));
	const reasons = [...new Map(unknown.map((error) => [reasonOf(error.code), error.message]))].map(([code, message]) => ({
		code,
		message
	}));
	const uncomparable = cases.filter(({ base, status }) => status === "error" && base !== null && isPromptError(base));
	if (uncomparable.length === 0) return reasons;
	return [{
		code: "base_errors",
		message: `${counted(uncomparable.length, "case", "cases")} cannot be run on the base, so there is nothing to compare with: ${namesOf(uncomparable)}.`
	}, ...reasons];
}
/** Fresh trials that told nothing leave the verdict open only where they left the case open. */
function unresolvedBy(confirmation) {
	return confirmation?.outcome === "unresolved" ? confirmation.unknown : [];
}
function isUnknownOutcome(outcome) {
	return outcome !== null && isUnknown(outcome);
}
function reasonOf(code) {
	switch (code) {
		case "not_configured": return "model_not_configured";
		case "evaluator_failed":
		case "time_limit":
		case "cancelled": return code;
		default: return "model_unavailable";
	}
}
function passReason({ isUnchanged, hasBaseArm }) {
	if (isUnchanged) return {
		code: "unchanged",
		message: "The prompt that reaches the model is what is live."
	};
	return {
		code: "no_regression",
		message: hasBaseArm ? "No case that passed before fails now." : "All cases of this new prompt pass."
	};
}
function reasonIf(count, code, { one, many }) {
	if (count === 0) return [];
	return [{
		code,
		message: `${counted(count, "case", "cases")} ${count === 1 ? one : many}.`
	}];
}
function counted(count, one, many) {
	return `${count} ${count === 1 ? one : many}`;
}
const NAMES_SHOWN = 5;
function namesOf(cases) {
	const names = cases.slice(0, NAMES_SHOWN).map(({ name }) => JSON.stringify(name));
	const more = cases.length - names.length;
	return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}
/** The run's verdict: the worst of its prompts', and a pass where none changed. */
function overallVerdict(verdicts) {
	if (verdicts.includes("fail")) return "fail";
	return verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}
// src/evaluation/metrics.ts
/** What the first pass of one arm comes to. Confirmations don't enter: they were run because something failed. */
function armMetrics(outcomes) {
	const answered = outcomes.filter((outcome) => outcome.kind === "answered");
	const known = outcomes.filter((outcome) => !isUnknown(outcome)).length;
	const passed = outcomes.filter(passes).length;
	const latencies = answered.map((outcome) => outcome.latencyMs).toSorted((a, b) => a - b);
	return {
		cases: outcomes.length,
		passed,
		errors: outcomes.length - answered.length,
		pass_rate: known === 0 ? null : passed / known,
		latency_p50_ms: percentile(latencies, .5),
		latency_p95_ms: percentile(latencies, .95),
		...tokensOf(outcomes),
		cost_usd: null
	};
}
/** The nearest-rank percentile: the smallest value that at least such a share of all does not exceed. */
function percentile(sorted, share) {
	const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
	return value === void 0 ? null : Math.round(value);
}
/** The sums of what was counted; null where nothing was. */
function tokensOf(outcomes) {
	const usages = outcomes.flatMap((outcome) => outcome.kind === "answered" && outcome.usage !== null ? [outcome.usage] : []);
	if (usages.length === 0) return {
		input_tokens: null,
		output_tokens: null
	};
	return {
		input_tokens: usages.reduce((sum, usage) => sum + usage.inputTokens, 0),
		output_tokens: usages.reduce((sum, usage) => sum + usage.outputTokens, 0)
	};
}
// src/evaluation/case-status.ts
const CASE_STATUSES = [
	"newly_failing",
	"flaky",
	"newly_passing",
	"failing",
	"passing",
	"new_failing",
	"new_passing",
	"error"
];
/** What the first pass says of a case. */
function firstStatus({ isNew, base, head }) {
	if (isUnknown(head) || base !== null && isUnknown(base)) return "error";
	const headPasses = passes(head);
	if (base === null) return headPasses ? "new_passing" : "new_failing";
	if (passes(base)) return headPasses ? isNew ? "new_passing" : "passing" : "newly_failing";
	if (isNew) return headPasses ? "new_passing" : "new_failing";
	if (headPasses) return "newly_passing";
	return isPromptError(base) ? "error" : "failing";
}
/** Whether a case must be run again before it may be held against the head. */
function needsConfirmation(status, hasBaseArm) {
	return status === "newly_failing" || status === "new_failing" && !hasBaseArm;
}
/** What a case is after its fresh trials. */
function finalStatus(first, confirmation) {
	return confirmation?.outcome === "refuted" ? "flaky" : first;
}
// src/evaluation/suite-types.ts
const SUITE_CHANGE_CODES = [
	"case_removed",
	"case_changed",
	"evaluator_removed",
	"evaluator_changed"
];
// src/evaluation/report.ts
/**
* The JSON report of an evaluation: everything that is shown of it is rendered from here. Texts of prompts, cases and
* models in it are data that anyone may have written.
*/
const count = z.int().nonnegative();
/** In the head's version of the prompt file; both from 1. */
const positionSchema = z.strictObject({
	path: z.string(),
	line: z.int().positive()
});
const verdictSchema = z.enum(VERDICTS);
const evaluatorResultSchema = z.strictObject({
	name: z.string(),
	pass: z.boolean(),
	score: z.number().min(0).max(1),
	why: z.string(),
	/** Whether the case fails with it; false for evaluators that came with the head. */
	counts: z.boolean()
});
const outcomeSchema = z.discriminatedUnion("result", [z.strictObject({
	result: z.enum(["pass", "fail"]),
	/** At most 20 KB. */
	output: z.string(),
	output_truncated: z.boolean(),
	tool_calls: z.array(z.strictObject({
		name: z.string(),
		arguments: z.string()
	})),
	finish_reason: z.string().nullable(),
	evaluators: z.array(evaluatorResultSchema),
	latency_ms: count,
	input_tokens: count.nullable(),
	output_tokens: count.nullable()
}), z.strictObject({
	result: z.literal("error"),
	error: z.strictObject({
		code: z.string(),
		message: z.string()
	})
})]);
const tallySchema = z.strictObject({
	passes: count,
	fails: count,
	trials: count
});
const caseSchema = z.strictObject({
	id: z.string(),
	name: z.string(),
	status: z.enum(CASE_STATUSES),
	/** Whether only the head has this case. */
	is_new: z.boolean(),
	position: positionSchema,
	/** Null where there is no base to run. */
	base: outcomeSchema.nullable(),
	head: outcomeSchema,
	/** The fresh trials of a case that newly failed; null where there were none. */
	confirmation: z.strictObject({
		outcome: z.enum([
			"confirmed",
			"refuted",
			"unresolved"
		]),
		base: tallySchema.nullable(),
		head: tallySchema
	}).nullable()
});
const metricsSchema = z.strictObject({
	cases: count,
	passed: count,
	/** Trials without an answer. */
	errors: count,
	/** Of the cases whose result is known; null where none is. */
	pass_rate: z.number().min(0).max(1).nullable(),
	latency_p50_ms: count.nullable(),
	latency_p95_ms: count.nullable(),
	/** Null where the provider counted none. */
	input_tokens: count.nullable(),
	output_tokens: count.nullable(),
	/** Null: unknown. */
	cost_usd: z.number().nonnegative().nullable()
});
const effectiveSchema = versionSchema.pick({
	model: true,
	model_parameters: true,
	response_format: true,
	json_schema: true,
	messages: true,
	variables: true,
	tools: true
});
const armSchema = z.strictObject({
	kind: z.enum([
		"version",
		"branch",
		"commit"
	]),
	/** A version id, or the name of a branch, or a commit. */
	label: z.string(),
	digest: digestSchema,
	effective: effectiveSchema,
	metrics: metricsSchema
});
const problemSchema = z.strictObject({
	code: z.string(),
	severity: z.enum(["error", "notice"]),
	path: z.string(),
	line: z.int().positive(),
	column: z.int().positive(),
	message: z.string()
});
const promptReportSchema = z.strictObject({
	id: z.string(),
	path: z.string(),
	verdict: verdictSchema,
	reasons: z.array(z.strictObject({
		code: z.enum(REASON_CODES),
		message: z.string()
	})).min(1),
	suite_digest: digestSchema,
	/** Null for a new prompt. */
	base: armSchema.nullable(),
	head: armSchema,
	/** In the suite's order. Empty where nothing was run. */
	cases: z.array(caseSchema),
	removed_or_loosened: z.array(z.strictObject({
		code: z.enum(SUITE_CHANGE_CODES),
		name: z.string(),
		message: z.string(),
		position: positionSchema
	})),
	problems: z.array(problemSchema)
});
const evaluationReportSchema = z.strictObject({
	schema: z.literal(1),
	verdict: verdictSchema,
	prompts: z.array(promptReportSchema),
	run: z.strictObject({
		started_at: z.iso.datetime(),
		duration_ms: count,
		/** Trials for which a model was asked, fresh ones included; a retry within one is not counted. */
		calls: count,
		input_tokens: count,
		output_tokens: count,
		cost_usd: z.number().nonnegative().nullable(),
		/** Each once, sorted. */
		models: z.array(z.string()),
		base_commit: z.string().nullable(),
		head_commit: z.string().nullable()
	})
});
// src/evaluation/build-report.ts
/** The one report object of a run. */
function buildReport({ prompts, startedAt, endedAt, commits }) {
	const outcomes = prompts.flatMap(({ cases }) => cases.flatMap(outcomesOf));
	const tokens = tokensOf(outcomes);
	return evaluationReportSchema.parse({
		schema: 1,
		verdict: overallVerdict(prompts.map(({ gate }) => gate.verdict)),
		prompts: prompts.map(promptReport),
		run: {
			started_at: startedAt,
			duration_ms: Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)),
			calls: outcomes.filter(askedModel).length,
			input_tokens: tokens.input_tokens ?? 0,
			output_tokens: tokens.output_tokens ?? 0,
			cost_usd: null,
			models: modelsOf(prompts),
			base_commit: commits.base,
			head_commit: commits.head
		}
	});
}
function outcomesOf({ base, head, fresh }) {
	return base === null ? [head, ...fresh] : [
		base,
		head,
		...fresh
	];
}
const NOT_ASKED = /* @__PURE__ */ new Set([
	"case_values",
	"not_configured",
	"time_limit",
	"cancelled"
]);
function askedModel(outcome) {
	return outcome.kind === "answered" || !NOT_ASKED.has(outcome.code);
}
function modelsOf(prompts) {
	const names = prompts.filter(({ cases }) => cases.length > 0).map(({ prepared }) => prepared.prompt).flatMap(({ base, head }) => [base, head].flatMap((arm) => arm?.effective.model ?? []));
	return [...new Set(names)].toSorted();
}
function promptReport({ prepared, cases, gate }) {
	const { prompt, suite, problems } = prepared;
	const { path } = prompt;
	const baseOutcomes = cases.flatMap(({ base }) => base === null ? [] : [base]);
	return {
		id: prompt.id,
		path,
		verdict: gate.verdict,
		reasons: gate.reasons,
		suite_digest: suite.digest,
		base: prompt.base === null ? null : armReport(prompt.base, baseOutcomes),
		head: armReport(prompt.head, cases.map(({ head }) => head)),
		cases: cases.map((one) => caseReport(one, path)),
		removed_or_loosened: suite.changes.map(({ code, name, message, position }) => {
			return {
				code,
				name,
				message,
				position: {
					path,
					line: position.line
				}
			};
		}),
		problems: [...prompt.notices, ...problems]
	};
}
function armReport(arm, outcomes) {
	const { kind, label, digest, effective } = arm;
	return {
		kind,
		label,
		digest,
		effective,
		metrics: armMetrics(outcomes)
	};
}
function caseReport(one, path) {
	const { suiteCase, status, base, head, confirmation } = one;
	return {
		id: suiteCase.id,
		name: suiteCase.name,
		status,
		is_new: suiteCase.isNew,
		position: {
			path,
			line: suiteCase.position.line
		},
		base: base === null ? null : outcomeReport(base),
		head: outcomeReport(head),
		confirmation: confirmation === null ? null : {
			outcome: confirmation.outcome,
			base: confirmation.base,
			head: confirmation.head
		}
	};
}
function outcomeReport(outcome) {
	if (outcome.kind === "error") return {
		result: "error",
		error: {
			code: outcome.code,
			message: outcome.message
		}
	};
	return {
		result: outcome.pass ? "pass" : "fail",
		output: outcome.output,
		output_truncated: outcome.outputTruncated,
		tool_calls: outcome.toolCalls,
		finish_reason: outcome.finishReason,
		evaluators: outcome.evaluations,
		latency_ms: Math.round(outcome.latencyMs),
		input_tokens: outcome.usage?.inputTokens ?? null,
		output_tokens: outcome.usage?.outputTokens ?? null
	};
}
// src/evaluation/confirmation.ts
/**
* Decides whether a newly failing case is blamed on the head: it is when the head fails in the majority of the fresh
* trials and the base does not. The trial that raised the suspicion does not count, since it was picked for failing.
* Trials that told nothing are counted for whatever would change the answer.
*/
function confirm(base, head) {
	const tallies = {
		base: base === null ? null : tallyOf(base),
		head: tallyOf(head)
	};
	const unknown = [...base ?? [], ...head].filter(isUnknown);
	return {
		outcome: decide(tallies.base, tallies.head),
		...tallies,
		unknown
	};
}
function tallyOf(outcomes) {
	return {
		passes: outcomes.filter(passes).length,
		fails: outcomes.filter(fails).length,
		trials: outcomes.length
	};
}
function decide(base, head) {
	const baseFails = base !== null && isMajority(base.fails, base);
	const baseMayFail = base !== null && isMajority(base.trials - base.passes, base);
	if (isMajority(head.fails, head) && !baseMayFail) return "confirmed";
	if (!isMajority(head.trials - head.passes, head) || baseFails) return "refuted";
	return "unresolved";
}
function isMajority(count, { trials }) {
	return count > trials / 2;
}
// src/evaluation/evaluators/string.ts
const WORDS = {
	equals: "equal",
	contains: "contain",
	startsWith: "start with",
	endsWith: "end with"
};
const ORDER = [
	"equals",
	"contains",
	"startsWith",
	"endsWith"
];
/**
* GitHub's `string` evaluator as its runner had it (github/gh-models, cmd/eval/eval.go, runStringEvaluator): only the
* first check that is not empty counts, in the order above; its text is filled from the case's keys, and placeholders
* without a key stay; `equals` minds the case of letters and every space, the others ignore case.
*/
function stringJudge(checks) {
	const check = ORDER.find((name) => (checks[name] ?? "") !== "");
	if (check === void 0) return {
		kind: "invalid",
		message: "All checks of this \"string\" evaluator are empty: give equals, contains, startsWith or endsWith a text."
	};
	return {
		kind: "ready",
		judge: judgeOf(check, checks[check] ?? "")
	};
}
function judgeOf(check, template) {
	return (answer, values) => {
		const wanted = fillKnown(template, values);
		const pass = holds(check, answer.text, wanted);
		const verb = pass ? `${WORDS[check]}s`.replace(/^(start|end) withs$/, "$1s with") : WORDS[check];
		return verdictOf(pass, `The output ${pass ? verb : `does not ${verb}`} ${quote(wanted)}.`);
	};
}
function holds(check, text, wanted) {
	switch (check) {
		case "equals": return text === wanted;
		case "contains": return simpleLower(text).includes(simpleLower(wanted));
		case "startsWith": return simpleLower(text).startsWith(simpleLower(wanted));
		case "endsWith": return simpleLower(text).endsWith(simpleLower(wanted));
	}
}
/**
* Lower case letter by letter, as Go's `strings.ToLower` does it. JavaScript looks at neighbours (a Greek sigma at the
* end of a word) and lets letters grow (İ), so a part of a text could stop being one.
*/
function simpleLower(text) {
	if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
	return Array.from(text, (letter) => {
		const [first = letter] = letter.toLowerCase();
		return first;
	}).join("");
}
// src/evaluation/evaluators/prepare.ts
/**
* Makes the judge of one entry of `evaluators`. A kind that is not evaluated here is told, never taken for a pass.
*/
async function prepareJudge(input) {
	const { spec } = input;
	switch (spec.kind) {
		case "string": return stringJudge(spec.string);
		case "llm": return unsupported(spec.name, "is a judge (\"llm\")");
		case "uses": return unsupported(spec.name, `uses ${JSON.stringify(spec.uses)}`);
		case "other": return prepareOther(input);
	}
}
async function prepareOther({ spec, promptSchema, watchdog }) {
	const json = ownMember(spec.raw, "json");
	const schema = ownMember(spec.raw, "json_schema");
	if (json !== void 0 && schema !== void 0) return {
		kind: "invalid",
		message: `The evaluator ${JSON.stringify(spec.name)} has both "json" and "json_schema": keep one.`
	};
	if (json !== void 0) return jsonJudge(json);
	if (schema !== void 0) {
		const { jsonSchemaJudge } = await import("./json-schema.js");
		return jsonSchemaJudge(schema, {
			promptSchema,
			watchdog
		});
	}
	const keys = Object.keys(spec.raw).filter((key) => key !== "name");
	return unsupported(spec.name, keys.length === 0 ? "names no check" : `checks ${JSON.stringify(keys.join(", "))}`);
}
function unsupported(name, what) {
	return {
		kind: "unsupported",
		message: `The evaluator ${JSON.stringify(name)} ${what}, which is not evaluated here: string, json and json_schema are.`
	};
}
// src/evaluation/suite-matching.ts
/** Comparing all with all is for leftovers; a file with more of them than this was rewritten, not edited. */
const MAX_COMPARISONS = 1e6;
/** Pairs items one to one: by the first rule what it can, then by the next among what is left. In base's order. */
function matchItems(base, head, rules) {
	const partners = /* @__PURE__ */ new Map();
	const taken = /* @__PURE__ */ new Set();
	rules.forEach((rule, index) => {
		const find = finder(rule, base.filter((item) => !partners.has(item)), head.filter((item) => !taken.has(item)));
		for (const item of base) {
			const partner = partners.has(item) ? void 0 : find(item, taken);
			if (partner === void 0) continue;
			partners.set(item, {
				head: partner,
				rule: index
			});
			taken.add(partner);
		}
	});
	return {
		pairs: base.flatMap((item) => {
			const partner = partners.get(item);
			return partner === void 0 ? [] : [{
				base: item,
				...partner
			}];
		}),
		baseOnly: base.filter((item) => !partners.has(item)),
		headOnly: head.filter((item) => !taken.has(item))
	};
}
function finder(rule, base, head) {
	if ("fits" in rule) {
		if (base.length * head.length > MAX_COMPARISONS) return () => void 0;
		return (item, taken) => head.find((other) => !taken.has(other) && rule.fits(item, other));
	}
	const byKey = Map.groupBy(head, rule.key);
	return (item) => {
		const key = rule.key(item);
		return key === void 0 ? void 0 : byKey.get(key)?.shift();
	};
}
// src/evaluation/suite-cases.ts
const MAX_LABEL_LENGTH = 100;
const CHANGED_RULE = 2;
/** The cases in force: see `makeSuite`. */
function mergeCases(input) {
	const { base, head, allowLoosening } = input;
	const isName = !namesVariable(input);
	const matched = matchItems(base === null ? [] : candidatesOf$1(base.cases, isName), candidatesOf$1(head.cases, isName), rulesFor(input));
	const changed = matched.pairs.filter((pair) => pair.rule === CHANGED_RULE);
	const kept = matched.pairs.map((pair) => draftOf(valuesInForce(pair, allowLoosening), pair.head.position));
	const removed = allowLoosening ? [] : matched.baseOnly.map((one) => draftOf(one, FILE_START));
	const added = matched.headOnly.map((one) => ({
		...draftOf(one, one.position),
		isNew: true
	}));
	return {
		items: withIds([
			...kept,
			...removed,
			...added
		]),
		changes: [...changed.map(({ head: one }) => changeOf$1("case_changed", one, one.position)), ...matched.baseOnly.map((one) => changeOf$1("case_removed", one, FILE_START))]
	};
}
/** Whether `name` is what a prompt calls one of its variables: then it says nothing of the case. */
function namesVariable({ base, head, baseArm }) {
	return [
		base?.effective,
		head.effective,
		baseArm?.effective
	].some((effective) => effective?.variables.some((variable) => variable.name === "name"));
}
function candidatesOf$1(cases, isName) {
	return cases.map(({ values, position }, index) => {
		const name = isName ? ownMember(values, "name") : void 0;
		return {
			values,
			position,
			label: typeof name === "string" && name.trim() !== "" ? name.trim() : void 0,
			number: index + 1
		};
	});
}
/**
* The same content is the same case, wherever it stands. Keys that came with a new variable or went with an old one
* don't make another case of it, or every pull request that touches a variable would loosen the suite. After these,
* the same name with other content is a case that was changed.
*/
function rulesFor(input) {
	const baseEffective = input.baseArm?.effective ?? input.base?.effective;
	const inEvaluators = new Set((input.base?.evaluators ?? []).flatMap(({ raw }) => variableNames(JSON.stringify(raw))));
	const mayCome = (key) => variableOf(baseEffective, key)?.default === void 0;
	const mayGo = (key) => variableOf(input.head.effective, key) === void 0 && !inEvaluators.has(key);
	return [
		{ key: ({ values }) => canonicalJson(values) },
		{ fits: (base, head) => extendsBy(base.values, head.values, mayCome) || extendsBy(head.values, base.values, mayGo) },
		{ key: ({ label }) => label }
	];
}
function variableOf(effective, name) {
	return effective?.variables.find((variable) => variable.name === name);
}
/** Whether `large` is `small` and some more keys, all of which are allowed. */
function extendsBy(small, large, allowed) {
	const common = Object.keys(small);
	if (common.length === 0 || Object.keys(large).length < common.length) return false;
	return common.every((key) => Object.hasOwn(large, key) && canonicalJson(small[key]) === canonicalJson(large[key])) && Object.keys(large).every((key) => Object.hasOwn(small, key) || allowed(key));
}
function valuesInForce(pair, allowLoosening) {
	if (pair.rule === CHANGED_RULE) return allowLoosening ? pair.head : pair.base;
	return Object.keys(pair.head.values).length > Object.keys(pair.base.values).length ? {
		...pair.base,
		values: pair.head.values
	} : pair.base;
}
function draftOf(candidate, position) {
	return {
		...candidate,
		position,
		isNew: false
	};
}
/** Ids that people can read and that stay while the case does: its name, else its number and a hash of its content. */
function withIds(drafts) {
	const used = /* @__PURE__ */ new Set();
	return drafts.map(({ values, position, isNew, label, number }) => {
		const hash = sha256Hex(canonicalJson(values)).slice(0, 8);
		const id = unused(label?.slice(0, MAX_LABEL_LENGTH).toWellFormed() ?? `#${number}-${hash}`, used);
		used.add(id);
		return {
			id,
			name: displayName(label, number),
			isNew,
			values,
			position
		};
	});
}
function unused(wanted, used) {
	let id = wanted;
	for (let count = 2; used.has(id); count += 1) id = `${wanted}~${count}`;
	return id;
}
function displayName(label, number) {
	return label?.slice(0, MAX_LABEL_LENGTH).toWellFormed() ?? `#${number}`;
}
function changeOf$1(code, { label, number }, position) {
	const name = displayName(label, number);
	const did = code === "case_changed" ? "is not what it is on the base branch" : "was removed or changed";
	return {
		code,
		name,
		position,
		message: `The test case ${JSON.stringify(name)} ${did}.`
	};
}
// src/evaluation/suite-evaluators.ts
/** All that an evaluator's opinion depends on, without its name and place. */
function evaluatorContent({ spec, promptSchema }) {
	const { name: _, ...content } = spec.raw;
	if (ownMember(spec.raw, "json_schema") !== "prompt" || promptSchema === void 0) return content;
	const schema = JSON.parse(promptSchema);
	return {
		...content,
		prompt_schema: schema
	};
}
/** The evaluators in force: see `makeSuite`. */
function mergeEvaluators({ base, head, allowLoosening }) {
	const matched = matchItems(base === null ? [] : candidatesOf(base), candidatesOf(head), [
		{ key: (one) => canonicalJson({
			name: one.spec.name,
			content: evaluatorContent(one)
		}) },
		{ key: (one) => canonicalJson(evaluatorContent(one)) },
		{ key: (one) => one.spec.name }
	]);
	const changed = matched.pairs.filter((pair) => pair.rule === 2);
	const kept = matched.pairs.map((pair) => {
		return inForce(pair.rule === 2 && allowLoosening ? pair.head : pair.base, pair.head.spec.position, {
			counts: true,
			isNew: false
		});
	});
	const removed = allowLoosening ? [] : matched.baseOnly.map((one) => inForce(one, FILE_START, {
		counts: true,
		isNew: false
	}));
	const standing = [...kept, ...removed];
	const added = matched.headOnly.map((one) => inForce(one, one.spec.position, {
		counts: standing.length === 0,
		isNew: true
	}));
	return {
		items: [...standing, ...added],
		changes: [...changed.map(({ head: one }) => changeOf("evaluator_changed", one.spec.name, one.spec.position)), ...matched.baseOnly.map((one) => changeOf("evaluator_removed", one.spec.name, FILE_START))]
	};
}
function candidatesOf(source) {
	const promptSchema = source.effective.json_schema;
	return source.evaluators.map((spec) => ({
		spec,
		...promptSchema !== void 0 && { promptSchema }
	}));
}
function inForce(candidate, position, standing) {
	return {
		...candidate,
		...standing,
		position
	};
}
function changeOf(code, name, position) {
	const did = code === "evaluator_changed" ? "is not what it is on the base branch" : "was removed";
	return {
		code,
		name,
		position,
		message: `The evaluator ${JSON.stringify(name)} ${did}.`
	};
}
// src/evaluation/suite.ts
/**
* Makes the suite: the base's cases and evaluators judge both arms, and what is new in the head comes on top. What the
* head took away or changed is listed and stays in force, unless the config allows it: then the head's word counts.
* New evaluators are shown and don't count, since one that the base must fail would hide every regression; they count
* where the base has none.
*/
function makeSuite(input) {
	const evaluators = mergeEvaluators(input);
	const cases = mergeCases(input);
	const content = {
		cases: cases.items.map(({ values, isNew }) => ({
			values,
			new: isNew
		})),
		evaluators: evaluators.items.map((one) => ({
			content: evaluatorContent(one),
			counts: one.counts
		}))
	};
	return {
		cases: cases.items,
		evaluators: evaluators.items,
		changes: [...cases.changes, ...evaluators.changes],
		digest: digestOf(content)
	};
}
// src/evaluation/prepared-prompt.ts
async function preparePrompt(prompt, { allowLoosening, watchdog }) {
	const { base, baseSuite, head, headSuite } = prompt;
	const suite = makeSuite({
		base: baseSuite,
		head: headSuite,
		baseArm: base,
		allowLoosening
	});
	const judged = await Promise.all(suite.evaluators.map(async (one) => {
		const { spec, promptSchema } = one;
		return {
			one,
			result: await prepareJudge({
				spec,
				watchdog,
				...promptSchema !== void 0 && { promptSchema }
			})
		};
	}));
	const evaluators = judged.flatMap(({ one, result }) => result.kind === "ready" ? [{
		name: one.spec.name,
		counts: one.counts,
		judge: result.judge
	}] : []);
	const count = (wanted) => judged.filter(wanted).length;
	const isUnchanged = base !== null && base.digest === head.digest;
	const ready = evaluators.filter((one) => one.counts).length;
	const runnable = isUnchanged ? suite.cases.filter((one) => one.isNew) : suite.cases;
	return {
		prompt,
		suite,
		evaluators,
		cases: ready === 0 ? [] : runnable,
		isUnchanged,
		tally: {
			ready,
			unsupported: count(({ one, result }) => one.counts && result.kind === "unsupported"),
			invalidInBase: count(({ one, result }) => !one.isNew && result.kind === "invalid")
		},
		invalidInHead: count(({ one, result }) => one.isNew && result.kind === "invalid"),
		problems: judged.flatMap(({ one, result }) => result.kind === "ready" ? [] : [problemOf(one, result, prompt.path)])
	};
}
function problemOf({ isNew, position }, { kind, message }, path) {
	const parts = {
		code: `evaluator_${kind}`,
		path,
		at: position,
		message
	};
	return kind === "invalid" && isNew ? errorAt(parts) : noticeAt(parts);
}
// src/evaluation/abort.ts
/**
* The work's result, or the signal's reason as soon as that is aborted, whether or not the work minds the signal: a model
* that never answers must not hold a run.
*/
async function orAborted(work, signal) {
	let stop = () => {};
	const aborted = new Promise((_, reject) => {
		stop = () => reject(signal.reason);
		signal.addEventListener("abort", stop, { once: true });
	});
	if (signal.aborted) stop();
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
// src/evaluation/cut-text.ts
/** At most so many bytes of a text's UTF-8, whole characters only. Half surrogate pairs become U+FFFD. */
function cutText(text, maxBytes) {
	const bytes = new TextEncoder().encode(text.length > maxBytes ? text.slice(0, maxBytes + 1) : text);
	if (bytes.length <= maxBytes) return {
		text: text.toWellFormed(),
		truncated: false
	};
	let end = maxBytes;
	while (end > 0 && ((bytes[end] ?? 0) & 192) === 128) end -= 1;
	return {
		text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, end)),
		truncated: true
	};
}
// src/evaluation/trials.ts
/** Bytes of an output that a report keeps. */
const MAX_OUTPUT_BYTES = 20480;
/**
* Runs trials, started in the given order, with bounded concurrency. Outcomes stand in that order, whatever ends first.
* Whatever goes wrong in a trial is its outcome; nothing is thrown but bugs.
*/
async function runTrials(trials, run) {
	const limit = pLimit(run.concurrency);
	const signal = AbortSignal.any([run.signals.cancelled, run.signals.timeUp]);
	const outcomes = trials.map((trial) => limit(async () => {
		const outcome = await runTrial(trial, run, signal);
		run.onDone();
		return outcome;
	}));
	return Promise.all(outcomes);
}
async function runTrial(trial, run, signal) {
	const { effective } = trial;
	const compiled = compile(effective, splitCaseValues(effective, trial.values).variables);
	if (!compiled.ok) return failed("case_values", compiled.offences.map((offence) => offence.message).join(" "));
	if (signal.aborted) return stopped(run.signals);
	try {
		const request = requestOf(effective, compiled.messages);
		return judged(trial, await orAborted(run.model.complete(request, signal), signal));
	} catch (error) {
		if (signal.aborted) return stopped(run.signals);
		if (error instanceof ModelError) return failed(error.code, error.message);
		throw error;
	}
}
function requestOf(effective, messages) {
	const { model, model_parameters, response_format, json_schema, tools } = effective;
	return {
		model,
		messages,
		parameters: model_parameters ?? {},
		...response_format !== void 0 && { responseFormat: response_format },
		...json_schema !== void 0 && { jsonSchema: json_schema },
		...tools !== void 0 && { tools }
	};
}
function judged(trial, answer) {
	const evaluations = [];
	for (const { name, counts, judge } of trial.evaluators) try {
		evaluations.push({
			name,
			counts,
			...judge(answer, trial.values)
		});
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		return failed("evaluator_failed", `The evaluator ${JSON.stringify(name)} gave no verdict: ${detail}.`);
	}
	const { text, truncated } = cutText(answer.text, MAX_OUTPUT_BYTES);
	return {
		kind: "answered",
		pass: evaluations.every((evaluation) => evaluation.pass || !evaluation.counts),
		output: text,
		outputTruncated: truncated,
		toolCalls: answer.toolCalls.map(({ name, arguments: given }) => ({
			name: cutText(name, 200).text,
			arguments: cutText(given, MAX_OUTPUT_BYTES).text
		})),
		finishReason: answer.finishReason,
		evaluations,
		usage: answer.usage,
		latencyMs: answer.latencyMs
	};
}
function stopped({ cancelled }) {
	return cancelled.aborted ? failed("cancelled", "The run was cancelled before this was answered.") : failed("time_limit", "The run's time was up before this was answered.");
}
function failed(code, message) {
	return {
		kind: "error",
		code,
		message
	};
}
// src/evaluation/evaluate.ts
/**
* Compares what is live with what is proposed: runs every case on both arms, runs again what newly fails, and decides.
* Failures of models are part of the report; only bugs are thrown.
*/
async function evaluatePrompts(input) {
	const startedAt = input.clock.now();
	const signals = {
		cancelled: input.signal,
		timeUp: input.clock.timeout(input.limits.minutes * 6e4)
	};
	const prepared = await Promise.all(input.prompts.map((prompt) => preparePrompt(prompt, {
		allowLoosening: input.allowLoosening,
		watchdog: input.clock.watchdog
	})));
	const confirmed = await runConfirmations(await runFirstPass(prepared, input, signals), input, signals);
	return buildReport({
		prompts: prepared.map((one) => finish(one, confirmed, input.allowLoosening)),
		startedAt,
		endedAt: input.clock.now(),
		commits: input.commits
	});
}
async function runFirstPass(prepared, input, signals) {
	const owners = prepared.flatMap((one) => one.cases.map((suiteCase) => ({
		prepared: one,
		suiteCase
	})));
	const outcomes = await runSlots(owners.flatMap((owner, index) => slotsOf(owner, index, 1)), {
		input,
		signals,
		phase: "first_pass"
	});
	return owners.map((owner, index) => {
		const { base = [], head: [head] = [] } = outcomes.get(index) ?? {};
		if (head === void 0) throw new TypeError("A case was not run");
		return {
			...owner,
			base: base[0] ?? null,
			head
		};
	});
}
async function runConfirmations(firstPass, input, signals) {
	const outcomes = await runSlots(firstPass.flatMap((one, index) => isSuspicious(one) ? slotsOf(one, index, input.limits.confirmTrials) : []), {
		input,
		signals,
		phase: "confirmation"
	});
	return firstPass.map((one, index) => {
		const fresh = outcomes.get(index);
		if (fresh === void 0) return {
			...one,
			confirmation: null,
			fresh: []
		};
		const confirmation = confirm(one.base === null ? null : fresh.base, fresh.head);
		return {
			...one,
			confirmation,
			fresh: [...fresh.base, ...fresh.head]
		};
	});
}
function isSuspicious(one) {
	return needsConfirmation(statusOf(one), one.prepared.prompt.base !== null);
}
function statusOf({ suiteCase, base, head }) {
	return firstStatus({
		isNew: suiteCase.isNew,
		base,
		head
	});
}
/**
* A case's trials, the arms in turn, and which one begins changes from case to case: whatever drifts during a run
* drifts on both. An unchanged prompt has one arm only.
*/
function slotsOf({ prepared, suiteCase }, owner, trials) {
	const { prompt, evaluators, isUnchanged } = prepared;
	const slotOf = (arm) => {
		const effective = (isUnchanged && arm === "base" ? null : prompt[arm])?.effective;
		return effective === void 0 ? [] : [{
			owner,
			arm,
			trial: {
				effective,
				values: suiteCase.values,
				evaluators
			}
		}];
	};
	const [first, second] = owner % 2 === 0 ? ["base", "head"] : ["head", "base"];
	return Array.from({ length: trials }, () => [...slotOf(first), ...slotOf(second)]).flat();
}
async function runSlots(slots, run) {
	const { input, signals, phase } = run;
	let done = 0;
	return groupOutcomes(slots, await runTrials(slots.map((slot) => slot.trial), {
		model: input.model,
		concurrency: input.limits.concurrency,
		signals,
		onDone: () => {
			done += 1;
			input.onProgress?.({
				phase,
				done,
				total: slots.length
			});
		}
	}));
}
function groupOutcomes(slots, results) {
	const groups = /* @__PURE__ */ new Map();
	slots.forEach(({ owner, arm }, index) => {
		const group = groups.get(owner) ?? {
			base: [],
			head: []
		};
		const outcome = results[index];
		if (outcome !== void 0) group[arm].push(outcome);
		groups.set(owner, group);
	});
	return groups;
}
function finish(prepared, confirmed, allowLoosening) {
	const cases = confirmed.filter((one) => one.prepared === prepared).map(evaluatedCase);
	const { suite, tally, isUnchanged, invalidInHead, prompt } = prepared;
	return {
		prepared,
		cases,
		gate: decideVerdict({
			hasBaseArm: prompt.base !== null,
			isUnchanged,
			cases,
			suiteCases: suite.cases.length,
			changes: suite.changes,
			allowLoosening,
			evaluators: tally,
			invalidInHead
		})
	};
}
function evaluatedCase(one) {
	const { suiteCase, base, head, confirmation, fresh } = one;
	const { name, isNew } = suiteCase;
	return {
		suiteCase,
		name,
		isNew,
		base,
		head,
		status: finalStatus(statusOf(one), confirmation),
		confirmation,
		fresh
	};
}
// src/domain/model-name.ts
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
// src/models/registry.ts
const OPENAI_URL = "https://api.openai.com/v1";
/**
* One model for all names: `openai/gpt-4.1` goes to the provider `openai`, which knows it as `gpt-4.1`, and only what
* follows the first slash is the provider's name for it. Adapters are loaded with their first call. A provider that
* cannot be used fails its calls, with the line of the config that is missing.
*/
function makeModel(input) {
	const models = /* @__PURE__ */ new Map();
	return { complete: async (request, signal) => {
		const { publisher } = splitModelName(request.model, input.defaultModel);
		const model = models.get(publisher) ?? loadProvider(publisher, input);
		models.set(publisher, model);
		return (await model).complete(request, signal);
	} };
}
async function loadProvider(name, input) {
	const provider = ownMember(input.providers, name);
	if (provider === void 0) {
		const entry = `${/^[a-z][a-z0-9-]*$/.test(name) ? name : "<name>"}: { type: openai-compatible, base_url: …, api_key: env:… }`;
		throw notConfigured(`No provider ${JSON.stringify(name)} is configured: add "${entry}" under models.providers.`);
	}
	const baseUrl = provider.base_url ?? (provider.type === "openai" ? OPENAI_URL : void 0);
	if (baseUrl === void 0) throw notConfigured(`The provider ${JSON.stringify(name)} needs an address: add "base_url: https://…" to models.providers.${name}.`);
	const apiKey = keyOf(name, provider, input);
	const { openAiCompatible } = await import("./openai-compatible.js");
	return openAiCompatible({
		baseUrl,
		...apiKey !== void 0 && { apiKey },
		modelName: (model) => splitModelName(model, input.defaultModel).model,
		surroundings: input.surroundings,
		...input.timeoutMs !== void 0 && { timeoutMs: input.timeoutMs }
	});
}
function keyOf(name, provider, { secretOf }) {
	if (provider.api_key === void 0) return void 0;
	const variable = provider.api_key.replace(/^env:/, "");
	const value = secretOf(variable)?.trim();
	if (value !== void 0 && value !== "") return value;
	throw notConfigured(`The provider ${JSON.stringify(name)} takes its key from ${variable}, which is not set.`);
}
function notConfigured(message) {
	return new ModelError("not_configured", message);
}
// src/evaluation/ports.ts
/** Work that had to be stopped. */
var TookTooLong = class extends Error {
	name = "TookTooLong";
};
// src/models/watchdog.ts
const call = new Script("work()");
/** One context serves all work, since making one takes longer than most work does; it is made when first needed. */
let shared;
function makeRoom() {
	const room = {
		context: createContext({ work: () => room.current() }),
		current: () => {}
	};
	return room;
}
/**
* The watchdog of evaluations on Node. No sandbox: the work is our own code, only its input is not. The work must not
* call the watchdog again.
*
* @throws TookTooLong after `milliseconds`
*/
function withWatchdog(work, milliseconds) {
	shared ??= makeRoom();
	const { context } = shared;
	const done = [];
	shared.current = () => {
		done.push({ value: work() });
	};
	runWithin(() => call.runInContext(context, { timeout: milliseconds }), milliseconds);
	const [result] = done;
	if (result === void 0) throw new TypeError("The work did not run");
	return result.value;
}
function runWithin(run, milliseconds) {
	try {
		run();
	} catch (error) {
		if (isTimeout(error)) throw new TookTooLong(`stopped after ${milliseconds} ms`);
		throw error;
	}
}
/** The error belongs to the context, so it is no instance of our `Error`. */
function isTimeout(error) {
	return typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
// src/releases/evaluation-plan.ts
/**
* Plans what to evaluate: every prompt that the proposal changes, itself or through a partial or tools file. The base arm
* is what is live in the last environment that has a pointer, else what the base branch says, else none.
*/
async function planEvaluation(proposal, { branch, controls }) {
	const { prompts: globs, models } = controls.config.file;
	const options = {
		globs,
		defaultModel: models.default
	};
	const { changed, notices, problems } = await changedPrompts(proposal.base, proposal.head, options);
	const proposed = changed.filter(isProposed);
	if (proposed.length === 0) return {
		prompts: [],
		problems,
		notices
	};
	const snapshot = await branch.read(proposed.map(({ id }) => statePath(id)));
	return {
		prompts: await Promise.all(proposed.map(async ({ base, head, id }) => {
			const live = await liveArm(branch, readState(snapshot, id), controls.config.environments);
			return {
				id,
				path: head.path,
				base: live ?? (base === void 0 ? null : armOf(base, {
					kind: "branch",
					label: proposal.baseBranch
				})),
				head: armOf(head, {
					kind: "commit",
					label: proposal.head.commit
				}),
				baseSuite: base ?? null,
				headSuite: head,
				notices: []
			};
		})),
		problems,
		notices
	};
}
/** A moved file with the same content and a removed one need no evaluation. */
function isProposed(change) {
	return change.head !== void 0 && change.how !== "moved";
}
function armOf(prompt, name) {
	return {
		...name,
		digest: prompt.digest,
		effective: prompt.effective
	};
}
async function liveArm(branch, state, environments) {
	if (state === void 0) return null;
	const live = environments.findLast((name) => environmentOf(state, name).pointer !== null);
	const id = live === void 0 ? void 0 : environmentOf(state, live).pointer?.version;
	if (id === void 0) return null;
	const version = (await versionsOf(branch, state.prompt_id, [id])).get(id);
	if (version === void 0) return null;
	return {
		kind: "version",
		label: id,
		digest: version.digest,
		effective: effectiveOf(version)
	};
}
// src/cli/text-table.ts
/** Columns for a terminal, two spaces apart. Control characters of the data are shown, never sent. */
function textTable(rows) {
	const cells = rows.map((row) => row.map(visibleLine));
	const columns = Math.max(0, ...cells.map((row) => row.length));
	const widths = Array.from({ length: columns }, (_, column) => cells.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? "")), 0));
	return cells.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}
function pad(text, width) {
	return text + " ".repeat(Math.max(0, width - widthOf(text)));
}
function widthOf(text) {
	return [...text].length;
}
// src/cli/evaluation-text.ts
/** An evaluation for a terminal: per prompt the verdict, why, and its cases on both arms. */
function evaluationText(report) {
	if (report.prompts.length === 0) return "No prompt changed: there is nothing to evaluate.";
	const { calls, duration_ms: duration, input_tokens: input, output_tokens: output } = report.run;
	const total = `${calls} calls, ${(duration / 1e3).toFixed(1)} s, ${input} tokens in, ${output} out`;
	return [...report.prompts.map(promptText), `Verdict: ${report.verdict} (${total})`].join("\n\n");
}
function promptText(prompt) {
	const { base, head, verdict } = prompt;
	const against = base === null ? "no base" : `${base.kind} ${visibleLine(base.label)}`;
	const proposed = head.label === "worktree" ? "work tree" : `${head.kind} ${visibleLine(head.label)}`;
	const rows = [[
		"CASE",
		"BASE",
		"HEAD",
		"STATUS"
	], ...prompt.cases.map(caseRow)];
	return [
		`${prompt.id}: ${verdict} (${against} → ${proposed})`,
		...prompt.reasons.map(({ code, message }) => `  ${code}: ${visibleLine(message)}`),
		...prompt.problems.map(({ column, line, message, path }) => `  ${visibleLine(`${path}:${line}:${column}: ${message}`)}`),
		...prompt.cases.length === 0 ? [] : [indented(textTable(rows))]
	].join("\n");
}
function caseRow({ base, confirmation, head, is_new: isNew, name, status }) {
	const tally = confirmation === null ? "" : ` (${confirmation.outcome})`;
	return [
		`${name}${isNew ? " (new)" : ""}`,
		base === null ? "-" : outcomeWord(base),
		outcomeWord(head),
		`${status.replace("_", " ")}${tally}`
	];
}
function outcomeWord(outcome) {
	return outcome.result === "error" ? `error: ${outcome.error.code}` : outcome.result;
}
function indented(text) {
	return text.replace(/^/gm, "  ");
}
// src/cli/verbs/eval.ts
const refWord = z.string().regex(/^[^-\s]\S*$/, "a branch, a tag or a commit");
const schema = z.strictObject({
	prompts: z.array(promptWord).default([]),
	base: refWord.optional(),
	head: refWord.optional()
});
/** Evaluates what changed against what is live, with the models that the default branch's config names. */
const runEval = async (call) => {
	const words = readWords(schema, call.input);
	const repository = await openRepository(call);
	const read = await openForReading(repository);
	const sides = await sidesOf(repository, read, words);
	const plan = await planEvaluation({
		base: sides.base,
		head: sides.head,
		baseBranch: sides.baseName
	}, {
		branch: words.base === void 0 ? read.branch : NOTHING_LIVE,
		controls: read.controls
	});
	const wanted = new Set(words.prompts);
	const prompts = plan.prompts.filter(({ id }) => wanted.size === 0 || wanted.has(id));
	const unknown = await unknownIn(sides.head, read, {
		names: words.prompts,
		plan
	});
	if (unknown !== void 0) return unknown;
	return resultOf(await evaluate(call.environment, read, {
		prompts,
		commits: {
			base: sides.base.commit,
			head: words.head === void 0 ? null : sides.head.commit
		}
	}), plan);
};
/** `--base` asks for that commit's prompts as the base arm, whatever is live. */
const NOTHING_LIVE = {
	read: async () => ({
		head: null,
		files: /* @__PURE__ */ new Map()
	}),
	list: async () => [],
	append: async () => ({ status: "conflict" }),
	log: async function* () {},
	recentMessages: async () => []
};
/**
* The work tree (or `--head`) against where it left what is published: the source of the last complete publication,
* else the default branch's head.
*/
async function sidesOf(repository, read, words) {
	const { git, sources } = repository;
	if (words.head === void 0) await workTreeRoot(repository);
	const headCommit = await commitOf(repository, words.head ?? "HEAD");
	const head = words.head === void 0 ? worktreeTree(git) : sources.tree(headCommit);
	if (words.base !== void 0) return {
		base: sources.tree(await commitOf(repository, words.base)),
		head,
		baseName: words.base
	};
	const anchor = await publishedSource(repository, read) ?? read.controls.commit;
	const base = await sources.mergeBase(anchor, headCommit) ?? anchor;
	return {
		base: sources.tree(base),
		head,
		baseName: "default branch"
	};
}
async function commitOf({ git }, name) {
	const commit = await resolveCommit(git, name);
	if (commit !== null) return commit;
	throw new UsageError("unknown_commit", `This repository has no commit “${name}”.`);
}
const MESSAGES = 100;
async function publishedSource({ git }, { branch, head }) {
	if (head === null) return null;
	const source = (await branch.recentMessages(head, MESSAGES)).map(completedSource).find((commit) => commit !== void 0);
	return source === void 0 ? null : resolveCommit(git, source);
}
/** A named prompt that did not change is nothing to evaluate; one that the head has not at all is a mistake. */
async function unknownIn(head, { controls }, { names, plan }) {
	const unchanged = names.filter((name) => !plan.prompts.some(({ id }) => id === name));
	if (unchanged.length === 0 || plan.problems.length > 0) return void 0;
	const { models, prompts: globs } = controls.config.file;
	const catalog = await loadCatalog(head, {
		globs,
		defaultModel: models.default
	});
	const absent = unchanged.find((name) => !catalog.prompts.has(name));
	return absent === void 0 ? void 0 : unknownSource(absent, [...catalog.prompts.keys()]);
}
function evaluate(environment, { controls }, { commits, prompts }) {
	const { budget, concurrency, gates, models } = controls.config.file;
	const { surroundings } = environment;
	return evaluatePrompts({
		prompts,
		commits,
		model: makeModel({
			providers: models.providers,
			defaultModel: models.default,
			secretOf: (name) => environment.variables[name],
			surroundings: {
				...surroundings,
				nowMs: environment.nowMs,
				timeout: AbortSignal.timeout
			}
		}),
		limits: {
			concurrency,
			confirmTrials: gates.confirm_trials,
			minutes: budget.minutes
		},
		allowLoosening: gates.allow_removed_cases,
		clock: {
			now: surroundings.now,
			timeout: AbortSignal.timeout,
			watchdog: withWatchdog
		},
		signal: environment.interruption(),
		onProgress: ({ done: count, phase, total }) => environment.progress(`${phase.replace("_", " ")}: ${count} of ${total}`)
	});
}
/** Reasons that may be gone the next time. */
const OUTSIDE = /* @__PURE__ */ new Set([
	"model_unavailable",
	"time_limit",
	"cancelled",
	"evaluator_failed"
]);
/** `--json` prints the report as it is; only where the files themselves are wrong there is more to say. */
function resultOf(report, plan) {
	const output = [...plan.notices.map((notice) => visibleLine(formatProblem(notice))), evaluationText(report)].join("\n");
	if (plan.problems.length > 0) {
		const message = plan.problems.map((problem) => visibleLine(formatProblem(problem))).join("\n");
		const json = {
			problems: plan.problems,
			report
		};
		return badInput({
			code: "file_in_error",
			message,
			json,
			output
		});
	}
	const plain = (result) => ({
		...result,
		json: report
	});
	const codes = report.prompts.flatMap((prompt) => prompt.reasons.map((reason) => reason.code));
	if (report.verdict === "fail") return plain(no({
		code: "gate_failed",
		message: "The gate failed.",
		output
	}));
	if (codes.includes("model_not_configured")) return plain(badInput({
		code: "model_not_configured",
		message: "Nothing is known: a model is not configured, or its key is not set.",
		output
	}));
	const outside = codes.find((code) => OUTSIDE.has(code));
	if (outside !== void 0) return plain(tryAgain({
		code: outside,
		message: "Nothing is known: the models did not answer in time.",
		output
	}));
	return plain(done({}, output));
}
export { runEval };
