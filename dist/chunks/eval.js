import { $ as requestTokens, A as binomialUpperTail, B as passes, C as METRICS$1, D as startConfirmation, E as nextTrials, F as mostlyOf, G as preparePrompt, H as costOf$1, I as needsConfirmation, J as resultsInForce, K as suiteOf, L as isPromptError, M as baseBeside, N as finalStatus, O as tallyOf, P as firstStatus, Q as mostTokens, R as isPromptsDoing, S as MEASURES, T as percentile, U as overallVerdict, V as decideBaseline, W as hasBaseArm, X as cutText, Y as judgeRequest, _ as smallestVisible, a as decideStatistics, b as FALSE_FAIL_BUDGET, c as hasGrades, d as passRateRegressed, et as textTokens, f as seedOf, g as seededRandom, h as signFlipTest, i as evaluationReportSchema, j as ARMS, k as withOutcomes, l as intervalOf, m as wilsonInterval, n as planAgainstItself, nt as providerIdentity, o as estimateOf$1, p as pairedRateInterval, q as givenCaseId, r as planEvaluation, rt as completedSource, s as flipsOf, t as judgeSettings, tt as rulesOfPrompt, u as isRatio, v as exactMcNemar, w as samplesOf, x as decideBudgets, y as fewestFlips, z as isUnknown } from "./judge-settings.js";
import { D as wholeModelName, E as allowsModel, O as matchesStarGlob, d as CONFIG_PATH, k as splitModelName } from "./outside.js";
import { i as workspaceFiles, n as workTreeRoot, r as worktreeTree } from "./work-tree.js";
import { t as ModelError } from "./model.js";
import { g as sha256Hex, h as digestOf, m as canonicalJson } from "./prompt-file.js";
import { r as splitCaseValues, t as compile } from "./compile.js";
import { c as joinInline, d as md, r as code } from "./markdown.js";
import { r as visibleLine, t as clip } from "./visible.js";
import { i as tryAgain, n as done, r as no, t as badInput } from "./result.js";
import { s as formatProblem } from "./yaml-tree.js";
import { a as countOf, d as timeText, n as ageText, o as enumerate } from "./facts.js";
import { n as diffTexts } from "./word-diff.js";
import { t as plainText } from "./plain-text.js";
import { t as textTable } from "./text-table.js";
import { t as printDiff } from "./word-diff-terminal.js";
import { r as ownMember } from "./json.js";
import { t as parameterObjection } from "./model-parameters.js";
import { n as runGit } from "./run.js";
import { n as loadCatalog } from "./catalog.js";
import { a as openRepository, i as openForReading, s as resolveCommit } from "./repository.js";
import { r as unknownSource } from "./prompts.js";
import { t as UsageError } from "./usage-error.js";
import { t as promptMatcher } from "./globs.js";
import { n as promptWord, r as readWords } from "./words.js";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { dirname, join, resolve } from "node:path";
import { constants, watch } from "node:fs";
import pLimit from "p-limit";
import { mkdir, open, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { setFlagsFromString } from "node:v8";
import { Script, createContext } from "node:vm";
// src/reports/gh-models.ts
/**
* A prompt's head in the shape that `gh models eval --json` printed (github/gh-models, cmd/eval/eval.go,
* EvaluationSummary), for scripts that read it, with our own report beside it under `pointsman`. A case without an answer
* stands as failed by an evaluator `model`: GitHub's runner stopped there.
*/
function ghModelsReport(report, prompt, source) {
	const passed = prompt.cases.filter(({ head }) => head.result === "pass").length;
	const total = prompt.cases.length;
	return {
		name: source.name,
		description: source.description,
		model: prompt.head.effective.model,
		testResults: prompt.cases.map(({ head, id }) => ({
			testCase: source.values.get(id) ?? {},
			modelResponse: head.result === "error" ? "" : head.output,
			evaluationResults: evaluationResults(head)
		})),
		summary: {
			totalTests: total,
			passedTests: passed,
			failedTests: total - passed,
			passRate: total === 0 ? 100 : passed / total * 100
		},
		pointsman: report
	};
}
function evaluationResults(head) {
	if (head.result === "error") return [{
		evaluatorName: "model",
		score: 0,
		passed: false,
		details: head.error.message
	}];
	return head.evaluators.map(({ name, pass, score, why }) => {
		return {
			evaluatorName: name,
			score,
			passed: pass,
			...why !== "" && { details: why }
		};
	});
}
// src/evaluation/calls/budget.ts
/** @param capUsd null: nothing is refused */
function makeBudget(capUsd) {
	let spent = 0;
	let reserved = 0;
	let underWay = 0;
	let hasRefused = false;
	let waiting = [];
	const settleAs = (usd) => {
		let isOpen = true;
		return { settle: (taken) => {
			if (!isOpen) return;
			isOpen = false;
			spent += taken;
			reserved -= usd;
			underWay -= 1;
			if (underWay === 0) reserved = 0;
			const woken = waiting;
			waiting = [];
			for (const wake of woken) wake();
		} };
	};
	const reserve = async (usd, signal) => {
		for (;;) {
			signal.throwIfAborted();
			if (capUsd === null || spent + reserved + usd <= capUsd) {
				reserved += usd;
				underWay += 1;
				return settleAs(usd);
			}
			if (underWay === 0 || spent + usd > capUsd) break;
			await new Promise((wake) => waiting.push(wake));
		}
		hasRefused = true;
		return null;
	};
	return {
		reserve,
		spent: () => spent,
		hasRefused: () => hasRefused
	};
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
// src/evaluation/calls/draw.ts
/** The digest of all that reaches a model. */
function requestDigest(request) {
	return digestOf(request);
}
/** Under which name an answer is kept: 64 hex digits, so that nothing of the content becomes part of a path. */
function answerKey(call) {
	return sha256Hex(canonicalJson({
		schema: 1,
		...call
	}));
}
// src/evaluation/calls/totals.ts
const NO_CALLS = {
	calls: 0,
	cached: 0,
	inputTokens: 0,
	outputTokens: 0,
	costUsd: 0,
	models: []
};
/** The totals with some more; what is not named is none. */
function addCall(totals, more) {
	const { calls, cached, inputTokens, outputTokens, costUsd, models } = {
		...NO_CALLS,
		...more
	};
	return {
		calls: totals.calls + calls,
		cached: totals.cached + cached,
		inputTokens: totals.inputTokens + inputTokens,
		outputTokens: totals.outputTokens + outputTokens,
		costUsd: totals.costUsd === null || costUsd === null ? null : totals.costUsd + costUsd,
		models: [.../* @__PURE__ */ new Set([...totals.models, ...models])]
	};
}
// src/evaluation/calls/calls.ts
/** The next call could cost more than is left. */
var BudgetExhausted = class extends Error {
	name = "BudgetExhausted";
};
function makeCalls(input) {
	const totals = {
		base: NO_CALLS,
		head: NO_CALLS,
		judge: NO_CALLS
	};
	const longest = /* @__PURE__ */ new Map();
	const count = (purpose, counted) => {
		totals[purpose] = addCall(totals[purpose], counted);
	};
	const forTrial = (draw) => {
		const repeats = /* @__PURE__ */ new Map();
		return async (request, purpose) => {
			const counting = (one) => count(purpose, one);
			const make = () => makeCall(request, {
				input,
				longest,
				count: counting
			});
			if (input.kept === void 0 || draw.isAsked === true) return make();
			const digest = requestDigest(request);
			const repeat = repeats.get(digest) ?? 0;
			repeats.set(digest, repeat + 1);
			const key = answerKey({
				draw,
				provider: input.providerOf(request.model),
				digest,
				repeat
			});
			const kept = await input.kept.read(key);
			if (kept !== null) {
				counting({ cached: 1 });
				const costUsd = costOf$1(input.priceOf(request.model), kept.response.usage);
				return {
					response: kept.response,
					costUsd,
					cachedAt: kept.runStartedAt
				};
			}
			const answer = await make();
			await input.kept.write(key, {
				response: answer.response,
				runStartedAt: input.startedAt
			});
			return answer;
		};
	};
	return {
		forTrial,
		totals: () => ({ ...totals })
	};
}
async function makeCall(request, making) {
	const { model, priceOf, signal } = making.input;
	const price = priceOf(request.model);
	const assumed = making.input.maxOutputTokens ?? 1e3;
	const longest = Math.max(assumed, making.longest.get(request.model) ?? 0);
	const worst = costOf$1(price, mostTokens(request, longest));
	let reservation = await reserve(worst, making.input);
	const beforeRetry = async ({ code }) => {
		if (FREE.has(code)) return;
		reservation.settle(worst ?? 0);
		making.count({
			costUsd: worst,
			models: [request.model]
		});
		reservation = await reserve(worst, making.input);
	};
	try {
		signal.throwIfAborted();
		const response = await orAborted(model.complete(request, signal, beforeRetry), signal);
		const costUsd = costOf$1(price, response.usage);
		reservation.settle(costUsd ?? worst ?? 0);
		const { inputTokens, outputTokens } = response.usage ?? {
			inputTokens: 0,
			outputTokens: 0
		};
		making.longest.set(request.model, Math.max(making.longest.get(request.model) ?? 0, outputTokens));
		making.count({
			calls: 1,
			inputTokens,
			outputTokens,
			costUsd,
			models: [request.model]
		});
		return {
			response,
			costUsd,
			cachedAt: null
		};
	} catch (error) {
		settleFailure(error, {
			reservation,
			request,
			worst
		}, making);
		throw error;
	}
}
async function reserve(worst, { budget, capUsd, signal }) {
	const reservation = await budget.reserve(worst ?? 0, signal);
	if (reservation !== null) return reservation;
	throw new BudgetExhausted(exhaustedMessage({
		capUsd,
		spentUsd: budget.spent(),
		nextUsd: worst
	}));
}
/** Nothing was sent. */
const NOT_MADE = /* @__PURE__ */ new Set(["not_configured", "not_allowed"]);
/** The provider said no, and takes no money for that. */
const FREE = /* @__PURE__ */ new Set([
	"rate_limited",
	"server_error",
	"refused_request",
	"unauthorized"
]);
/** A call that broke off may have been answered and charged for: against the cap it counts as what was set aside. */
function settleFailure(error, call, { count }) {
	if (error instanceof BudgetExhausted) {
		count({
			calls: 1,
			models: [call.request.model]
		});
		return;
	}
	const code = error instanceof ModelError ? error.code : null;
	const isMade = code === null || !NOT_MADE.has(code);
	const isFree = !isMade || code !== null && FREE.has(code);
	call.reservation.settle(isFree ? 0 : call.worst ?? 0);
	if (isMade) count({
		calls: 1,
		costUsd: isFree ? 0 : call.worst,
		models: [call.request.model]
	});
}
function exhaustedMessage(amounts) {
	const [cap, spent, next] = [
		amounts.capUsd,
		amounts.spentUsd,
		amounts.nextUsd
	].map(usdText$1);
	return `The run's budget of ${cap} USD does not bear this call: ${spent} USD are spent, and the next call could cost ${next} USD. Set or lower the prompt's maxTokens, raise budget.usd in the default branch's config, or run fewer cases or trials.`;
}
function usdText$1(amount) {
	return String(Number((amount ?? 0).toPrecision(3)));
}
// src/evaluation/calls/request.ts
/** The call that a compiled prompt makes. */
function callRequest(effective, messages) {
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
// src/evaluation/calls/estimate.ts
/** The rules that every judge reads, and the sentence and choice that it answers with. */
const JUDGE_RULES_TOKENS = 300;
const JUDGE_ANSWER_TOKENS = 100;
/**
* The first pass of all prompts, were nothing kept from earlier runs: calls, tokens and USD. Confirmations come on top;
* how many there will be nobody knows.
*/
function estimateRun(prompts, priceOf) {
	const estimate = {
		base: NO_CALLS,
		head: NO_CALLS,
		judge: NO_CALLS
	};
	const add = (purpose, model, usage) => {
		const costUsd = costOf$1(priceOf(model), usage);
		estimate[purpose] = addCall(estimate[purpose], {
			calls: 1,
			...usage,
			costUsd,
			models: [model]
		});
	};
	for (const prompt of prompts) for (const suiteCase of prompt.prepared.cases) for (const arm of armsOf$2(prompt.prepared)) {
		if (arm === "base" && prompt.isBaseRecorded === true) continue;
		addTrials({
			prompt,
			suiteCase,
			arm
		}, add);
	}
	return estimate;
}
function addTrials({ arm, prompt: { prepared, trials }, suiteCase }, add) {
	const usage = trialTokens(prepared, suiteCase, arm);
	const model = prepared.prompt[arm]?.effective.model;
	if (usage === null || model === void 0) return;
	for (let trial = 0; trial < trials; trial += 1) {
		add(arm, model, usage);
		for (const { asks } of prepared.evaluators) if (asks !== void 0) add("judge", asks.model, judgeTokens(asks.tokens, suiteCase, usage));
	}
}
/** The models that a prompt's calls would go to, each once. */
function modelsOf$1(prepared) {
	if (prepared.cases.length === 0) return [];
	const asked = armsOf$2(prepared).flatMap((arm) => prepared.prompt[arm]?.effective.model ?? []);
	const judges = prepared.evaluators.flatMap(({ asks }) => asks?.model ?? []);
	return [.../* @__PURE__ */ new Set([...asked, ...judges])];
}
function armsOf$2({ isUnchanged, prompt }) {
	return ARMS.filter((arm) => prompt[arm] !== null && !(isUnchanged && arm === "base"));
}
/**
* Null where the case cannot be run on the arm. How long answers are is known where the live version was measured: the
* head's are taken to be as long.
*/
function trialTokens({ prompt }, { values }, arm) {
	const effective = prompt[arm]?.effective;
	if (effective === void 0) return null;
	const compiled = compile(effective, splitCaseValues(effective, values).variables);
	if (!compiled.ok) return null;
	const usage = requestTokens(callRequest(effective, compiled.messages));
	return {
		...usage,
		outputTokens: recordedOutput(prompt.base) ?? usage.outputTokens
	};
}
/** The mean of the recorded answers, in whole tokens; null where none was counted. */
function recordedOutput(base) {
	const { cases = [] } = base?.evidence ?? {};
	const counts = cases.flatMap(({ trials }) => trials).flatMap((trial) => trial.result === "error" ? [] : trial.output_tokens ?? []);
	return counts.length === 0 ? null : Math.ceil(counts.reduce((sum, one) => sum + one, 0) / counts.length);
}
/** A judge reads its own question, what the case gives and the answer. */
function judgeTokens(question, { values }, answer) {
	const material = textTokens(JSON.stringify(values)) + answer.outputTokens;
	return {
		inputTokens: JUDGE_RULES_TOKENS + question + material,
		outputTokens: JUDGE_ANSWER_TOKENS
	};
}
// src/evaluation/calls/unknown-prices.ts
/** The models of these prompts whose price nobody knows, each once, sorted. */
function unknownPrices(prompts, priceOf) {
	return [...new Set(prompts.flatMap(modelsOf$1))].filter((model) => priceOf(model) === null).toSorted();
}
/** Undefined where a prompt may cost something. What costs something unknown cannot be held to a cap. */
function withheldFor(prepared, priceOf, { allowUnknownPrices, capUsd }) {
	if (capUsd === null || allowUnknownPrices) return void 0;
	const unknown = unknownPrices([prepared], priceOf);
	if (unknown.length === 0) return void 0;
	const failed = {
		kind: "error",
		code: "price_unknown",
		message: message(unknown, capUsd)
	};
	const before = modelsOfBase(prepared);
	return {
		failed,
		isHeadsDoing: before.length > 0 && !before.some((model) => unknown.includes(model))
	};
}
/** The models that the base's own calls would go to; none where there is no base. */
function modelsOfBase({ evaluators, prompt: { base } }) {
	if (base === null) return [];
	return [base.effective.model, ...evaluators.flatMap(({ asks, isNew }) => isNew ? [] : asks?.model ?? [])];
}
function message(models, capUsd) {
	const names = models.map((model) => JSON.stringify(model));
	const lines = names.map((name) => `${name}: { input: …, output: … }`).join(", ");
	return `Nobody knows what ${names.join(", ")} costs, and the run has a cap of ${capUsd} USD, so nothing was started. Add "prices: { ${lines} }" under "models" of the config, in USD per million tokens, or "allow_unknown_prices: true" under "budget".`;
}
// src/evaluation/statistics/mcnemar-interval.ts
/**
* The interval of head's rate less base's that says of "no difference" what the exact McNemar test says at the same
* level, one-sided: it excludes 0 where that is significant, and nowhere else. It is Newcombe's, which is the better guess
* of the size, but for a bound on which the two disagree: Newcombe's rests on the normal distribution and calls 4 of 5
* flips significant at 0.01, of which chance makes 6 %. There stands the bound that the test itself has.
*/
function mcnemarInterval(counts, level) {
	const approximate = pairedRateInterval(counts, 1 - 2 * level);
	const exact = conditionalBounds(counts, level);
	const isHighAgreed = approximate.high < 0 === exact.high < 0;
	const isLowAgreed = approximate.low > 0 === exact.low > 0;
	return {
		...approximate,
		low: isLowAgreed ? approximate.low : exact.low,
		high: isHighAgreed ? approximate.high : exact.high
	};
}
/**
* The exact McNemar test turned round: which shares of newly failing cases among the flips it would not reject (Clopper
* & Pearson, Biometrika 26, 1934), as differences of the rates with as many flips as were seen.
*/
function conditionalBounds({ bothPass, newlyFailing, newlyPassing, bothFail }, level) {
	const flips = newlyFailing + newlyPassing;
	const share = flips / Math.max(1, bothPass + flips + bothFail);
	const fewestFailing = lowerBound(newlyFailing, flips, level);
	const fewestPassing = lowerBound(newlyPassing, flips, level);
	return {
		low: -share * (1 - 2 * fewestPassing),
		high: share * (1 - 2 * fewestFailing)
	};
}
/** The lower Clopper–Pearson bound of a share: where seeing so many or more has just the probability of the level. */
function lowerBound(seen, trials, level) {
	if (seen === 0) return 0;
	let [low, high] = [0, 1];
	for (let step = 0; step < HALVINGS; step += 1) {
		const middle = (low + high) / 2;
		if (binomialUpperTail({
			least: seen,
			trials,
			probability: middle
		}) > level) high = middle;
		else low = middle;
	}
	return low;
}
/** As many as a double has bits. */
const HALVINGS = 53;
// src/evaluation/gate/comparison.ts
/** Every metric that was measured on both arms. Scores are left out where they repeat the passes and fails. */
function compareMetrics(input) {
	return METRICS$1.filter((metric) => metric !== "score" || hasGrades(input.cases)).flatMap((metric) => {
		const samples = samplesOf(metric, input.cases);
		return samples.length === 0 ? [] : [compareMetric(metric, samples, input)];
	});
}
function compareMetric(metric, samples, { seed, statistics: { level, rules } }) {
	const rule = rules.find((one) => one.kind !== "required_rate" && one.metric === metric);
	const isExact = rule?.method === "mcnemar";
	const cases = samples.length;
	return {
		metric,
		kind: isRatio(metric) ? "ratio" : "difference",
		cases,
		base: samples.reduce((sum, { base }) => sum + base, 0) / cases,
		head: samples.reduce((sum, { head }) => sum + head, 0) / cases,
		estimate: estimateOf$1(metric, samples),
		interval: isExact ? mcnemarInterval(countsOf(samples), level) : meanInterval(metric, samples, {
			level,
			seed,
			isBroken: rule?.status === "broken"
		}),
		...isExact ? visibleFlips(cases, level) : {
			smallestVisible: visibleOf(rule, metric, samples, level),
			fewestFlips: null
		}
	};
}
/**
* The bootstrap's interval, widened to "no difference" where the sign-flip test at the same level does not exclude that: the
* bootstrap alone is too sure of a few odd cases. A broken rule has passed both. Nothing is claimed of too few clusters.
*/
function meanInterval(metric, samples, { isBroken, level, seed }) {
	if (samples.length < 6) return null;
	const own = seedOf(seed, isRatio(metric) ? "ratio" : "regression", metric);
	const interval = intervalOf(metric, samples, {
		level,
		seed: own
	});
	if (interval === null || isBroken) return interval;
	const none = isRatio(metric) ? 1 : 0;
	const falls = samples.map(({ base, head }) => base - head);
	const isSure = (differences) => {
		const test = signFlipTest(differences, {
			level,
			random: seededRandom(`${own}\nsigns`)
		});
		return test.kind === "tested" && test.p <= level;
	};
	if (interval.high < none) return isSure(falls) ? interval : {
		...interval,
		high: none
	};
	if (interval.low > none) return isSure(falls.map((fall) => -fall)) ? interval : {
		...interval,
		low: none
	};
	return interval;
}
function visibleFlips(cases, level) {
	const flips = fewestFlips(level);
	return {
		smallestVisible: flips > cases ? null : -flips / cases,
		fewestFlips: flips
	};
}
function visibleOf(rule, metric, samples, level) {
	const differences = samples.map(({ base, head }) => head - base);
	const smallest = smallestVisible(differences, level);
	if (smallest === null) return null;
	if (!isRatio(metric)) return -smallest - (rule?.limit ?? 0);
	const base = samples.reduce((sum, sample) => sum + sample.base, 0) / samples.length;
	return base > 0 ? 1 + smallest / base : null;
}
function countsOf(samples) {
	const bothPass = samples.filter(({ base, head }) => base === 1 && head === 1).length;
	const flips = flipsOf(samples);
	return {
		bothPass,
		...flips,
		bothFail: samples.length - bothPass - flips.newlyFailing - flips.newlyPassing
	};
}
// src/evaluation/gate/unanswered.ts
/**
* Cases that the base answers and the head does not. Who writes the head chooses what it asks of whom, so that no answer
* must never serve better than a bad one; an outage hits both arms, since they are asked in turn.
*/
/** What says of itself that this head's model cannot be used. */
const UNUSABLE = /* @__PURE__ */ new Set([
	"not_configured",
	"not_allowed",
	"unauthorized"
]);
/** What an author can bring about, by what is asked of which model; an outage seldom does so on one arm alone. */
const NO_ANSWER = /* @__PURE__ */ new Set([
	"timeout",
	"time_limit",
	"bad_response"
]);
/** In so many cases the head alone getting no answer is no chance, since the arms take turns. */
const FEWEST_CASES = 3;
/** The end of a run, which comes to both arms and leaves nothing to be run again. */
const RUN_ENDED = /* @__PURE__ */ new Set(["cancelled", "time_limit"]);
/** Why nothing at all can be asked of the head's model while the base's answers; null where that is not so. */
function unusableModel(pairs) {
	const standing = pairs.filter(({ isNew }) => !isNew);
	const answered = standing.filter(({ base }) => base?.kind === "answered" && isOfThisRun(base));
	const errors = answered.flatMap(({ head }) => isUnknown(head) ? [head] : []);
	const [first] = errors;
	if (first === void 0 || errors.length < answered.length) return null;
	const isUnusable = errors.every(({ code }) => UNUSABLE.has(code));
	const isSure = errors.length >= FEWEST_CASES && answered.length === standing.length;
	return isUnusable || isSure && errors.every(({ code }) => NO_ANSWER.has(code)) ? first.message : null;
}
/** Whether the base passed and nothing is known of the head. */
function isUnansweredByHead({ base, head }) {
	return base !== null && passes(base) && isLost(head);
}
/** Whether chance does not explain on how many cases the head alone got no answer: as a fall of the pass rate is decided. */
function isSurelyUnanswered(pairs, level) {
	const asked = pairs.filter(({ base }) => base !== null && isOfThisRun(base));
	const newlyFailing = asked.filter(isUnansweredByHead).length;
	const newlyPassing = asked.filter(({ base, head }) => base && isLost(base) && passes(head)).length;
	return newlyFailing > 0 && exactMcNemar({
		newlyFailing,
		newlyPassing
	}).oneSided <= level;
}
/** A few cases speak for all that got no answer: each is run again on both arms. */
const MOST_CONFIRMED = 3;
/** The unanswered cases to run again before they are held against the head; none where that is decided already. */
function unansweredToConfirm(cases, level) {
	const pairs = cases.map(({ pair }) => pair);
	if (unusableModel(pairs) !== null || isSurelyUnanswered(pairs, level)) return [];
	return cases.filter(({ pair }) => isUnansweredByHead(pair)).slice(0, MOST_CONFIRMED);
}
function isLost(outcome) {
	return isUnknown(outcome) && !RUN_ENDED.has(outcome.code);
}
/** An earlier answer says nothing of whether its model can be reached today. */
function isOfThisRun(outcome) {
	return outcome.kind === "error" || outcome.origin === void 0;
}
// src/evaluation/gate/given-reasons.ts
function unusableResultsReasons({ given }) {
	if (given?.kind !== "unusable") return [];
	return [{
		code: "results_unusable",
		message: `The results in ${JSON.stringify(given.path)} cannot be used: ${given.problems.join(" ")}`
	}];
}
/** One arm can be held to a required rate alone, and is never said to have got no worse. */
function comparedWithNothingReasons({ given, hasBaseArm, rules }) {
	if (given?.kind !== "read" || hasBaseArm || rules.required_pass_rate !== void 0) return [];
	return [{
		code: "compared_with_nothing",
		message: "The results were compared with nothing, and no pass rate is required: give the base's results as well, or set gates.required_pass_rate."
	}];
}
/** Given results cannot be run again, so that no single case can be held against the head. */
function notRerunReasons(names, count) {
	if (count === 0) return [];
	const [what, them] = count === 1 ? ["1 case", "it"] : [`${count} cases`, "them"];
	return [{
		code: "regression_not_rerun",
		message: `${what} passed before and failed now, and given results cannot be run again to confirm ${them}: ${names}.`
	}];
}
const RULES_KEPT = {
	code: "absolute_rules_kept",
	message: "The results were compared with nothing, and keep the rules that need no base."
};
// src/evaluation/gate/reason-text.ts
/** How reasons count and name what they are about. */
/** A reason where there is at least one case that it is about. */
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
	return listOf(cases.map(({ name }) => name));
}
function listOf(names) {
	const shown = names.slice(0, NAMES_SHOWN).map((name) => JSON.stringify(name));
	const more = names.length - shown.length;
	return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
// src/evaluation/gate/rule-reasons.ts
/** The reasons to fail, in the order of the rules. */
function brokenRuleReasons(findings) {
	const { statistics, budgets, breaking, allowBreaking } = findings;
	return [
		...statistics.filter(({ status }) => status === "broken").map(brokenReason),
		...budgets.filter(({ status }) => status === "exceeded").map(exceededReason),
		...breaking.length === 0 || allowBreaking ? [] : [breakingReason(breaking)]
	];
}
/** What leaves the verdict open: rules that somebody set and that cannot be told kept from broken. */
function openRuleReasons({ statistics, budgets }) {
	return [
		...statistics.filter(({ status }) => status === "unclear").map(unclearReason),
		...statistics.filter(({ status }) => status === "not_measured").map(({ metric }) => unknownReason(WORDS[metric])),
		...budgets.filter(({ status }) => status === "unknown").map(({ budget }) => unknownReason(BUDGET_WORDS$1[budget]))
	];
}
const WORDS = {
	pass_rate: "pass rate",
	score: "mean score",
	latency: "latency",
	tokens: "use of tokens",
	cost: "cost"
};
const BUDGET_WORDS$1 = {
	latency_p95_ms: "95th percentile of latency in ms",
	tokens: "mean number of tokens of a call",
	cost_usd: "mean cost of a call in USD"
};
function brokenReason(result) {
	const { kind, metric, limit } = result;
	const estimate = numberText$1(result.estimate ?? 0);
	switch (kind) {
		case "regression": {
			const code = metric === "score" ? "score_regressed" : "pass_rate_regressed";
			const margin = limit === 0 ? "" : ` beyond the margin of ${limit}`;
			return {
				code,
				message: `The ${WORDS[metric]} fell${margin}, by ${estimate}: ${evidence(result)}.`
			};
		}
		case "ratio": return {
			code: "relative_budget_exceeded",
			message: `The ${WORDS[metric]} is ${estimate} times the base's and at most ${limit} is allowed: ${evidence(result)}.`
		};
		case "required_rate": return {
			code: "required_rate_missed",
			message: `The ${WORDS[metric]} is ${estimate} and ${limit} is required: noise does not explain it.`
		};
	}
}
function evidence({ p, level }) {
	return `p = ${numberText$1(p ?? 1)}, at most ${numberText$1(level)} counts`;
}
function unclearReason(result) {
	const { kind, metric, limit, cases } = result;
	const estimate = numberText$1(result.estimate ?? 0);
	const seen = `${counted(cases, "case", "cases")} cannot tell that from noise`;
	return kind === "required_rate" ? {
		code: "required_rate_unclear",
		message: `The ${WORDS[metric]} is ${estimate} and ${limit} is required, but ${seen}.`
	} : {
		code: "relative_budget_unclear",
		message: `The ${WORDS[metric]} is ${estimate} times the base's and at most ${limit} is allowed, but ${seen}.`
	};
}
function exceededReason({ budget, limit, value }) {
	return {
		code: "absolute_budget_exceeded",
		message: `The ${BUDGET_WORDS$1[budget]} is ${numberText$1(value ?? 0)} and at most ${limit} is allowed.`
	};
}
function unknownReason(what) {
	return {
		code: "budget_unknown",
		message: `A rule is set for the ${what}, which is not known.`
	};
}
function breakingReason(breaking) {
	const shown = breaking.slice(0, 3).map(({ message }) => message);
	const more = breaking.length > shown.length ? ` And ${breaking.length - shown.length} more.` : "";
	return {
		code: "breaking_variables",
		message: `Present callers would break, and the config does not allow that (gates.allow_breaking_variables). ${shown.join(" ")}${more}`
	};
}
/** Four significant digits, without a sign. */
function numberText$1(value) {
	return String(Number(Math.abs(value).toPrecision(4)));
}
// src/evaluation/gate/verdict.ts
/**
* The verdict on one prompt. Whatever is unknown never lets it pass, and makes it fail only where the head alone brings
* about that it is unknown.
*/
function decideVerdict(input) {
	const failures = failureReasons(input);
	const [first, ...rest] = [...failures, ...openReasons(input)];
	if (first === void 0) return {
		verdict: "pass",
		reasons: [passReason(input)],
		blocks: false
	};
	const isFailed = failures.length > 0;
	return {
		verdict: isFailed ? "fail" : "inconclusive",
		reasons: [first, ...rest],
		blocks: isFailed || input.rules.block_inconclusive
	};
}
function failureReasons(input) {
	const { regressed, isTolerated } = regressionsOf(input);
	const failing = confirmedOf(input, "new_failing");
	return [
		...reasonIf(isTolerated || input.given !== void 0 ? 0 : regressed.length, "confirmed_regression", {
			one: `passed before and fails now: ${namesOf(regressed)}`,
			many: `passed before and fail now: ${namesOf(regressed)}`
		}),
		...reasonIf(failing.length, "failing_without_baseline", {
			one: `of this new prompt fails: ${namesOf(failing)}`,
			many: `of this new prompt fail: ${namesOf(failing)}`
		}),
		...unconfirmedReason(input),
		...input.isUnchanged ? [] : unusableResultsReasons(input),
		...unusableReason(input),
		...unansweredReason(input),
		...brokenRuleReasons(input),
		...loosenedReason(input),
		...invalidReason(input.invalidInHead, "evaluator_invalid"),
		...invalidCaseReason(input),
		...input.hasInvalidGates ? [{
			code: "gates_invalid",
			message: "The gates of the prompt file cannot be used."
		}] : []
	];
}
/** What the author can use up. */
const USED_UP = /* @__PURE__ */ new Set(["time_limit", "budget_exhausted"]);
/** The author chooses how long a run takes and what it costs, so neither end must decide for the head. */
function unconfirmedReason({ cases }) {
	const open = cases.filter(({ status, confirmation }) => status === "newly_failing" && confirmation?.outcome === "unresolved" && confirmation.unknown.some((outcome) => isUnknown(outcome) && USED_UP.has(outcome.code)));
	return reasonIf(open.length, "unconfirmed_regression", {
		one: `passed before and failed now, and time or budget was used up before it could be run again: ${namesOf(open)}`,
		many: `passed before and failed now, and time or budget was used up before they could be run again: ${namesOf(open)}`
	});
}
function unusableReason({ cases, withheldByHead }) {
	const message = withheldByHead ?? unusableModel(cases);
	return message === null ? [] : [{
		code: "model_not_usable",
		message
	}];
}
/** Newly without an answer is newly failing, in its own words; where nothing at all was answered the model is named instead. */
function unansweredReason(input) {
	const { unanswered, isTolerated } = regressionsOf(input);
	const [first] = unanswered;
	if (first === void 0 || isTolerated || unusableReason(input).length > 0) return [];
	const error = [first.head, ...first.confirmation?.unknown ?? []].find(isUnknown);
	const why = error === void 0 ? "" : ` ${error.message}`;
	const many = unanswered.length === 1 ? "case was" : "cases were";
	const unlikely = input.isSameModel ? "which neither chance nor an outage explains, since both were asked in turn" : "which chance does not explain, though an outage of the head's own model would";
	return [{
		code: "head_unanswered",
		message: `${unanswered.length} ${many} answered on the base and not on the head, ${unlikely}: ${namesOf(unanswered)}.${why}`
	}];
}
function confirmedOf({ cases }, status) {
	return cases.filter((one) => one.status === status && one.confirmation?.outcome === "confirmed");
}
/** Tolerated: no more of them than the rules allow, and none that is critical. */
function regressionsOf(input) {
	const { critical_cases: critical, tolerated_regressions: most } = input.rules;
	const regressed = input.given === void 0 ? confirmedOf(input, "newly_failing") : input.cases.filter(({ status }) => status === "newly_failing");
	const unanswered = input.cases.filter((one) => one.confirmation?.outcome === "unanswered" || input.isSurelyUnanswered && isUnansweredByHead(one));
	const worse = [...regressed, ...unanswered];
	return {
		regressed,
		unanswered,
		isTolerated: worse.length <= most && !worse.some(({ name }) => critical.includes(name))
	};
}
function loosenedReason({ changes, allowLoosening }) {
	if (changes.length === 0 || allowLoosening) return [];
	return [{
		code: "suite_loosened",
		message: `${changes.length === 1 ? "1 test case or evaluator" : `${changes.length} test cases or evaluators`} of the base branch ${changes.length === 1 ? "was" : "were"} removed or changed, and the config does not allow that (gates.allow_removed_cases).`
	}];
}
function openReasons(input) {
	if (input.isUnchanged) return errorReasons(input);
	if (input.given?.kind === "unusable") return [];
	return [
		...suiteReasons(input),
		...comparedWithNothingReasons(input),
		...openRuleReasons(input),
		...givenRegressionReasons(input),
		...errorReasons(input)
	];
}
function givenRegressionReasons(input) {
	const { isTolerated, regressed } = regressionsOf(input);
	if (input.given === void 0 || isTolerated) return [];
	return notRerunReasons(namesOf(regressed), regressed.length);
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
function invalidCaseReason({ invalidCases }) {
	return reasonIf(invalidCases.length, "case_invalid", {
		one: `that came with this change does not fit the prompt's variables: ${listOf(invalidCases)}`,
		many: `that came with this change do not fit the prompt's variables: ${listOf(invalidCases)}`
	});
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
	const { outcome, unknown = [] } = confirmation ?? {};
	return outcome === "unresolved" || outcome === "unanswered" ? unknown : [];
}
function isUnknownOutcome(outcome) {
	return outcome !== null && isUnknown(outcome);
}
function reasonOf(code) {
	switch (code) {
		case "not_configured": return "model_not_configured";
		case "not_allowed": return "model_not_allowed";
		case "evaluator_failed":
		case "time_limit":
		case "budget_exhausted":
		case "price_unknown":
		case "cancelled": return code;
		default: return "model_unavailable";
	}
}
function passReason(input) {
	const { isUnchanged, hasBaseArm } = input;
	if (isUnchanged) return {
		code: "unchanged",
		message: "The prompt that reaches the model is what is live."
	};
	if (input.given !== void 0 && !hasBaseArm) return RULES_KEPT;
	const { regressed } = regressionsOf(input);
	if (regressed.length > 0) return {
		code: "tolerated_regression",
		message: `${counted(regressed.length, "case", "cases")} passed before and ${regressed.length === 1 ? "fails" : "fail"} now, which the rules tolerate: ${namesOf(regressed)}.`
	};
	return {
		code: "no_regression",
		message: hasBaseArm ? "No case that passed before fails now." : "All cases of this new prompt pass."
	};
}
// src/evaluation/promptfoo/schema.ts
/**
* The parts of promptfoo's JSON output that a gate needs, of its versions 2 (promptfoo before 0.94) and 3, as
* `promptfoo eval -o results.json` writes them. Everything else in the file is passed over, whatever it is.
*/
const score = z.number().catch(0);
const text = z.string();
/** Beyond these nothing is a count or a cost, and sums of them stay numbers. */
const count = z.int().nonnegative().max(1e9);
const milliseconds = z.number().nonnegative().max(1e9);
const usd = z.number().nonnegative().max(1e6);
const assertionSchema = z.object({
	type: text.optional(),
	metric: text.optional()
});
const gradingSchema = z.object({
	pass: z.boolean(),
	score,
	reason: text.catch(""),
	assertion: assertionSchema.nullish().catch(null)
});
/** Of models that answer with JSON the output is no text. */
const responseSchema = z.object({
	output: z.unknown().optional(),
	error: z.unknown().optional(),
	finishReason: text.optional().catch(void 0),
	tokenUsage: z.object({
		prompt: count,
		completion: count
	}).optional().catch(void 0)
});
const rowSchema = z.object({
	success: z.boolean(),
	score,
	latencyMs: milliseconds.catch(0),
	error: text.nullish(),
	/** 0 none, 1 an assertion failed, 2 an error; version 3 only. */
	failureReason: z.int().optional(),
	cost: usd.optional().catch(void 0),
	vars: z.record(text, z.unknown()),
	/** `raw` holds the values already; the label is the template. */
	prompt: z.object({
		raw: text,
		label: text.optional()
	}),
	provider: z.union([text, z.object({
		id: text.optional(),
		label: text.optional()
	})]),
	/** Version 3 only. */
	testCase: z.object({
		description: text.optional(),
		assert: z.array(z.unknown()).optional()
	}).optional(),
	response: responseSchema.nullish(),
	gradingResult: gradingSchema.extend({ componentResults: z.array(gradingSchema).nullish() }).nullish()
});
/** As the command line writes it, or as its Node package gives it: the summary alone. */
const promptfooSchema = z.preprocess((given) => isWrapped(given) ? given.results : given, z.object({
	version: z.union([z.literal(2), z.literal(3)], { error: "is neither 2 nor 3" }),
	results: z.array(rowSchema).max(2e4)
}));
function isWrapped(given) {
	return typeof given === "object" && given !== null && "results" in given && !Array.isArray(given.results);
}
// src/evaluation/promptfoo/read.ts
/** A file that is not what promptfoo writes. The message names every mistake. */
var PromptfooError = class extends Error {
	name = "PromptfooError";
	problems;
	constructor(problems, options) {
		super(`The promptfoo results cannot be used: ${problems.join(" ")}`, options);
		this.problems = problems;
	}
};
const MAX_PROMPTFOO_BYTES = 67108864;
const MOST_PROBLEMS = 20;
/** Of an answer, as for the ones that are asked for here. */
const MOST_OUTPUT_BYTES = 20480;
/**
* Reads promptfoo's results. They are data of whoever made them: nothing in them is run, and nothing is believed but what
* they say of themselves. With `--repeat`, promptfoo numbers each repeat as another test, so that tests are told from each
* other by what they are.
*
* @throws PromptfooError and nothing else, whatever the bytes are
*/
function readPromptfoo(bytes) {
	const parsed = promptfooSchema.safeParse(jsonOf$1(bytes));
	if (!parsed.success) {
		const { issues } = parsed.error;
		const told = issues.slice(0, MOST_PROBLEMS).map(({ message, path }) => `${placeOf(path)}: ${message}.`);
		const left = issues.length - told.length;
		throw new PromptfooError(left > 0 ? [...told, `${left} more are not listed.`] : told);
	}
	try {
		return armsOf$1(parsed.data.results);
	} catch (error) {
		throw new PromptfooError([`A test ${error instanceof RangeError ? "is nested too deep" : "holds text that is no Unicode"}, so that it cannot be told from others.`], { cause: error });
	}
}
function jsonOf$1(bytes) {
	if (bytes.byteLength > 67108864) throw new PromptfooError([`The file is larger than ${MAX_PROMPTFOO_BYTES / 1024 / 1024} MB.`]);
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
	} catch {
		throw new PromptfooError(["The file is no JSON: write it with promptfoo eval -o results.json."]);
	}
}
function placeOf(path) {
	return path.length === 0 ? "The file" : `results.${path.map(String).join(".")}`;
}
function armsOf$1(rows) {
	const arms = /* @__PURE__ */ new Map();
	for (const row of rows) {
		const name = JSON.stringify([promptOf(row), providerOf(row)]);
		const arm = arms.get(name) ?? {
			row,
			tests: /* @__PURE__ */ new Map()
		};
		arms.set(name, arm);
		const key = testKey(row);
		const test = arm.tests.get(key) ?? {
			row,
			key,
			outcomes: []
		};
		arm.tests.set(key, test);
		test.outcomes.push(outcomeOf(row));
	}
	return [...arms.values()].map(({ row, tests }) => ({
		prompt: promptOf(row),
		provider: providerOf(row),
		tests: [...tests.values()].map((test) => ({
			key: test.key,
			name: nameOf$1(test.row),
			outcomes: test.outcomes
		}))
	}));
}
function promptOf({ prompt }) {
	return prompt.label ?? prompt.raw;
}
function providerOf({ provider }) {
	return typeof provider === "string" ? provider : provider.label ?? provider.id ?? "";
}
/** Version 2 says nothing of a row's assertions. */
function testKey({ testCase, vars }) {
	return canonicalJson({
		vars,
		description: testCase?.description ?? null,
		assert: testCase?.assert ?? []
	});
}
const LONGEST_NAME$1 = 100;
function nameOf$1({ testCase, vars }) {
	return (testCase?.description ?? JSON.stringify(vars)).slice(0, LONGEST_NAME$1).toWellFormed();
}
/** A row of version 2 that failed has an `error` too, the sentence of its assertion: one without a grade is an error. */
function isError({ error, failureReason, gradingResult, response, success }) {
	if (failureReason !== void 0) return failureReason === 2;
	return !success && (gradingResult === void 0 || gradingResult === null) && (typeof error === "string" || response?.error !== void 0);
}
function outcomeOf(row) {
	if (isError(row)) return {
		kind: "error",
		code: "bad_response",
		message: row.error ?? "promptfoo had no answer."
	};
	const { cost, latencyMs, response, success } = row;
	const usage = response?.tokenUsage;
	const output = cutText(outputOf$1(response?.output), MOST_OUTPUT_BYTES);
	return {
		kind: "answered",
		pass: success,
		output: output.text,
		outputTruncated: output.truncated,
		toolCalls: [],
		finishReason: response?.finishReason ?? null,
		evaluations: evaluationsOf(row),
		usage: usage === void 0 ? null : {
			inputTokens: usage.prompt,
			outputTokens: usage.completion
		},
		costUsd: cost ?? null,
		latencyMs
	};
}
function outputOf$1(output) {
	if (typeof output === "string") return output;
	return output === void 0 || output === null ? "" : JSON.stringify(output);
}
/** An assertion each; where promptfoo lists none, its verdict on the row. Scores may be any number there. */
function evaluationsOf({ gradingResult, score, success }) {
	const parts = gradingResult?.componentResults ?? [];
	return (parts.length > 0 ? parts : [gradingResult ?? {
		pass: success,
		score,
		reason: ""
	}]).map((part, index) => {
		const assertion = "assertion" in part ? part.assertion : null;
		return {
			name: assertion?.metric ?? assertion?.type ?? `assertion ${index + 1}`,
			counts: true,
			pass: part.pass,
			score: within(part.score),
			why: part.reason
		};
	});
}
function within(score) {
	return Math.min(1, Math.max(0, score));
}
// src/evaluation/promptfoo/given-results.ts
/** What promptfoo's results say, as two arms or one. */
function promptfooResults(path, bytes) {
	const unusable = (problems) => ({
		kind: "unusable",
		path,
		problems
	});
	if (bytes === void 0) return unusable(["There is no such file in the workspace, or it is no plain file, a link or behind one, or too large."]);
	try {
		const arms = armsOf(readPromptfoo(bytes));
		const problems = problemsOf(arms);
		if (arms === null || problems.length > 0) return unusable(problems);
		const { base, head } = arms;
		return {
			kind: "read",
			path,
			base: base && nameOf(base),
			head: nameOf(head),
			tests: testsOf(arms)
		};
	} catch (error) {
		if (!(error instanceof PromptfooError)) throw error;
		return unusable(error.problems);
	}
}
/**
* Arms whose prompt or provider is labelled `base` or `head` are those. Without such labels the first arm of two is the
* base. Null where that does not tell them: none, or too many.
*/
function armsOf(arms) {
	const labelled = (label) => arms.filter(({ prompt, provider }) => prompt === label || provider === label);
	const [base, ...otherBases] = labelled("base");
	const [head, ...otherHeads] = labelled("head");
	const [first, second] = arms;
	if (first === void 0 || arms.length > 2 || otherBases.length + otherHeads.length > 0) return null;
	if (second === void 0) return base === void 0 ? {
		base: null,
		head: first
	} : null;
	if (base !== void 0 && base === head) return null;
	if (base !== void 0) return {
		base,
		head: base === first ? second : first
	};
	if (head !== void 0) return {
		base: head === first ? second : first,
		head
	};
	return {
		base: first,
		head: second
	};
}
function problemsOf(arms) {
	if (arms === null) return ["The file must hold one arm or two, each a prompt with a provider: two that are labelled base and head, or the base's first, or the head alone."];
	const headKeys = new Set(arms.head.tests.map(({ key }) => key));
	return (arms.base?.tests.filter(({ key }) => !headKeys.has(key)) ?? []).slice(0, 20).map(({ name }) => `The test ${JSON.stringify(name)} was run on the base alone.`);
}
function nameOf({ prompt, provider }) {
	return [prompt, provider].map((part) => part.slice(0, 100).toWellFormed()).join(" · ");
}
function testsOf({ base, head }) {
	const ofBase = new Map(base?.tests.map((test) => [test.key, test]));
	return head.tests.map(({ key, name, outcomes }) => {
		return {
			key,
			name,
			base: ofBase.get(key)?.outcomes ?? null,
			head: outcomes
		};
	});
}
/** The most trials that a test has on an arm. */
function mostTrials$1({ tests }) {
	return Math.max(1, ...tests.map(({ base, head }) => Math.max(base?.length ?? 0, head.length)));
}
// src/evaluation/metrics.ts
/** What the first pass of one arm comes to. Confirmations don't enter: they were run because something failed. */
function armMetrics(cases) {
	const outcomes = cases.flatMap(({ trials }) => trials);
	const answered = outcomes.filter((outcome) => outcome.kind === "answered");
	const known = outcomes.filter((outcome) => !isUnknown(outcome)).length;
	const latencies = answered.filter(({ origin }) => origin?.kind !== "record").map((outcome) => Math.round(outcome.latencyMs)).toSorted((a, b) => a - b);
	const cost = costOf(answered);
	return {
		cases: cases.length,
		passed: cases.filter(({ outcome }) => passes(outcome)).length,
		errors: outcomes.length - answered.length,
		pass_rate: known === 0 ? null : outcomes.filter(passes).length / known,
		latency_p50_ms: percentile(latencies, .5),
		latency_p95_ms: percentile(latencies, .95),
		...tokensOf$1(answered),
		cost_usd: cost,
		cost_per_call_usd: cost === null ? null : cost / answered.length
	};
}
/** The sum of all calls' costs; null where one is unknown or there is none. */
function costOf(answered) {
	const costs = answered.flatMap(({ costUsd }) => costUsd ?? []);
	return answered.length === 0 || costs.length < answered.length ? null : costs.reduce((sum, cost) => sum + cost, 0);
}
/** The sums of what was counted; null where an answer was not, since a mean of all would be too low. */
function tokensOf$1(answered) {
	const usages = answered.flatMap(({ usage }) => usage === null ? [] : [usage]);
	if (usages.length === 0 || usages.length < answered.length) return {
		input_tokens: null,
		output_tokens: null
	};
	return {
		input_tokens: usages.reduce((sum, usage) => sum + usage.inputTokens, 0),
		output_tokens: usages.reduce((sum, usage) => sum + usage.outputTokens, 0)
	};
}
// src/evaluation/report/build-report.ts
/** The one report object of a run. */
function buildReport(input) {
	const { budget, commits, endedAt, estimate, prompts, startedAt, totals } = input;
	const all = sumOf(totals);
	return evaluationReportSchema.parse({
		schema: 1,
		verdict: overallVerdict(prompts.map(({ gate }) => gate.verdict)),
		blocks: prompts.some(({ gate }) => gate.blocks),
		prompts: prompts.map(promptReport),
		run: {
			started_at: startedAt,
			duration_ms: Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)),
			calls: all.calls,
			input_tokens: all.inputTokens,
			output_tokens: all.outputTokens,
			cost_usd: all.costUsd,
			models: [.../* @__PURE__ */ new Set([...modelsOf(prompts), ...all.models])].toSorted(),
			spent: callsReport(totals),
			estimate,
			budget,
			cached_answers: all.cached,
			base_commit: commits.base,
			head_commit: commits.head
		}
	});
}
/** An estimate in the report's words. */
function estimateReport(estimate) {
	return {
		...callsReport(estimate),
		cost_usd: sumOf(estimate).costUsd
	};
}
function callsReport({ base, head, judge }) {
	return {
		base: totalsReport(base),
		head: totalsReport(head),
		judges: totalsReport(judge)
	};
}
function totalsReport({ calls, costUsd, inputTokens, outputTokens }) {
	return {
		calls,
		input_tokens: inputTokens,
		output_tokens: outputTokens,
		cost_usd: costUsd
	};
}
function sumOf({ base, head, judge }) {
	return addCall(addCall(base, head), judge);
}
function modelsOf(prompts) {
	const names = prompts.filter(({ cases, prepared }) => cases.length > 0 && prepared.given === void 0).map(({ prepared }) => prepared.prompt).flatMap(({ base, head }) => [base, head].flatMap((arm) => arm?.effective.model ?? []));
	return [...new Set(names)].toSorted();
}
function promptReport(evaluated) {
	const { prepared, cases, gate, rules } = evaluated;
	const { prompt, suite, problems } = prepared;
	const { path } = prompt;
	const baseCases = cases.flatMap(({ base, trials }) => base === null || trials.base === null ? [] : [{
		outcome: base,
		trials: trials.base
	}]);
	return {
		id: prompt.id,
		path,
		verdict: gate.verdict,
		blocks: gate.blocks,
		reasons: gate.reasons,
		suite_digest: suite.digest,
		...prompt.onlyCases !== void 0 && { part_of_suite: { cases: suite.cases.length } },
		base: prompt.base === null ? null : armReport(prompt.base, baseCases),
		head: armReport(prompt.head, cases.map(({ head, trials }) => ({
			outcome: head,
			trials: trials.head
		}))),
		cases: cases.map((one) => caseReport(one, path)),
		evaluators: prepared.evaluators.map(({ name, counts, isNew, position }) => {
			return {
				name,
				counts,
				is_new: isNew,
				position: {
					path,
					line: position.line
				}
			};
		}),
		...positionsReport(prompt),
		...prepared.given === void 0 ? { baseline: baselineReport(evaluated.baseline) } : { results: resultsReport(prepared.given) },
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
		statistics: statisticsReport(evaluated),
		loosened_rules: rules.loosened.map((one) => ({
			...one,
			...rulePosition(prompt, one)
		})),
		breaking_variables: rules.breaking.map((one) => ({
			...one,
			...variablePosition(prompt, one)
		})),
		...prompt.onlyCases === void 0 && prepared.given === void 0 && { first_pass: firstPassReport(evaluated) },
		problems: [
			...prompt.notices,
			...problems,
			...rules.problems
		]
	};
}
function outcomesOf({ trials, fresh }) {
	return [
		...trials.base ?? [],
		...trials.head,
		...fresh
	];
}
function firstPassReport({ cases, prepared, rules: { digest, rules } }) {
	const judges = cases.flatMap((one) => outcomesOf(one).flatMap((outcome) => outcome.judges ?? []));
	return {
		trials: rules.trials,
		judges: [...new Set(judges)].toSorted(),
		rules_digest: digest,
		providers: prepared.providers,
		cases: cases.map(({ suiteCase, trials }) => ({
			id: suiteCase.id,
			trials: trials.head.map(recordedTrial)
		}))
	};
}
function recordedTrial(outcome) {
	if (outcome.kind === "error") return {
		result: "error",
		code: outcome.code
	};
	return {
		result: outcome.pass ? "pass" : "fail",
		score: MEASURES.score(outcome),
		input_tokens: outcome.usage?.inputTokens ?? null,
		output_tokens: outcome.usage?.outputTokens ?? null,
		cost_usd: outcome.costUsd ?? null
	};
}
function statisticsReport({ statistics, budgets, comparisons }) {
	return {
		level: statistics.level,
		rules: statistics.rules,
		budgets,
		comparisons: comparisons.map(({ smallestVisible, fewestFlips, ...comparison }) => {
			return {
				...comparison,
				smallest_visible: smallestVisible,
				fewest_flips: fewestFlips
			};
		})
	};
}
function armReport(arm, cases) {
	const { kind, label, digest, effective, live } = arm;
	return {
		kind,
		label,
		digest,
		effective,
		metrics: armMetrics(cases),
		...live !== void 0 && { live }
	};
}
function baselineReport(baseline) {
	if (baseline.kind === "asked") return baseline;
	const { ageDays, kind, recordedAt, version } = baseline;
	return {
		kind,
		version,
		recorded_at: recordedAt,
		age_days: ageDays
	};
}
function resultsReport(given) {
	const { base, head } = given.kind === "read" ? given : {
		base: null,
		head: null
	};
	return {
		from: "promptfoo",
		path: given.path,
		base,
		head
	};
}
function positionsReport({ headSuite: { positions }, path }) {
	if (positions === void 0) return {};
	const place = ({ line }) => ({
		path,
		line
	});
	return { positions: {
		model: place(positions.model),
		messages: positions.messages.map(place)
	} };
}
/** Where the head's file says a rule; where it drops the rule, its gates. */
function rulePosition({ headSuite: { gates }, path }, { rule }) {
	if (gates === void 0) return {};
	return { position: {
		path,
		line: (Object.entries(gates.keys).find(([name]) => name === rule)?.[1] ?? gates.position).line
	} };
}
function variablePosition({ headSuite: { declarations = [] }, path }, { to, variable }) {
	const declared = declarations.find(({ name }) => name === (to ?? variable));
	return declared === void 0 ? {} : { position: {
		path,
		line: declared.position.line
	} };
}
function caseReport(one, path) {
	const { suiteCase, status, base, head, trials, confirmation } = one;
	return {
		id: suiteCase.id,
		name: suiteCase.name,
		status,
		is_new: suiteCase.isNew,
		position: {
			path,
			line: suiteCase.position.line
		},
		base: base === null ? null : outcomeReport(one.shownBase ?? base),
		head: outcomeReport(head),
		...trials.head.length > 1 && { trials: {
			base: trials.base && tallyOf(trials.base),
			head: tallyOf(trials.head)
		} },
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
	const isRecorded = outcome.origin?.kind === "record";
	return {
		result: outcome.pass ? "pass" : "fail",
		output: outcome.output,
		output_truncated: outcome.outputTruncated,
		tool_calls: outcome.toolCalls,
		finish_reason: outcome.finishReason,
		evaluators: isRecorded ? [] : outcome.evaluations,
		...outcome.evaluatorErrors !== void 0 && { evaluator_errors: outcome.evaluatorErrors },
		latency_ms: isRecorded ? null : Math.round(outcome.latencyMs),
		input_tokens: outcome.usage?.inputTokens ?? null,
		output_tokens: outcome.usage?.outputTokens ?? null,
		cost_usd: outcome.costUsd ?? null,
		...outcome.origin !== void 0 && { origin: outcome.origin }
	};
}
// src/evaluation/judge.ts
/** The judge's own failure: no opinion on what it was to judge. */
var JudgeFailed = class extends Error {
	name = "JudgeFailed";
};
/** Malformed answers happen to good judges as well, twice in a row hardly. */
const MAX_ANSWERS = 2;
const MAX_REASON_LENGTH = 300;
/**
* Judges over the run's own calls, so that its limits hold for them, too; made once a run, then for each trial. A model that
* refuses temperature 0, as reasoning models do, is asked without it from then on.
*/
function makeJudges() {
	const withoutTemperature = /* @__PURE__ */ new Set();
	return (askModel, signal) => {
		const call = async (request) => (await askModel(request, "judge")).response.text;
		return (question) => ask(question, {
			call,
			withoutTemperature,
			signal
		});
	};
}
async function ask(question, asking) {
	for (let count = 1; count <= MAX_ANSWERS; count += 1) {
		const read = readJudgement(await callOrFail(question, asking), question.choices);
		if (read !== void 0) return read;
	}
	throw new JudgeFailed(`the judge ${JSON.stringify(question.model)} answered ${MAX_ANSWERS} times with something that is not the JSON it was asked for`);
}
async function callOrFail(question, asking) {
	try {
		return await callTolerant(question, asking);
	} catch (error) {
		asking.signal.throwIfAborted();
		if (!(error instanceof ModelError)) throw error;
		throw new JudgeFailed(`the judge ${JSON.stringify(question.model)} failed: ${error.message}`, { cause: error });
	}
}
async function callTolerant(question, { call, withoutTemperature }) {
	const cold = { temperature: 0 };
	const { model } = question;
	if (withoutTemperature.has(model)) return call(judgeRequest(question, {}));
	try {
		return await call(judgeRequest(question, cold));
	} catch (error) {
		if (!(error instanceof ModelError) || error.code !== "refused_request") throw error;
		const text = await call(judgeRequest(question, {}));
		withoutTemperature.add(model);
		return text;
	}
}
const judgementSchema = z.strictObject({
	reason: z.string(),
	choice: z.string()
});
/**
* Nothing but the whole JSON object with one of the choices, letter by letter, is a judgement. It may stand in one code
* fence: so judges write whose server has no schemas.
*/
function readJudgement(text, choices) {
	const parsed = judgementSchema.safeParse(jsonOf(withoutFence(text)));
	if (!parsed.success || !choices.includes(parsed.data.choice)) return void 0;
	const reason = parsed.data.reason.slice(0, MAX_REASON_LENGTH * 2).replace(/\s+/g, " ").trim();
	const cut = reason.length > MAX_REASON_LENGTH ? `${reason.slice(0, 299)}…` : reason;
	return {
		choice: parsed.data.choice,
		reason: cut.toWellFormed()
	};
}
const FENCED = /^```(?:json)?[ \t]*\r?\n([\s\S]*)\n```$/i;
function withoutFence(text) {
	const trimmed = text.trim();
	return FENCED.exec(trimmed)?.[1] ?? trimmed;
}
function jsonOf(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/evaluation/turn.ts
/**
* Work that waits for nothing would keep the end of a run's time, its cancelling and its progress from being seen: between
* its parts whatever else is waiting gets its turn.
*/
function turnOfOthers() {
	return new Promise((resolve) => {
		setImmediate(resolve);
	});
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
	const tools = {
		signal: AbortSignal.any([run.signals.cancelled, run.signals.timeUp]),
		judgeWith: makeJudges()
	};
	const outcomes = trials.map((trial) => limit(async () => {
		const outcome = await runTrial(trial, run, tools);
		run.onDone();
		return outcome;
	}));
	return Promise.all(outcomes);
}
async function runTrial(trial, run, tools) {
	const { effective } = trial;
	const { signal } = tools;
	const compiled = compile(effective, splitCaseValues(effective, trial.values).variables);
	if (!compiled.ok) return failed("case_values", compiled.offences.map((offence) => offence.message).join(" "));
	if (trial.withheld !== void 0) return trial.withheld;
	if (signal.aborted) return stopped(run.signals);
	const ask = run.calls.forTrial(trial.draw);
	let called;
	try {
		called = await ask(callRequest(effective, compiled.messages), trial.arm);
	} catch (error) {
		if (signal.aborted) return stopped(run.signals);
		if (error instanceof BudgetExhausted) return failed("budget_exhausted", error.message);
		if (error instanceof ModelError) return failed(error.code, error.message);
		throw error;
	}
	const { costUsd, response: answer } = called;
	const judges = /* @__PURE__ */ new Set();
	const askJudge = tools.judgeWith((request, purpose) => {
		judges.add(request.model);
		return ask(request, purpose);
	}, signal);
	const subject = {
		answer,
		values: trial.values,
		messages: compiled.messages,
		costUsd,
		ask: askJudge
	};
	const judgedOutcome = withOrigin(await judged(trial.evaluators.filter(({ counts }) => counts), subject, run.signals), called);
	const outcome = judges.size === 0 ? judgedOutcome : {
		...judgedOutcome,
		judges: [...judges]
	};
	const others = trial.evaluators.filter(({ counts }) => !counts);
	if (outcome.kind === "answered" && others.length > 0) run.opinions?.set(outcome, async () => {
		return {
			...await opinionsOf(others, subject, run.signals),
			judges: [...judges]
		};
	});
	return outcome;
}
function withOrigin(outcome, { cachedAt }) {
	if (outcome.kind === "error" || cachedAt === null) return outcome;
	return {
		...outcome,
		origin: {
			kind: "cache",
			at: cachedAt
		}
	};
}
/** What evaluators that count make of an answer: one that gives no verdict leaves it unknown. */
async function judged(evaluators, subject, signals) {
	const { answer, costUsd } = subject;
	const evaluations = [];
	for (const { name, counts, judge } of evaluators) {
		await turnOfOthers();
		if (isOver(signals)) return stopped(signals);
		try {
			evaluations.push({
				name,
				counts,
				...await judge(subject)
			});
		} catch (error) {
			if (isOver(signals)) return stopped(signals);
			if (error instanceof BudgetExhausted) return failed("budget_exhausted", error.message);
			return failed("evaluator_failed", noVerdict(name, error));
		}
	}
	const { text, truncated } = cutText(answer.text, MAX_OUTPUT_BYTES);
	return {
		kind: "answered",
		pass: evaluations.every(({ pass }) => pass),
		output: text,
		outputTruncated: truncated,
		toolCalls: answer.toolCalls.map(({ name, arguments: given }) => ({
			name: cutText(name, 200).text,
			arguments: cutText(given, MAX_OUTPUT_BYTES).text
		})),
		finishReason: answer.finishReason,
		evaluations,
		usage: answer.usage,
		latencyMs: answer.latencyMs,
		costUsd
	};
}
/** What the others say. One that gives no verdict takes nothing from the answer. */
async function opinionsOf(evaluators, subject, signals) {
	const evaluations = [];
	const errors = [];
	for (const { name, counts, judge } of evaluators) {
		await turnOfOthers();
		try {
			if (isOver(signals)) throw new Error("the run was over before it was asked");
			evaluations.push({
				name,
				counts,
				...await judge(subject)
			});
		} catch (error) {
			errors.push({
				name,
				message: noVerdict(name, error)
			});
		}
	}
	return {
		evaluations,
		errors
	};
}
function noVerdict(name, error) {
	return `The evaluator ${JSON.stringify(name)} gave no verdict: ${detailOf(error)}.`;
}
function isOver({ cancelled, timeUp }) {
	return cancelled.aborted || timeUp.aborted;
}
function detailOf(error) {
	return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}
function stopped({ cancelled }) {
	return cancelled.aborted ? failed("cancelled", "The run was cancelled before this was answered.") : failed("time_limit", "The run's time was up before this was answered: raise budget.minutes in the config, or run fewer cases or trials.");
}
function failed(code, message) {
	return {
		kind: "error",
		code,
		message
	};
}
// src/evaluation/trial-slots.ts
/** Which arm of a case begins changes from case to case: whatever drifts during a run drifts on both. */
function armsInTurn(owner) {
	return owner % 2 === 0 ? ["base", "head"] : ["head", "base"];
}
/** A case's trials on these arms. An arm that the prompt has not, and the base of an unchanged prompt, are not run. */
function slotsOf(owner, plan) {
	const { prompt, evaluators, isUnchanged } = owner.prepared;
	const next = { ...plan.before ?? {
		base: 0,
		head: 0
	} };
	return plan.arms.flatMap((arm) => {
		const effective = (isUnchanged && arm === "base" ? null : prompt[arm])?.effective;
		if (effective === void 0) return [];
		const place = {
			arm,
			phase: plan.phase,
			trial: next[arm]
		};
		const draw = drawOf(owner, plan.isAsked === true ? {
			...place,
			isAsked: true
		} : place);
		next[arm] += 1;
		const { suiteCase, withheld } = owner;
		const trial = {
			effective,
			values: suiteCase.values,
			evaluators,
			arm,
			draw
		};
		return [{
			owner: plan.owner,
			arm,
			trial: withheld === void 0 ? trial : {
				...trial,
				withheld
			}
		}];
	});
}
function drawOf({ isLatencyCompared, prepared: { prompt }, suiteCase }, place) {
	const pair = [prompt.base?.digest, prompt.head.digest].join("\n");
	return {
		prompt: prompt.id,
		suiteCase: suiteCase.id,
		...place,
		...isLatencyCompared && { pair }
	};
}
/** Runs trials, started in the given order. */
async function runSlots(slots, run) {
	const results = await runTrials(slots.map((slot) => slot.trial), run);
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
// src/evaluation/confirmation-run.ts
/**
* Runs the fresh trials that the decisions need, all open cases together in rounds, their arms in turn. Gives what came
* of each case by its place in the run.
*/
async function runConfirmations(cases, run, onProgress) {
	const decided = /* @__PURE__ */ new Map();
	const total = cases.reduce((sum, one) => sum + mostTrials(one), 0);
	let done = 0;
	const advance = (by) => {
		done += by;
		if (by > 0) onProgress(done, total);
	};
	let open = cases.map(opened);
	while (open.length > 0) open = (await runRound(open, {
		...run,
		onDone: () => advance(1)
	})).filter(({ one, state }) => {
		const step = nextTrials(state);
		if (step.kind === "run") return true;
		const fresh = [...state.outcomes.base, ...state.outcomes.head];
		decided.set(one.index, {
			confirmation: step.confirmation,
			fresh,
			base: state.outcomes.base
		});
		advance(mostTrials(one) - fresh.length);
		return false;
	});
	return decided;
}
function mostTrials({ trials, hasBase }) {
	return hasBase ? 2 * trials : trials;
}
function opened(one) {
	const { trials, hasBase, index } = one;
	return {
		one,
		state: startConfirmation({
			trials,
			hasBase,
			first: armsInTurn(index)[0]
		})
	};
}
async function runRound(open, run) {
	const outcomes = await runSlots(open.flatMap(({ one, state }) => {
		const step = nextTrials(state);
		if (step.kind !== "run") return [];
		const { base, head } = state.outcomes;
		const before = {
			base: base.length,
			head: head.length
		};
		const plan = {
			owner: one.index,
			arms: step.arms,
			phase: "confirmation",
			before
		};
		return slotsOf(one.owner, {
			...plan,
			isAsked: one.isAsked
		});
	}), run);
	return open.map(({ one, state }) => ({
		one,
		state: withOutcomes(state, outcomes.get(one.index))
	}));
}
// src/evaluation/gate/first-pass.ts
function firstPassCase(trials) {
	const { isNew, base, head } = trials;
	const pair = {
		isNew,
		base: base === null ? null : baseBeside(base, head),
		head: mostlyOf(head)
	};
	return {
		trials,
		pair,
		status: firstStatus(pair)
	};
}
/**
* Whether a case must be run again before it may be held against the head. None must where the first pass alone is
* already significant: the verdict stands without them.
*/
function isToConfirm({ status }, prompt) {
	return needsConfirmation(status, prompt.hasBaseArm) && !passRateRegressed(prompt.statistics);
}
// src/evaluation/opinions.ts
/** Asks for all of them, saying when one has answered; gives the outcomes with what is said of each, by the outcomes without. */
async function askOpinions(open, concurrency, onTold) {
	const limit = pLimit(concurrency);
	const entries = [...open].map(([outcome, ask]) => limit(async () => {
		const told = withOpinion(outcome, await ask());
		onTold();
		return [outcome, told];
	}));
	return new Map(await Promise.all(entries));
}
function withOpinion(outcome, { errors, evaluations, judges }) {
	return {
		...outcome,
		evaluations: [...outcome.evaluations, ...evaluations],
		...errors.length > 0 && { evaluatorErrors: errors },
		...judges.length > 0 && { judges }
	};
}
// src/evaluation/run-phases.ts
const NO_STATISTICS = {
	level: FALSE_FAIL_BUDGET,
	rules: []
};
/**
* The base's cases come first, with all that their confirmations need, and only then what the head brings: or new cases
* could use up the time in which regressions are confirmed. After the new cases the rules are decided once more, and what
* only then needs a confirmation gets it. Evaluators that don't count are asked last.
*/
async function runPhases(prompts, run, onProgress) {
	const owners = prompts.flatMap(ownersOf);
	const standing = owners.filter(({ suiteCase }) => !suiteCase.isNew);
	const added = owners.filter(({ suiteCase }) => suiteCase.isNew);
	const opinions = /* @__PURE__ */ new Map();
	const asking = {
		...run,
		opinions
	};
	const total = [...standing, ...added].flatMap(slotsOfCase).length;
	const counted = {
		...asking,
		onDone: countedProgress("first_pass", total, onProgress)
	};
	const askBases = (pass) => askBlamedBases(pass, asking, onProgress);
	const onConfirmed = (count, most) => onProgress({
		phase: "confirmation",
		done: count,
		total: most
	});
	const first = await askBases(judge(prompts, await runCases(standing, 0, counted)));
	const before = await runConfirmations(casesToConfirm(first), run, onConfirmed);
	const cases = [...first.cases, ...await runCases(added, standing.length, counted)];
	const all = await askBases(judge(first.prompts, cases));
	const after = await runConfirmations(casesToConfirm(all).filter(({ index }) => !before.has(index)), run, onConfirmed);
	const onTold = countedProgress("new_evaluators", opinions.size, onProgress);
	const told = await askOpinions(opinions, run.concurrency, onTold);
	return {
		judged: all.prompts,
		firstPass: all.cases.map((one) => withOpinions(one, told)),
		confirmed: new Map([...before, ...after])
	};
}
/** The case with what evaluators that don't count say of its answers. */
function withOpinions(one, told) {
	const { pair, trials } = one;
	const toldOf = (outcome) => told.get(outcome) ?? outcome;
	return {
		...one,
		trials: {
			...trials,
			base: trials.base?.map(toldOf) ?? null,
			head: trials.head.map(toldOf)
		},
		pair: {
			...pair,
			base: pair.base && toldOf(pair.base),
			head: toldOf(pair.head)
		}
	};
}
function countedProgress(phase, total, onProgress) {
	let done = 0;
	return () => {
		done += 1;
		onProgress({
			phase,
			done,
			total
		});
	};
}
/**
* A record may clear the head and never blame it: it was drawn once and is held against many changes, so that its luck
* would fail all of them. Where a rule is missed against a record, the base is asked, and its answers alone decide.
*/
async function askBlamedBases(pass, run, onProgress) {
	const blamed = pass.prompts.filter(isBlamedByRecord);
	if (blamed.length === 0) return pass;
	const isBlamed = ({ prepared }) => blamed.some((prompt) => prompt.prepared === prepared);
	const slots = pass.cases.flatMap((one, index) => isBlamed(one) ? slotsOf(one, {
		owner: index,
		arms: basesOf(one),
		phase: "first_pass"
	}) : []);
	const onDone = countedProgress("base_again", slots.length, onProgress);
	const outcomes = await runSlots(slots, {
		...run,
		onDone
	});
	const cases = pass.cases.map((one, index) => {
		const base = outcomes.get(index)?.base;
		if (base === void 0 || base.length === 0) return one;
		const { recorded: _, ...owner } = one;
		return {
			...owner,
			...firstPassCase({
				...one.trials,
				base
			})
		};
	});
	const baseline = {
		kind: "asked",
		reason: "would_blame"
	};
	return judge(pass.prompts.map((prompt) => blamed.includes(prompt) ? {
		...prompt,
		baseline
	} : prompt), cases);
}
/** Required rates concern the head alone. */
function isBlamedByRecord({ baseline, statistics }) {
	const isMissed = statistics.rules.some(({ kind, status }) => kind !== "required_rate" && (status === "broken" || status === "unclear"));
	return baseline.kind === "recorded" && isMissed;
}
function basesOf({ trials }) {
	return trials.head.map(() => "base");
}
function ownersOf({ baseline, prepared, rules: { rules }, withheld }) {
	const shared = {
		prepared,
		isLatencyCompared: rules.max_latency_ratio !== void 0,
		...withheld !== void 0 && { withheld: withheld.failed }
	};
	const tests = prepared.given?.kind === "read" ? prepared.given.tests : [];
	const given = new Map(tests.map((test, index) => [givenCaseId(index), test]));
	return prepared.cases.map((suiteCase) => {
		const test = given.get(suiteCase.id);
		if (test !== void 0) return {
			...shared,
			suiteCase,
			given: test,
			trialsPerArm: rules.trials
		};
		const recorded = baseline.kind === "recorded" ? baseline.outcomes.get(suiteCase.id) : void 0;
		const owner = {
			...shared,
			suiteCase,
			trialsPerArm: rules.trials
		};
		return recorded === void 0 ? owner : {
			...owner,
			recorded
		};
	});
}
function slotsOfCase(owner, index) {
	if (owner.given !== void 0) return [];
	const turn = owner.recorded === void 0 ? armsInTurn(index) : ["head"];
	return slotsOf(owner, {
		owner: index,
		arms: Array.from({ length: owner.trialsPerArm }, () => turn).flat(),
		phase: "first_pass"
	});
}
async function runCases(owners, offset, run) {
	const outcomes = await runSlots(owners.flatMap((owner, index) => slotsOfCase(owner, offset + index)), run);
	return owners.map(({ trialsPerArm: _, ...owner }, index) => {
		const { base: asked, head = [] } = owner.given ?? outcomes.get(offset + index) ?? {};
		const base = owner.recorded ?? asked ?? [];
		const trials = {
			isNew: owner.suiteCase.isNew,
			base: base.length > 0 ? base : null,
			head
		};
		return {
			...owner,
			...firstPassCase(trials)
		};
	});
}
function judge(prompts, cases) {
	const statistics = decideStatistics(prompts.map((prompt) => statisticsInput(prompt, cases)));
	return {
		prompts: prompts.map((prompt, index) => ({
			...prompt,
			statistics: statistics[index] ?? NO_STATISTICS
		})),
		cases
	};
}
/** An unchanged prompt has nothing to compare: only its new cases were run. */
function statisticsInput({ prepared, rules }, firstPass) {
	const { suite, prompt, isUnchanged } = prepared;
	const cases = isUnchanged ? [] : firstPass.filter((one) => one.prepared === prepared);
	return {
		seed: [
			suite.digest,
			prompt.base?.digest ?? "",
			prompt.head.digest
		].join("\n"),
		rules: rules.rules,
		cases: cases.map(({ trials }) => trials)
	};
}
function casesToConfirm({ cases, prompts }) {
	const unanswered = new Set(prompts.flatMap(({ prepared, statistics: { level } }) => unansweredToConfirm(cases.filter((one) => one.prepared === prepared), level)));
	return cases.flatMap((one, index) => {
		const prompt = prompts.find(({ prepared }) => prepared === one.prepared);
		if (prompt === void 0 || one.given !== void 0) return [];
		const { rules, statistics } = prompt;
		const isAsked = unanswered.has(one);
		const hasBaseArm = one.prepared.prompt.base !== null;
		if (!isAsked && !isToConfirm(one, {
			hasBaseArm,
			statistics
		})) return [];
		const hasBase = one.trials.base !== null;
		return [{
			owner: one,
			index,
			trials: rules.rules.confirm_trials,
			hasBase,
			isAsked
		}];
	});
}
// src/evaluation/evaluate.ts
const NO_PRICE = () => null;
/**
* Compares what is live with what is proposed: runs every case on both arms, runs again what newly fails, and decides.
* Failures of models are part of the report; only bugs are thrown.
*/
async function evaluatePrompts(input) {
	const startedAt = input.clock.now();
	const { limits, clock } = input;
	const signals = {
		cancelled: input.signal,
		timeUp: clock.timeout(limits.minutes * 6e4)
	};
	const prompts = await Promise.all(input.prompts.map((prompt) => prepare(prompt, input, startedAt)));
	const estimate = estimateReport(estimateOf(prompts, input));
	input.onEstimate?.(estimate);
	const budget = makeBudget(limits.usd ?? null);
	const calls = callsOf(input, {
		budget,
		startedAt,
		signals
	});
	return buildReport({
		prompts: await finishAll(await runPhases(prompts, {
			calls,
			concurrency: limits.concurrency,
			signals
		}, (progress) => input.onProgress?.(progress)), input),
		startedAt,
		endedAt: clock.now(),
		commits: input.commits,
		totals: calls.totals(),
		estimate,
		budget: budgetReport(input, {
			budget,
			prompts
		})
	});
}
function estimateOf(prompts, { priceOf = NO_PRICE }) {
	return estimateRun(prompts.filter(({ prepared, withheld }) => withheld === void 0 && prepared.given === void 0).map(({ baseline, prepared, rules }) => {
		return {
			prepared,
			trials: rules.rules.trials,
			isBaseRecorded: baseline.kind === "recorded"
		};
	}), priceOf);
}
function callsOf({ kept, limits, model, priceOf = NO_PRICE, providerOf }, run) {
	const { budget, startedAt, signals } = run;
	const signal = AbortSignal.any([signals.cancelled, signals.timeUp]);
	const { maxOutputTokens, usd = null } = limits;
	return makeCalls({
		model,
		providerOf,
		priceOf,
		budget,
		capUsd: usd,
		maxOutputTokens,
		kept,
		startedAt,
		signal
	});
}
function budgetReport({ limits, priceOf = NO_PRICE }, { budget, prompts }) {
	const prepared = prompts.map((one) => one.prepared).filter(({ given }) => given === void 0);
	return {
		usd: limits.usd ?? null,
		minutes: limits.minutes,
		spent_usd: budget.spent(),
		exhausted: budget.hasRefused(),
		unknown_prices: unknownPrices(prepared, priceOf)
	};
}
async function prepare(prompt, input, startedAt) {
	const { gates, clock, judges, limits, priceOf = NO_PRICE, providerOf, trials } = input;
	const { allow_removed_cases: allowLoosening } = gates;
	const options = {
		allowLoosening,
		judges,
		providerOf,
		watchdog: clock.watchdog
	};
	const prepared = await preparePrompt(prompt, options);
	const { given } = prepared;
	const costs = {
		capUsd: limits.usd ?? null,
		allowUnknownPrices: limits.allowUnknownPrices ?? false
	};
	const withheld = given === void 0 ? withheldFor(prepared, priceOf, costs) : void 0;
	const rules = withTrials(rulesOfPrompt(prompt, gates), given?.kind === "read" ? mostTrials$1(given) : trials);
	return {
		prepared,
		rules,
		baseline: decideBaseline({
			prepared,
			trials: rules.rules.trials,
			isLatencyCompared: rules.rules.max_latency_ratio !== void 0,
			price: priceOf(prepared.prompt.base?.effective.model ?? ""),
			now: startedAt,
			maxAgeDays: gates.baseline_max_age_days
		}),
		...withheld !== void 0 && { withheld }
	};
}
function withTrials(said, trials) {
	return trials === void 0 ? said : {
		...said,
		rules: {
			...said.rules,
			trials
		}
	};
}
/** One prompt after the other: the intervals of one take a moment, those of hundreds seconds. */
async function finishAll(results, { gates, onProgress }) {
	const evaluated = [];
	for (const prompt of results.judged) {
		evaluated.push(finish(prompt, results, gates));
		onProgress?.({
			phase: "comparison",
			done: evaluated.length,
			total: results.judged.length
		});
		await turnOfOthers();
	}
	return evaluated;
}
function finish(judged, { firstPass, confirmed }, gates) {
	const { baseline, prepared, rules, statistics } = judged;
	const cases = firstPass.flatMap((one, index) => one.prepared === prepared ? [evaluatedCase(one, confirmed.get(index))] : []);
	const input = statisticsInput(judged, firstPass);
	const budgets = decideBudgets(rules.rules, input.cases);
	const { suite, tally, isUnchanged, invalidCases, invalidInHead, given } = prepared;
	const { withheld } = judged;
	const gate = decideVerdict({
		rules: rules.rules,
		statistics: statistics.rules,
		budgets,
		breaking: rules.breaking,
		allowBreaking: gates.allow_breaking_variables,
		hasInvalidGates: rules.hasInvalidGates,
		hasBaseArm: hasBaseArm(prepared),
		given,
		isUnchanged,
		isSameModel: prepared.prompt.base?.effective.model === prepared.prompt.head.effective.model,
		cases,
		isSurelyUnanswered: given === void 0 && isSurelyUnanswered(cases, statistics.level),
		withheldByHead: withheld?.isHeadsDoing === true ? withheld.failed.message : null,
		suiteCases: suite.cases.length,
		changes: suite.changes,
		allowLoosening: gates.allow_removed_cases,
		evaluators: tally,
		invalidCases,
		invalidInHead
	});
	return {
		prepared,
		rules,
		baseline,
		cases,
		statistics,
		budgets,
		comparisons: compareMetrics({
			...input,
			statistics
		}),
		gate
	};
}
function evaluatedCase(one, confirmed) {
	const { suiteCase, pair, status, trials } = one;
	const confirmation = confirmed?.confirmation ?? null;
	return {
		...pair,
		suiteCase,
		name: suiteCase.name,
		status: finalStatus(status, confirmation),
		trials,
		confirmation,
		fresh: confirmed?.fresh ?? [],
		...shownBase(one, confirmed)
	};
}
/** Nothing that was said is recorded: a fresh answer of the base shows what it used to say. */
function shownBase({ recorded }, confirmed) {
	const shown = recorded === void 0 ? void 0 : confirmed?.base.find(passes);
	return shown === void 0 ? {} : { shownBase: shown };
}
// src/reports/evaluation/estimate-text.ts
/** What a run is expected to take, in one plain line: said before its first call. */
function estimateText(estimate, { minutes, usd }) {
	const { base, head, judges } = estimate;
	const purposes = [
		base,
		head,
		judges
	];
	const sum = (of) => purposes.reduce((total, one) => total + of(one), 0).toLocaleString("en-US");
	return `Estimate, confirmations and kept answers apart: ${`${sum((one) => one.calls)} calls (${base.calls} base, ${head.calls} head, ${judges.calls} judges)`}, ${`about ${sum((one) => one.input_tokens)} tokens in and ${sum((one) => one.output_tokens)} out`}, ${`${usdText(estimate.cost_usd)} (${usdText(base.cost_usd)} base, ${usdText(head.cost_usd)} head, ${usdText(judges.cost_usd)} judges)`}; the cap is ${usd} USD and ${minutes} minutes`;
}
function usdText(amount) {
	return amount === null ? "cost unknown" : `${Number(amount.toPrecision(2))} USD`;
}
// src/reports/text/numbers.ts
/** Numbers as people read them. None of these is data: nobody can write Markdown with them. */
/** `340 ms`, `1.2 s`, `2 min 5 s`. */
function durationText(milliseconds) {
	if (milliseconds < 1e3) return md`${Math.round(milliseconds)} ms`;
	if (milliseconds < 6e4) return { inline: `${(milliseconds / 1e3).toFixed(1)} s` };
	const seconds = Math.round(milliseconds / 1e3);
	return md`${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
/** `12,345`. */
function numberText(value) {
	return { inline: value.toLocaleString("en-US") };
}
/**
* `0.0242 USD`, `1.50 USD`: of small costs three significant digits, since one call often costs far less than a cent. The
* word stands after the number: GitHub reads what stands between two dollar signs as mathematics.
*/
function costText$1(usd) {
	return { inline: `${usd < .1 ? decimalText(usd).inline : usd.toFixed(2)} USD` };
}
/** Three significant digits, never an exponent. */
function decimalText(value) {
	return { inline: value.toLocaleString("en-US", { maximumSignificantDigits: 3 }) };
}
/** `82 %` from 0.82. Never rounded to all or nothing. */
function shareText(share) {
	const percent = share * 100;
	const digits = percent > 99 || percent < 1 ? 3 : 1;
	return { inline: `${percent.toLocaleString("en-US", { maximumFractionDigits: digits })} %` };
}
const LEAST_CHANCE = 1e-4;
/** `0.5 %`, `less than 0.01 %`. */
function chanceText(chance) {
	return chance < LEAST_CHANCE ? md`less than 0.01 %` : percentText$1(chance);
}
/** `0.33 %` from 1/300: two significant digits. */
function percentText$1(share) {
	return { inline: `${(share * 100).toLocaleString("en-US", { maximumSignificantDigits: 2 })} %` };
}
/** `+3`, `−12.5`, `0`, with a sign that is as wide as the plus. */
function signedText(value) {
	const text = decimalText(Number(Math.abs(value).toFixed(3))).inline;
	if (text === "0") return { inline: "0" };
	return { inline: `${value > 0 ? "+" : "−"}${text}` };
}
// src/reports/evaluation/rule-words.ts
/** The sentence behind a reason, without its full stop; null where the report holds nothing of it. */
function ruleText(prompt, reason) {
	const { statistics } = prompt;
	if (statistics === void 0) return null;
	const finding = findingOf(statistics, prompt, reason);
	if (finding === void 0) return null;
	return "rule" in finding ? ruleSentence(finding.rule, statistics) : budgetSentence(finding.budget);
}
/** Reasons of one code stand in the order of their rules, so the nth of them is the nth finding. */
function findingOf(statistics, { reasons }, reason) {
	const nth = reasons.filter(({ code }) => code === reason.code).indexOf(reason);
	return findingsOf(statistics, reason.code)[nth];
}
function findingsOf({ rules, budgets }, code) {
	const found = (kind, status, metric) => rules.filter((rule) => rule.kind === kind && rule.status === status).filter((rule) => metric === void 0 || rule.metric === metric).map((rule) => ({ rule }));
	const spent = (status) => budgets.filter((budget) => budget.status === status).map((budget) => ({ budget }));
	switch (code) {
		case "pass_rate_regressed": return found("regression", "broken", "pass_rate");
		case "score_regressed": return found("regression", "broken", "score");
		case "required_rate_missed": return found("required_rate", "broken");
		case "relative_budget_exceeded": return found("ratio", "broken");
		case "absolute_budget_exceeded": return spent("exceeded");
		case "required_rate_unclear": return found("required_rate", "unclear");
		case "relative_budget_unclear": return found("ratio", "unclear");
		case "budget_unknown": return [...rules.filter(({ status }) => status === "not_measured").map((rule) => ({ rule })), ...spent("unknown")];
		default: return [];
	}
}
const METRIC_WORDS = {
	pass_rate: md`the pass rate`,
	score: md`the mean score`,
	latency: md`latency`,
	tokens: md`the use of tokens`,
	cost: md`the cost of a call`
};
const BUDGET_WORDS = {
	latency_p95_ms: md`the time within which 95 % of the calls are answered`,
	tokens: md`the mean number of tokens of a call`,
	cost_usd: md`the mean cost of a call`
};
function ruleSentence(rule, statistics) {
	const { cases, estimate, kind, limit, metric, status } = rule;
	if (status === "not_measured" || estimate === null) return unknownText(METRIC_WORDS[metric]);
	const sure = status === "broken" ? certaintyText(rule) : md`, but ${countOf(cases, "case")} cannot tell that from noise`;
	switch (kind) {
		case "regression": return md`${fallText(rule, estimate)}${spanText(metric, statistics)}${marginText(rule)}${sure}`;
		case "ratio": return md`${METRIC_WORDS[metric]} is ${decimalText(estimate)} times the base's and at most ${decimalText(limit)} times is allowed${sure}`;
		case "required_rate": return md`${shareText(estimate)} of ${cases} cases pass and ${shareText(limit)} are required${sure}`;
	}
}
function fallText({ cases, method, metric }, estimate) {
	const fall = Math.abs(estimate);
	if (metric === "score") return md`the mean score fell by ${decimalText(fall)}`;
	return method === "mcnemar" ? md`${Math.round(fall * cases)} of ${cases} cases fewer pass` : md`the pass rate fell by ${decimalText(fall * 100)} percentage points`;
}
function spanText(metric, { comparisons }) {
	const compared = comparisons.find((one) => one.metric === metric);
	if (compared === void 0) return md``;
	const text = metric === "pass_rate" ? shareText : decimalText;
	return md` (${text(compared.base)} → ${text(compared.head)})`;
}
function marginText({ limit, metric }) {
	if (limit === 0) return md``;
	const margin = metric === "score" ? decimalText(limit) : md`${decimalText(limit * 100)} percentage points`;
	return md` and a fall of ${margin} is allowed`;
}
/** A bound has no p: it holds at the level, and no more is known. */
function certaintyText({ level, p }) {
	return p === null ? md`: noise alone does that in less than ${percentText$1(level)} of runs` : md`: noise alone does that in ${chanceText(p)} of runs, and up to ${percentText$1(level)} counts`;
}
function budgetSentence({ budget, limit, value }) {
	if (value === null) return unknownText(BUDGET_WORDS[budget]);
	const text = (number) => {
		if (budget === "latency_p95_ms") return durationText(number);
		return budget === "tokens" ? decimalText(number) : md`${decimalText(number)} USD`;
	};
	const over = decimalText((value / limit - 1) * 100);
	return md`${BUDGET_WORDS[budget]} is ${text(value)} and at most ${text(limit)} is allowed: ${over} % too much, as measured`;
}
/** A mean score that fell where the cases are too few to say whether noise did it: a pass must not hide that. */
function untoldFallText({ statistics }) {
	const scores = statistics?.comparisons.find(({ metric }) => metric === "score");
	if (scores === void 0 || scores.interval !== null || scores.head >= scores.base) return md``;
	const { base, cases, head } = scores;
	return md`, but the mean score fell from ${decimalText(base)} to ${decimalText(head)}, which ${countOf(cases, "case")} cannot tell from noise`;
}
function unknownText(what) {
	return md`a rule is set for ${what}, which is not known`;
}
// src/reports/evaluation/words.ts
const VERDICT_SIGNS = {
	pass: md`✅`,
	fail: md`❌`,
	inconclusive: md`⚠️`
};
/** Names that fit into a sentence; the rest is counted. */
const MOST_NAMES$1 = 5;
/** What a reader must see first has the least. */
const VERDICT_WEIGHTS = {
	fail: 0,
	inconclusive: 1,
	pass: 2
};
function worstFirst(a, b) {
	return VERDICT_WEIGHTS[a.verdict] - VERDICT_WEIGHTS[b.verdict];
}
/** Longest name within a sentence, UTF-16 code units: a verdict must stay one line. */
const LONGEST_NAME = 80;
/** A name within a sentence, as data. */
function nameText(name) {
	const { left, text } = clip(name, LONGEST_NAME);
	return code(left > 0 ? `${text}…` : text);
}
function caseNames(cases) {
	const left = cases.length - MOST_NAMES$1;
	const names = cases.slice(0, MOST_NAMES$1).map((one) => nameText(one.name));
	return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}
function variableNames(changes) {
	const left = changes.length - MOST_NAMES$1;
	const names = changes.slice(0, MOST_NAMES$1).map(({ variable }) => nameText(variable));
	return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}
function casesOf(prompt, status) {
	return prompt.cases.filter((one) => one.status === status);
}
/** Whether the first trials of the whole suite alone decide: newly failing cases are then not run again. */
function isShownBySuite({ reasons }) {
	return reasons.some(({ code: reason }) => reason === "pass_rate_regressed");
}
/** Cases that the fresh trials confirmed: those are what a verdict rests on. */
function confirmedCases(prompt, status) {
	return casesOf(prompt, status).filter((one) => one.confirmation?.outcome === "confirmed");
}
const withMessage = (words) => (_, { message }) => md`${words}: ${code(message.replace(/\.$/, ""))}`;
/** What the rule says that the reason stands for; its message where the report has no statistics. */
const withRule = (words) => (prompt, reason) => ruleText(prompt, reason) ?? md`${words}: ${code(reason.message)}`;
/** Why a verdict is what it is. A record: a code without its words does not compile. */
const REASON_WORDS = {
	no_regression: (prompt) => prompt.base === null ? md`all cases of this new prompt pass` : md`no case that passed before fails now${untoldFallText(prompt)}`,
	unchanged: () => md`what reaches the model is what is live already`,
	tolerated_regression: (prompt) => {
		const cases = prompt.results === void 0 ? confirmedCases(prompt, "newly_failing") : casesOf(prompt, "newly_failing");
		return md`${countOf(cases.length, "case")} passed before and ${cases.length === 1 ? md`fails` : md`fail`} now, which its rules tolerate: ${caseNames(cases)}`;
	},
	absolute_rules_kept: () => md`the given results were compared with nothing, and keep the rules that need no base`,
	confirmed_regression: (prompt) => {
		const cases = confirmedCases(prompt, "newly_failing");
		return md`${countOf(cases.length, "case")} passed before and ${cases.length === 1 ? md`fails` : md`fail`} now: ${caseNames(cases)}`;
	},
	failing_without_baseline: (prompt) => {
		const cases = confirmedCases(prompt, "new_failing");
		return md`${countOf(cases.length, "case")} of this new prompt ${cases.length === 1 ? md`fails` : md`fail`}: ${caseNames(cases)}`;
	},
	unconfirmed_regression: (prompt) => md`cases passed before and failed now, and time or money for the run was used up before they could be run again: ${caseNames(casesOf(prompt, "newly_failing"))}`,
	model_not_usable: withMessage(md`the base got answers, and this change got none: its model, or what it asks of it, cannot be used`),
	head_unanswered: withMessage(md`cases that the base answers get no answer any more`),
	suite_loosened: ({ removed_or_loosened: changes }) => md`${countOf(changes.length, "test case or evaluator change")} would loosen what the prompt is held to, and the config does not allow that`,
	evaluator_invalid: () => md`an evaluator that came with this change cannot be used; see its problems`,
	case_invalid: withMessage(md`a test case that came with this change cannot be run`),
	gates_invalid: () => md`the gates of the prompt file cannot be used; see its problems`,
	results_unusable: (_, { message }) => code(message.replace(/\.$/, "")),
	pass_rate_regressed: withRule(md`significantly fewer cases pass`),
	score_regressed: withRule(md`scores fell significantly`),
	required_rate_missed: withRule(md`fewer cases pass than its rules require`),
	relative_budget_exceeded: withRule(md`it uses more than its rules allow`),
	absolute_budget_exceeded: withRule(md`it uses more than its rules allow`),
	breaking_variables: ({ breaking_variables: changes = [] }, { message }) => changes.length === 0 ? md`its variables changed so that callers would break: ${code(message)}` : md`${countOf(changes.length, "change")} of its variables would break present callers (${variableNames(changes)}), and the config does not allow that`,
	no_cases: () => md`it has no test cases, so nothing is known`,
	no_evaluators: () => md`it has no evaluators, so nothing judges its outputs`,
	compared_with_nothing: () => md`the given results were compared with nothing, and no pass rate is required of them`,
	regression_not_rerun: (prompt) => md`cases passed before and failed now, and given results cannot be run again to confirm it: ${caseNames(casesOf(prompt, "newly_failing"))}`,
	base_errors: () => md`some cases cannot be run on the base, so there is nothing to compare with`,
	model_unavailable: withMessage(md`the model did not answer`),
	model_not_configured: withMessage(md`the model is not configured`),
	model_not_allowed: withMessage(md`the config does not allow the model`),
	evaluator_unsupported: () => md`some of its evaluators are of a kind that is not evaluated here`,
	evaluator_failed: withMessage(md`an evaluator failed`),
	base_evaluator_invalid: () => md`an evaluator of the base branch cannot be used`,
	required_rate_unclear: withRule(md`whether enough cases pass cannot be told`),
	relative_budget_unclear: withRule(md`whether it uses more than allowed cannot be told`),
	budget_unknown: withRule(md`a rule is set for what is not known`),
	time_limit: () => md`the time for the run was up`,
	budget_exhausted: withMessage(md`the money for the run was used up`),
	price_unknown: withMessage(md`a price is unknown`),
	cancelled: () => md`the run was cancelled`
};
function reasonText(prompt, reason) {
	return REASON_WORDS[reason.code](prompt, reason);
}
/** What an arm ran: `version 2026-03-12.1`, `branch main`, `commit 0123456789`. */
function armText({ kind, label }) {
	switch (kind) {
		case "version": return md`version ${nameText(label)}`;
		case "branch": return md`branch ${nameText(label)}`;
		case "commit": return md`commit ${nameText(/^[0-9a-f]{40,64}$/.test(label) ? label.slice(0, 10) : label)}`;
	}
}
function passedText({ cases, passed }) {
	return cases === 0 ? md`–` : md`${passed} of ${cases}`;
}
// src/reports/evaluation/baseline.ts
/** What the change was compared with, how long that is live, and whether its answers are fresh. */
function baselineText(prompt, startedAt) {
	const { base } = prompt;
	if (prompt.results !== void 0) return resultsText(prompt.results);
	if (base === null) return md`Compared with nothing: the prompt is new.`;
	const live = base.live;
	const since = live === void 0 ? md`, which is live nowhere` : md`, live in ${code(live.environment)} for ${ageText(live.since, startedAt)} (since ${timeText(live.since)})`;
	return md`Compared with ${armText(base)}${since}${recordText(prompt, startedAt)}.`;
}
/** Others' results say of themselves what they are: neither their arms nor their numbers were looked at. */
function resultsText({ base, head, path }) {
	const source = md`${nameText(path)}, which promptfoo is said to have written`;
	if (head === null) return md`Its results were to be read from ${source}.`;
	const against = base === null ? md`with nothing` : md`with ${nameText(base)}`;
	return md`${nameText(head)} compared ${against}, as said by ${source}: no model was asked here, and it is no evidence for a version.`;
}
/** Recorded outcomes of the base stand for its first pass; fresh trials never come from there. */
function recordText({ cases }, startedAt) {
	const times = cases.flatMap(({ base }) => base !== null && base.result !== "error" && base.origin?.kind === "record" ? [base.origin.at] : []);
	const [oldest] = times.toSorted();
	if (cases.length === 0) return md``;
	if (oldest === void 0) return md`; no recorded outcomes were used`;
	return md`; ${times.length} of its ${countOf(cases.length, "case")} were not run again: their outcomes were recorded ${ageText(oldest, startedAt)} ago`;
}
// src/reports/evaluation/cases.ts
/** Why a case is what it is: what evaluators say, and how its trials went. */
function caseLines(one, prompt) {
	return [
		...evaluatorLines(one),
		...trialLines(one),
		...confirmationLines(one, prompt)
	];
}
/** What evaluators say against the head, or of a mended case against the base; and why there is no answer on either. */
function evaluatorLines({ base, head, status }) {
	const onBase = md` on base`;
	if (status === "newly_passing" && base !== null) return outcomeLines(base, onBase);
	return [...status === "error" && base?.result === "error" && head.result !== "error" ? outcomeLines(base, onBase) : [], ...outcomeLines(head, md``)];
}
function outcomeLines(outcome, where) {
	if (outcome.result === "error") return [md`no answer${where} (${code(outcome.error.code)}): ${code(outcome.error.message)}`];
	return [...outcome.evaluators.filter((one) => !one.pass).map(({ counts, name, why }) => {
		const opinion = counts ? md`` : md` (new, does not count yet)`;
		return md`❌ ${code(name)}${opinion}${where}: ${code(clip(why, 500).text)}`;
	}), ...(outcome.evaluator_errors ?? []).map(({ name, message }) => md`⚠️ ${code(name)}${where}: ${code(clip(message, 500).text)}`)];
}
const CONFIRMATIONS = {
	confirmed: md`confirmed`,
	refuted: md`not confirmed`,
	unanswered: md`answered on the base, not on the head`,
	unresolved: md`neither confirmed nor refuted`
};
function trialLines({ trials }) {
	return trials === void 0 ? [] : [md`first trials: ${talliesText(trials)}`];
}
/** Fresh trials stop as soon as the rest could change nothing, so the arms may have had different numbers of them. */
function confirmationLines(one, prompt) {
	const { confirmation, status } = one;
	if (confirmation !== null) return [md`run again: ${CONFIRMATIONS[confirmation.outcome]} (${talliesText(confirmation)})`];
	return status === "newly_failing" && isShownBySuite(prompt) ? [md`not run again: the fall of the pass rate is certain without it`] : [];
}
function talliesText({ base, head }) {
	const onBase = base === null ? md`` : md`, base ${tallyText(base)}`;
	return md`head ${tallyText(head)}${onBase}`;
}
function tallyText({ fails, passes, trials }) {
	const unknown = trials - fails - passes;
	if (trials === 0) return md`not run`;
	return unknown > 0 ? md`failed ${fails} of ${trials}, ${unknown} without a result` : md`failed ${fails} of ${trials}`;
}
/** What a model answered: its text, then its tool calls. Null where it did not answer. */
function outputOf(outcome) {
	if (outcome.result === "error") return null;
	const calls = outcome.tool_calls.map((call) => `${call.name}(${call.arguments})`);
	return [outcome.output, ...calls].filter((text) => text !== "").join("\n");
}
const OTHERS = [
	["flaky", md`🎲 failed once, but not when run again`],
	["failing", md`failing before and now`],
	["new_passing", md`new and passing`],
	["passing", md`passing before and now`]
];
/** All other cases, by name or only counted. */
function otherCasesLines(prompt) {
	return OTHERS.flatMap(([status, words]) => {
		const cases = casesOf(prompt, status);
		if (cases.length === 0) return [];
		const names = status === "passing" ? md`` : md`: ${caseNames(cases)}`;
		return [md`${countOf(cases.length, "case")} ${words}${names}`];
	});
}
// src/reports/evaluation/cost.ts
/** What, its time, its tokens and its cost: of the run, and of one call of each prompt. Empty where nothing was asked. */
function costRows({ prompts, run }) {
	const answered = prompts.filter(({ head }) => head.metrics.latency_p50_ms !== null);
	return run.calls === 0 && answered.length === 0 ? [] : [runRow(run), ...answered.map(callRow)];
}
function runRow(run) {
	const { cached_answers: cached = 0, calls, duration_ms: duration, input_tokens, output_tokens } = run;
	const kept = cached === 0 ? md`` : md` and ${countOf(cached, "answer")} from the cache`;
	const minutes = run.budget === void 0 ? md`` : md` of at most ${run.budget.minutes} min`;
	return [
		md`this run: ${countOf(calls, "model call")}${kept}`,
		md`${durationText(duration)}${minutes}`,
		md`${numberText(input_tokens)} in, ${numberText(output_tokens)} out`,
		spentText(run)
	];
}
/** What was spent, what was foreseen, and how much of the cap that is. */
function spentText({ budget, cost_usd: cost, estimate }) {
	const foreseen = estimate === void 0 || estimate.cost_usd === null ? [] : [md`estimated ${costText$1(estimate.cost_usd)} before confirmations`];
	const cap = budget === void 0 ? [] : [budget.usd === null ? md`no cap` : md`cap ${costText$1(budget.usd)}`];
	const counted = budget?.usd && budget.spent_usd > 0 ? [md`${shareText(budget.spent_usd / budget.usd)} of it used`] : [];
	const exhausted = budget?.exhausted === true ? [md`**used up**`] : [];
	return joinInline([
		costOrUnknown(cost),
		...foreseen,
		...cap,
		...counted,
		...exhausted
	], md`; `);
}
/** One production call: the median time, the means of tokens and cost. Recorded outcomes of the base have no time. */
function callRow(prompt) {
	const { id } = prompt;
	const base = prompt.base === null || answersOf(prompt, "base", prompt.base.metrics) === 0 ? null : callOf(prompt, "base");
	const head = callOf(prompt, "head");
	const arrow = (text) => base === null ? text(head) : md`${text(base)} → ${text(head)}`;
	return [
		md`one call of ${code(id)}${base === null ? md`` : md`, base → head`}`,
		arrow(({ milliseconds }) => milliseconds === null ? md`unknown` : durationText(milliseconds)),
		arrow(({ tokens }) => tokens === null ? md`unknown` : numberText(Math.round(tokens))),
		arrow(({ usd }) => costOrUnknown(usd))
	];
}
function callOf(prompt, arm) {
	const metrics = prompt[arm]?.metrics ?? prompt.head.metrics;
	const { cost_per_call_usd: perCall, cost_usd: total, input_tokens, output_tokens } = metrics;
	const calls = answersOf(prompt, arm, metrics);
	const mean = (sum) => sum === null || calls === 0 ? null : sum / calls;
	const tokens = input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens;
	const usd = perCall === void 0 ? mean(total) : perCall;
	return {
		milliseconds: metrics.latency_p50_ms,
		tokens: mean(tokens),
		usd
	};
}
/** Trials of the first pass that were answered. */
function answersOf({ cases }, arm, { errors }) {
	return cases.reduce((sum, one) => {
		const ran = one[arm] === null ? 0 : 1;
		return sum + (one.trials?.[arm]?.trials ?? ran);
	}, 0) - errors;
}
function costOrUnknown(usd) {
	return usd === null ? md`cost unknown` : costText$1(usd);
}
// src/reports/evaluation/evaluator-errors.ts
function silentEvaluators({ cases }) {
	const found = /* @__PURE__ */ new Map();
	for (const { name, message } of cases.flatMap(({ base, head }) => [...errorsOf(base), ...errorsOf(head)])) {
		const known = found.get(name);
		found.set(name, {
			name,
			times: (known?.times ?? 0) + 1,
			message: known?.message ?? message
		});
	}
	return [...found.values()];
}
function errorsOf(outcome) {
	return outcome === null || outcome.result === "error" ? [] : outcome.evaluator_errors ?? [];
}
// src/reports/evaluation/headline.ts
/** The verdict in one line. */
function evaluationHeadline(document) {
	const { failure, problems, report } = document;
	const broken = new Set(problems.flatMap(({ path, severity }) => severity === "error" ? [path] : []));
	if (failure !== null) return md`❌ **The evaluation could not be finished**, so nothing is known of this change.`;
	const files = broken.size === 0 ? md`` : md`❌ **${countOf(broken.size, "file")} cannot be used:** ${fileNames([...broken])}.`;
	if (report === null || report.prompts.length === 0) return broken.size > 0 ? files : nothingText(document);
	const verdict = verdictLine(report);
	return broken.size > 0 ? md`${files} ${verdict}` : verdict;
}
/** A file that is gone changes nothing of what is live, which is easily taken for the opposite. */
function nothingText({ problems }) {
	const gone = problems.filter(({ code: reason }) => reason === "prompt_removed").map(({ path }) => path);
	if (gone.length === 0) return md`✅ **No prompt changed**, so there is nothing to evaluate.`;
	return md`⚠️ **${countOf(gone.length, "prompt file")} deleted:** ${fileNames(gone)}. What is live stays live until it is archived.`;
}
function fileNames(paths) {
	const left = paths.length - 3;
	const names = paths.slice(0, 3).map(nameText);
	return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}
function verdictLine(report) {
	const { prompts, verdict } = report;
	const deciding = prompts.filter((prompt) => prompt.verdict === verdict);
	const [first] = deciding;
	const sign = VERDICT_SIGNS[verdict];
	const price = report.run.cost_usd === null ? md`` : md` This run cost ${costText$1(report.run.cost_usd)}.`;
	if (first === void 0) return md`${sign} ${{ inline: verdict }}`;
	const names = promptNames(deciding);
	const [reason] = first.reasons;
	const isSaid = verdict === "pass" && prompts.length === 1 && first.base === null && !isComparedWithNothing(first);
	const why = deciding.length > 1 || reason === void 0 || isSaid ? md`` : md`: ${reasonText(first, reason)}`;
	switch (verdict) {
		case "pass": return md`${sign} ${passText(prompts, names)}${why}${countsText(prompts)}.${price}`;
		case "fail": return md`${sign} **${names} must not be merged like this**${why}.${knownText(prompts)}${price}`;
		case "inconclusive": return md`${sign} **It is not known whether ${names} got worse**${why}.${knownText(prompts)}${blockingText(report)}${price}`;
	}
}
/** Given results of one arm alone say nothing of getting worse. */
function isComparedWithNothing({ reasons }) {
	return reasons.some((one) => one.code === "absolute_rules_kept");
}
function passText(prompts, names) {
	const tolerated = prompts.some(({ reasons }) => reasons.some((one) => one.code === "tolerated_regression"));
	const [only] = prompts;
	if (prompts.length === 1 && only !== void 0 && isComparedWithNothing(only)) return md`**${names} keeps its rules**`;
	if (prompts.length === 1 && only?.base === null) return only.head.metrics.cases === 1 ? md`**${names} is new**: its only case passes` : md`**${names} is new**: all its ${only.head.metrics.cases} cases pass`;
	if (prompts.length === 1) return tolerated ? md`**${names} may be merged**` : md`**${names} got no worse**`;
	return tolerated ? md`**None of ${prompts.length} changed prompts got worse than its rules tolerate**` : md`**None of ${prompts.length} changed prompts got worse**`;
}
/** A pass must not sound as if every case passed. */
function countsText(prompts) {
	const [only] = prompts;
	if (prompts.length === 1 && only?.base === null && !isComparedWithNothing(only)) return md``;
	const cases = prompts.reduce((sum, { head }) => sum + head.metrics.cases, 0);
	const passed = prompts.reduce((sum, { head }) => sum + head.metrics.passed, 0);
	if (cases === 0) return md``;
	return md` (${passed} of ${countOf(cases, "case")} ${passed === 1 ? md`passes` : md`pass`})`;
}
/** How much the verdict rests on, where some cases have no result: one of few cases and one of most are not the same. */
function knownText(prompts) {
	const cases = prompts.flatMap((prompt) => prompt.cases);
	const known = cases.filter(({ status }) => status !== "error").length;
	if (known === cases.length) return md``;
	return md` ${known} of ${countOf(cases.length, "case")} ${known === 1 ? md`is` : md`are`} known.`;
}
/** What is not known lets the job succeed, unless the rules say otherwise: then the sentence must say so too. */
function blockingText({ blocks }) {
	return blocks === true ? md` **Its rules let that block the merge.**` : md``;
}
function promptNames(prompts) {
	const left = prompts.length - 3;
	const names = prompts.slice(0, 3).map((prompt) => nameText(prompt.id));
	return enumerate(left > 0 ? [...names, md`${left} more`] : names);
}
// src/reports/evaluation/intervals.ts
function comparisonOf({ statistics }, metric) {
	return statistics?.comparisons.find((one) => one.metric === metric);
}
/** `99 %`, or null where no comparison has an interval: a column for it would be empty. */
function confidenceText({ statistics }) {
	const found = statistics?.comparisons.find(({ interval }) => interval !== null)?.interval;
	if (found === void 0 || found === null) return null;
	return { inline: `${Number((found.confidence * 100).toFixed(2))} %` };
}
/** `−42 … −3 points`; in words where the cases are too few to say more. */
function intervalText(comparison) {
	if (comparison === void 0) return md`–`;
	const { cases, interval } = comparison;
	if (interval === null) return cases < 6 ? md`too few cases` : md`–`;
	const range = rangeText(comparison, interval);
	return isBlind(comparison) ? md`${range} (too few cases)` : range;
}
/** Whether not even all cases together, newly failing, would be significant. */
function isBlind({ fewest_flips: flips, smallest_visible: smallest }) {
	return flips !== null && smallest === null;
}
/** `worse` is what a rule says, never an interval by itself; the rest is where the whole interval says the same. */
function markOf({ statistics }, comparison) {
	const { interval, kind, metric } = comparison;
	if (statistics?.rules.some((rule) => rule.metric === metric && rule.status === "broken") === true) return "worse";
	if (interval === null) return "none";
	const none = kind === "ratio" ? 1 : 0;
	if (interval.low > none) return kind === "ratio" ? "more" : "better";
	return interval.high < none ? "less" : "none";
}
/** Cases that failed again, fresh, which fails the prompt: a finding that needs no interval. */
function confirmedFalls({ cases, reasons }) {
	if (!reasons.some(({ code }) => code === "confirmed_regression")) return 0;
	const confirmed = ({ confirmation, status }) => status === "newly_failing" && confirmation?.outcome === "confirmed";
	return cases.filter(confirmed).length;
}
function rangeText({ kind, metric }, { low, high }) {
	if (kind === "ratio") return md`${signedText((low - 1) * 100)} … ${signedText((high - 1) * 100)} %`;
	if (metric === "score") return md`${signedText(low)} … ${signedText(high)}`;
	return md`${signedText(low * 100)} … ${signedText(high * 100)} points`;
}
/** What a fall of the pass rate must at least be to show in the suite as a whole; null where none was compared. */
function visibleText(prompt) {
	const compared = comparisonOf(prompt, "pass_rate");
	if (compared === void 0) return null;
	const { cases, fewest_flips: flips, smallest_visible: smallest } = compared;
	const again = againText(prompt);
	if (smallest === null) {
		const needed = flips === null ? md`` : md`, that takes ${flips}`;
		return md`Too few cases to see a drop of the pass rate as such: ${cases}${needed}. ${again}`;
	}
	const least = flips ?? Math.ceil(-smallest * cases - ROUNDING);
	return least > cases ? md`Even a drop of all ${cases} cases would not have shown in the pass rate. ${again}` : md`The pass rate would have shown a drop of at least ${least} of ${cases} cases (${decimalText(least / cases * 100)} points). ${again}`;
}
/** What stands in for the rate where it says nothing: a reader must not take its silence for the verdict. */
function againText(prompt) {
	if (isShownBySuite(prompt)) return md`It shows one here.`;
	if (prompt.results !== void 0) return md`Given results are not run again.`;
	const confirmed = confirmedFalls(prompt);
	return confirmed === 0 ? md`What newly fails is run again, case by case.` : md`What newly fails is run again, case by case, and ${countOf(confirmed, "case")} failed again.`;
}
/** 0.14 of 50 cases is 7, not the 8 that binary fractions make of it. */
const ROUNDING = 1e-9;
// src/reports/evaluation/metric-list.ts
const LATENCY = {
	name: md`latency, mean`,
	text: durationText
};
const TOKENS = {
	name: md`tokens of a call`,
	text: decimalText
};
const COST = {
	name: md`cost of a call`,
	text: (usd) => md`${decimalText(usd)} USD`
};
const PASSED = {
	name: md`cases passed`,
	value: ({ passed }) => passed,
	text: (_, all) => passedText(all),
	good: "higher"
};
/** Of several trials a case: a case is what most of them are, so the rate says more than the count. */
const PASS_RATE = {
	name: md`pass rate`,
	value: () => null,
	text: shareText,
	good: null,
	compared: {
		metric: "pass_rate",
		means: {
			name: md`pass rate`,
			text: shareText
		}
	}
};
const METRICS = [
	{
		name: md`no answer`,
		value: ({ errors }) => errors,
		text: (value) => md`${value}`,
		good: "lower"
	},
	{
		name: md`score, mean`,
		value: () => null,
		text: decimalText,
		good: null,
		compared: {
			metric: "score",
			means: {
				name: md`score, mean`,
				text: decimalText
			}
		}
	},
	{
		name: md`latency, median`,
		value: (all) => all.latency_p50_ms,
		text: durationText,
		good: null,
		compared: {
			metric: "latency",
			means: LATENCY
		}
	},
	{
		name: md`latency, 95 %`,
		value: (all) => all.latency_p95_ms,
		text: durationText,
		good: null,
		budget: "latency_p95_ms"
	},
	{
		name: md`tokens in`,
		value: (all) => all.input_tokens,
		text: numberText,
		good: null,
		budget: "tokens",
		compared: {
			metric: "tokens",
			means: TOKENS
		}
	},
	{
		name: md`tokens out`,
		value: (all) => all.output_tokens,
		text: numberText,
		good: null,
		compared: {
			metric: "tokens",
			means: "left_out"
		}
	},
	{
		name: md`cost`,
		value: (all) => all.cost_usd,
		text: costText$1,
		good: null,
		budget: "cost_usd",
		compared: {
			metric: "cost",
			means: COST
		}
	}
];
// src/reports/evaluation/pass-rates.ts
const CONFIDENCE$1 = .95;
/**
* Where each arm's own pass rate lies, had the suite endlessly many such cases: a rate of few cases is a rough one. Null where
* no case's result is known.
*/
function passRatesText(prompt) {
	const after = rateText(prompt, "head");
	if (after === null) return null;
	const before = rateText(prompt, "base");
	const rates = before === null ? md`head ${after}` : md`base ${before}, head ${after}`;
	return md`Pass rates with their 95 % intervals (Wilson): ${rates}.`;
}
/** Cases count, not trials, since those of one case are alike; a case of which no trial is known says nothing. */
function rateText(prompt, arm) {
	const rate = prompt[arm]?.metrics.pass_rate ?? null;
	const known = prompt.cases.filter((one) => isKnown(one, arm)).length;
	if (rate === null || known === 0) return null;
	const { high, low } = wilsonInterval({
		passed: rate * known,
		cases: known,
		confidence: CONFIDENCE$1
	});
	return { inline: `${percent(rate)} (${percent(low)} … ${percent(high)})` };
}
/** Of several trials one that told nothing may stand for a case of which others are known. */
function isKnown(one, arm) {
	const outcome = one[arm];
	const tally = one.trials?.[arm];
	if (tally !== null && tally !== void 0) return tally.passes + tally.fails > 0;
	return outcome !== null && (outcome.result !== "error" || isPromptsDoing(outcome.error.code));
}
function percent(share) {
	return `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: 1 })} %`;
}
// src/reports/evaluation/metrics.ts
/** What the run says of a prompt's two arms, metric by metric; nothing where no case was run. */
function metricRows(prompt) {
	if (prompt.cases.length === 0) return [];
	return [...prompt.cases.some(({ trials }) => trials !== void 0) ? [PASSED, PASS_RATE] : [{
		...PASSED,
		compared: { metric: "pass_rate" }
	}], ...METRICS].flatMap((metric) => {
		const rows = rowOf(metric, prompt);
		return isExceeded(metric, prompt) ? rows.map((row) => ({
			...row,
			mark: "worse"
		})) : rows;
	});
}
function isExceeded({ budget }, { statistics }) {
	return statistics?.budgets.some((one) => one.budget === budget && one.status === "exceeded") === true;
}
md`🔴`, md`🟢`, md`▲`, md`▼`, md``;
function rowOf(metric, prompt) {
	const { compared } = metric;
	const comparison = compared === void 0 ? void 0 : comparisonOf(prompt, compared.metric);
	const means = comparison === void 0 ? void 0 : compared?.means;
	if (means === "left_out") return [];
	return means === void 0 || comparison === void 0 ? armRow(metric, prompt, comparison) : [meanRow(means, prompt, comparison)];
}
/** The means over the cases of both arms. */
function meanRow({ name, text }, prompt, comparison) {
	const { base, head } = comparison;
	return {
		mark: markOf(prompt, comparison),
		name,
		base: text(base),
		head: text(head),
		difference: meanDifference(comparison),
		interval: intervalText(comparison)
	};
}
function meanDifference({ base, head, kind, metric }) {
	if (base === head) return md`=`;
	if (kind === "ratio") return percentText(base, head);
	return metric === "score" ? signedText(head - base) : md`${signedText((head - base) * 100)} points`;
}
/** What each arm's own metrics say. */
function armRow(metric, prompt, comparison) {
	const head = prompt.head.metrics;
	const base = prompt.base?.metrics ?? null;
	const [before, after] = [base === null ? null : metric.value(base), metric.value(head)];
	if (isIdle(metric, before, after)) return [];
	const shown = (value, metrics) => value === null ? md`–` : metric.text(value, metrics);
	const numbers = metric.name === PASSED.name ? passedOnBoth(prompt) : {
		before,
		after
	};
	return [{
		mark: armMark(metric, prompt, {
			comparison,
			numbers
		}),
		name: metric.name,
		base: base === null ? null : shown(before, base),
		head: shown(after, head),
		difference: base === null ? md`–` : difference(metric.good, numbers),
		interval: intervalText(comparison)
	}];
}
/** Over the cases whose result is known on both arms: what the base could not run is no improvement. */
function passedOnBoth({ cases }) {
	const known = cases.filter(({ base, status }) => base !== null && base.result !== "error" && status !== "error");
	if (known.length === 0) return {
		before: null,
		after: null
	};
	const passed = (arm) => known.filter((one) => one[arm]?.result === "pass").length;
	return {
		before: passed("base"),
		after: passed("head")
	};
}
/** A row that says nothing: unknown on both sides, or no errors at all. */
function isIdle({ good }, before, after) {
	const none = (value) => value === null || good === "lower" && value === 0;
	return none(before) && none(after);
}
/** Of passed cases 🔴 is what was confirmed or what a rule says. A number that nothing guards went up or down, no more. */
function armMark({ good, name }, prompt, { comparison, numbers }) {
	if (name === PASSED.name && confirmedFalls(prompt) > 0) return "worse";
	if (comparison !== void 0) return markOf(prompt, comparison);
	const { after, before } = numbers;
	if (name === PASSED.name || good === null || before === null || after === null) return "none";
	return after === before ? "none" : after > before ? "more" : "less";
}
function difference(good, { after, before }) {
	if (before === null || after === null) return md`–`;
	if (before === after) return md`=`;
	return good === null ? percentText(before, after) : signedText(after - before);
}
function percentText(before, after) {
	if (before === 0) return md`–`;
	const percent = Math.round((after - before) / before * 100);
	if (percent === 0) return md`≈`;
	return { inline: `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %` };
}
// src/reports/evaluation/unknown-cases.ts
/** A prompt's cases without a result, by what there is to say of them; in the order of the first of each. */
function unknownCases(prompt) {
	const groups = /* @__PURE__ */ new Map();
	for (const one of casesOf(prompt, "error")) {
		const lines = caseLines(one, prompt);
		const key = lines.map(({ inline }) => inline).join("\n");
		const [first = one, ...rest] = [...groups.get(key)?.cases ?? [], one];
		groups.set(key, {
			cases: [first, ...rest],
			lines
		});
	}
	return [...groups.values()];
}
// src/cli/evaluation/indented.ts
/** A text two spaces further right; empty lines stay empty. */
function indented(text) {
	return text.replace(/^(?=.)/gm, "  ");
}
// src/cli/evaluation/cases-text.ts
/** Most of an output that is shown, UTF-16 code units; `--json` has more of it. */
const LONGEST_OUTPUT = 4e3;
/** Of more cases than this the sentences are shown, but not the outputs. */
const MOST_OUTPUTS = 20;
const TITLES = [
	["newly_failing", "Newly failing"],
	["new_failing", "New and failing"],
	["error", "Not known"],
	["newly_passing", "Newly passing"]
];
/** The cases that decide a verdict and those that the change mends, each with the difference of its outputs. */
function casesText(prompt, { colours }) {
	return TITLES.flatMap(([status, title]) => {
		const cases = casesOf(prompt, status);
		if (cases.length === 0) return [];
		const texts = groupsOf(prompt, status).map(({ cases: [one, ...others], lines }, index) => {
			const outputs = index < MOST_OUTPUTS && others.length === 0 ? outputsText(one, colours) : [];
			const name = `${visibleLine(one.name)}${one.is_new ? " (new)" : ""}`;
			return [others.length === 0 ? name : plainText(caseNames([one, ...others])), indented([...lines.map(plainText), ...outputs].join("\n"))].join("\n");
		});
		return [indented([`${title} (${cases.length})`, indented(texts.join("\n"))].join("\n"))];
	});
}
/** Each case by itself, but those of which the same is to be said. */
function groupsOf(prompt, status) {
	if (status === "error") return unknownCases(prompt);
	return casesOf(prompt, status).map((one) => ({
		cases: [one],
		lines: caseLines(one, prompt)
	}));
}
function outputsText({ base, head }, colours) {
	const after = outputOf(head);
	if (after === null) return [];
	const before = base === null ? null : outputOf(base);
	const isSame = before === null || before === after;
	const shown = clip(after, LONGEST_OUTPUT).text;
	const part = before === null ? "output of head" : isSame ? "output of both" : "output, base → head";
	const segments = isSame ? [{
		kind: "same",
		text: shown
	}] : diffTexts(clip(before, LONGEST_OUTPUT).text, shown);
	return [printDiff([{
		part,
		segments
	}], { colours }).trimEnd()];
}
// src/cli/evaluation/text.ts
/** An evaluation for a terminal: what the comment on a pull request says, the verdict in one line first. */
function evaluationText(report, { colours, problems }) {
	const headline = plainText(evaluationHeadline({
		report,
		problems,
		failure: null
	}));
	const sections = report.prompts.toSorted(worstFirst).map((prompt) => promptText(prompt, report, colours));
	return [
		headline,
		...partText(report),
		...sections,
		...costText(report)
	].join("\n\n");
}
/** What was not run must not be taken for what passed. */
function partText({ prompts }) {
	const parts = prompts.flatMap(({ cases, id, part_of_suite: of }) => of === void 0 ? [] : [`${cases.length} of ${of.cases} cases of ${id}`]);
	return parts.length === 0 ? [] : [`This verdict is over a part of the suite: ${parts.join(", ")}.`];
}
function promptText(prompt, { run }, colours) {
	const { base, head, id, problems, verdict } = prompt;
	return [
		`${id}: ${verdict} (${base === null ? "no base" : plainText(armText(base))} → ${head.label === "worktree" ? "work tree" : plainText(armText(head))})\n${indented([
			...prompt.reasons.map((reason) => `${reason.code}: ${plainText(reasonText(prompt, reason))}`),
			plainText(baselineText(prompt, run.started_at)),
			...changeLines(prompt),
			...problems.map((problem) => visibleLine(formatProblem(problem)))
		].join("\n"))}`,
		...metricsText(prompt),
		...casesText(prompt, { colours }),
		...othersText(prompt)
	].join("\n\n");
}
/** What the change takes from what holds it, and from its callers. */
function changeLines(prompt) {
	const { breaking_variables: variables = [], loosened_rules: rules = [] } = prompt;
	const value = (text) => text === null ? "off" : visibleLine(text);
	return [
		...prompt.removed_or_loosened.map(({ message }) => `loosened: ${visibleLine(message)}`),
		...rules.map(({ base, head, rule }) => `loosened rule ${rule}: ${value(base)} applied, not ${value(head)}`),
		...variables.map(({ message }) => `breaking: ${visibleLine(message)}`),
		...silentEvaluators(prompt).map(({ message, name, times }) => `no verdict of ${visibleLine(name)} on ${times} outputs (it does not count yet): ${visibleLine(message)}`)
	];
}
/** Words, since the signs of the comment are as wide as their terminal likes. */
const MARK_WORDS = {
	worse: "worse",
	better: "better",
	more: "more",
	less: "less",
	none: ""
};
function metricsText(prompt) {
	const rows = metricRows(prompt);
	if (rows.length === 0) return [];
	const confidence = confidenceText(prompt);
	const said = [passRatesText(prompt), visibleText(prompt)].filter((text) => text !== null);
	const columns = [
		"METRIC",
		"BASE",
		"HEAD",
		"DIFFERENCE"
	];
	const withInterval = confidence === null ? [] : [`${plainText(confidence)} INTERVAL`];
	const head = prompt.base === null ? ["METRIC", "HEAD"] : [
		...columns,
		...withInterval,
		"MARK"
	];
	return [indented([textTable([head, ...rows.map((row) => metricCells(row, confidence !== null))]), ...said.map(plainText)].join("\n"))];
}
function metricCells(row, hasIntervals) {
	const { base, difference, head, interval, mark, name } = row;
	if (base === null) return [plainText(name), plainText(head)];
	return [...[
		name,
		base,
		head,
		difference,
		...hasIntervals ? [interval] : []
	].map(plainText), MARK_WORDS[mark]];
}
function othersText(prompt) {
	const lines = otherCasesLines(prompt).map(plainText);
	return lines.length === 0 ? [] : [indented(lines.join("\n"))];
}
function costText(report) {
	const rows = costRows(report);
	if (rows.length === 0) return [];
	const cells = rows.map((row) => row.map(plainText));
	return [textTable([[
		"COST AND TIME",
		"TIME",
		"TOKENS",
		"COST"
	], ...cells])];
}
// src/cli/evaluation/result.ts
/** Reasons that may be gone the next time, each with what is then said. */
const OUTSIDE = [
	["model_unavailable", "Not all is known: a model did not answer."],
	["time_limit", "Not all is known: the run's time was up."],
	["budget_exhausted", "Not all is known: the run's budget was used up."],
	["cancelled", "Not all is known: the run was cancelled."],
	["evaluator_failed", "Not all is known: an evaluator gave no verdict."]
];
/** Reasons that whoever asks can mend, each with what is then said. */
const MENDABLE = [
	["model_not_configured", "Nothing is known: a model is not configured, or its key is not set."],
	["price_unknown", "Nothing is known: the run has a cap in USD, and the price of a model is not known."],
	["model_not_allowed", "Nothing is known: the config does not allow a model."]
];
/** `--json` prints the report as it is; only where the files themselves are wrong there is more to say. */
function evaluationResult(report, plan, { colours }) {
	const { notices, problems } = plan;
	const output = [...notices.map((notice) => visibleLine(formatProblem(notice))), evaluationText(report, {
		problems: [...problems, ...notices],
		colours
	})].join("\n");
	if (problems.length > 0) {
		const message = problems.map((problem) => visibleLine(formatProblem(problem))).join("\n");
		return badInput({
			code: "file_in_error",
			message,
			json: {
				problems,
				report
			},
			output
		});
	}
	return {
		...verdictResult(report, output),
		json: report
	};
}
function verdictResult(report, output) {
	const codes = report.prompts.flatMap((prompt) => prompt.reasons.map((reason) => reason.code));
	if (report.verdict === "fail") return no({
		code: "gate_failed",
		message: "The gate failed.",
		output
	});
	const blocked = () => no({
		code: "gate_inconclusive",
		message: "The gate is inconclusive, and its rules let that block (gates.block_inconclusive).",
		output
	});
	return openResult(codes, output) ?? (report.blocks === true ? blocked() : done({}, output));
}
/** What keeps an evaluation from being known; undefined where nothing outside of the gate does. */
function openResult(codes, output) {
	for (const [code, message] of MENDABLE) if (codes.includes(code)) return badInput({
		code,
		message,
		output
	});
	for (const [code, message] of OUTSIDE) if (codes.includes(code)) return tryAgain({
		code,
		message,
		output
	});
}
// src/models/answer-folder.ts
/** Models change behind their names, so that an answer counts for a week. */
const MAX_AGE_MS = 6048e5;
/** Of one answer; a longer one is asked for again. */
const MAX_ENTRY_BYTES = 262144;
/** Of the whole folder: a repository has 10 GB for all its caches. */
const MAX_FOLDER_BYTES = 268435456;
const entrySchema = z.strictObject({
	schema: z.literal(1),
	key: z.string(),
	run_started_at: z.iso.datetime(),
	answer: z.strictObject({
		text: z.string(),
		tool_calls: z.array(z.strictObject({
			name: z.string(),
			arguments: z.string()
		})),
		finish_reason: z.string().nullable(),
		usage: z.strictObject({
			input_tokens: z.int().nonnegative(),
			output_tokens: z.int().nonnegative()
		}).nullable(),
		latency_ms: z.number().nonnegative()
	})
});
const ENTRY_NAME = /^[0-9a-f]{64}\.json$/;
const DRAFT_NAME = /^\.[0-9a-f]{64}\.json\.tmp$/;
/** Opens a folder of answers, and removes from it what is of no use any more. */
async function openAnswerFolder(folder, nowMs) {
	await pruneAnswerFolder(folder, { nowMs: nowMs() });
	return answerFolder(folder, nowMs);
}
/**
* Answers in a folder, one small file each, named by its key: made for `actions/cache`. What is not of this form, of
* another key or too old is passed over, and nothing that goes wrong here stops a run.
*
* @param nowMs milliseconds since the epoch
*/
function answerFolder(folder, nowMs) {
	return {
		read: async (key) => {
			const entry = await readEntry(join(folder, `${key}.json`));
			if (entry === null || entry.key !== key || isOld(entry, nowMs())) return null;
			return answerOf(entry);
		},
		write: async (key, answer) => {
			const text = JSON.stringify(entryOf(key, answer));
			if (Buffer.byteLength(text) <= MAX_ENTRY_BYTES) await writeEntry(folder, `${key}.json`, text);
		}
	};
}
function isOld({ run_started_at: at }, nowMs) {
	const age = nowMs - Date.parse(at);
	return age > MAX_AGE_MS || age < -6048e5;
}
/** No link is followed: a folder that came from elsewhere may hold any. */
async function readEntry(path) {
	try {
		await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
		const { size } = await file.stat();
		if (size > MAX_ENTRY_BYTES) return null;
		const parsed = entrySchema.safeParse(JSON.parse(await file.readFile("utf8")));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}
/** Written beside its place and moved there, so that nobody ever reads half of it. Of two writers of a key one is enough. */
async function writeEntry(folder, name, text) {
	const draft = join(folder, `.${name}.tmp`);
	try {
		await mkdir(folder, { recursive: true });
		await writeFile(draft, text, { flag: "wx" });
	} catch {
		return;
	}
	await rename(draft, join(folder, name)).catch(() => rm(draft, { force: true }).catch(() => void 0));
}
function entryOf(key, { response, runStartedAt }) {
	const { finishReason, latencyMs, text, toolCalls, usage } = response;
	return {
		schema: 1,
		key,
		run_started_at: runStartedAt,
		answer: {
			text,
			tool_calls: toolCalls.map((call) => ({
				name: call.name,
				arguments: call.arguments
			})),
			finish_reason: finishReason,
			usage: usage && {
				input_tokens: usage.inputTokens,
				output_tokens: usage.outputTokens
			},
			latency_ms: latencyMs
		}
	};
}
function answerOf({ answer, run_started_at }) {
	const { finish_reason, latency_ms, text, tool_calls, usage } = answer;
	return {
		runStartedAt: run_started_at,
		response: {
			text,
			toolCalls: tool_calls,
			finishReason: finish_reason,
			usage: usage && {
				inputTokens: usage.input_tokens,
				outputTokens: usage.output_tokens
			},
			latencyMs: latency_ms
		}
	};
}
/** Removes what is too old, drafts that nobody finished, and the oldest where the folder has grown too large. */
async function pruneAnswerFolder(folder, { maxBytes = MAX_FOLDER_BYTES, nowMs }) {
	const files = (await readdir(folder).catch(() => [])).filter((name) => ENTRY_NAME.test(name) || DRAFT_NAME.test(name));
	const byAge = (await Promise.all(files.map((name) => fileIn(folder, name)))).filter((file) => file !== null).toSorted((a, b) => b.modifiedMs - a.modifiedMs);
	let kept = 0;
	for (const { modifiedMs, path, size } of byAge) if (!path.endsWith(".tmp") && nowMs - modifiedMs <= MAX_AGE_MS && kept + size <= maxBytes) kept += size;
	else await rm(path, { force: true }).catch(() => void 0);
}
async function fileIn(folder, name) {
	const path = join(folder, name);
	try {
		const { mtimeMs, size } = await stat(path);
		return {
			path,
			size,
			modifiedMs: mtimeMs
		};
	} catch {
		return null;
	}
}
// src/models/prices.ts
/**
* The prices of the config, then those of the registry `@pydantic/genai-prices` as it was when this was built; nothing is
* fetched. The price of writing to a cache is taken where that is dearer; discounts for cached input are not counted. A model
* that is billed in other ways as well, or served at an address that the registry does not know, has no known price.
*/
async function makePrices(input) {
	const { defaultModel, overrides, providers } = input;
	const { calcPrice, findProvider } = await import("@pydantic/genai-prices");
	const timestamp = new Date(input.nowMs);
	const known = (name) => {
		const { model, publisher } = splitModelName(name, defaultModel);
		const provider = ownMember(providers, publisher);
		const seller = provider && findProvider(sellerOf(provider))?.id;
		if (seller === void 0) return null;
		const listed = calcPrice({}, model, {
			providerId: seller,
			timestamp
		});
		return listed === null ? null : priceIn(listed.model_price, seller);
	};
	return (name) => {
		const whole = wholeModelName(name, defaultModel);
		const own = Object.entries(overrides).find(([glob]) => matchesStarGlob(glob, whole))?.[1];
		return own === void 0 ? known(name) : {
			inputPerMillion: own.input,
			outputPerMillion: own.output
		};
	};
}
/** Who sells a provider's models, as the registry looks for it: by type, or by the address if that is not the type's own. */
function sellerOf({ base_url: url, type }) {
	return type === "azure" || url === void 0 ? { providerId: type } : { providerApiUrl: url };
}
/** Units that count here. */
const UNITS = [
	"input_mtok",
	"output_mtok",
	"cache_write_mtok",
	"output_reasoning_mtok"
];
/** Units that a call is billed in whatever its tokens are. */
const PER_CALL = ["requests_kcount", "input_text_messages_kcount"];
function priceIn(prices, seller) {
	if (PER_CALL.some((unit) => prices[unit] !== void 0)) return null;
	const short = priceFrom(0, prices, seller);
	if (short === null) return null;
	const tiers = UNITS.flatMap((unit) => tiersOf(prices[unit]));
	const longer = [...new Set(tiers.map(({ start }) => start))].toSorted((a, b) => a - b).flatMap((above) => {
		const price = priceFrom(above + 1, prices, seller);
		return price === null ? [] : [{
			above,
			...price
		}];
	});
	return longer.length === 0 ? short : {
		...short,
		longer
	};
}
/** What calls with so many input tokens cost. */
function priceFrom(inputTokens, prices, seller) {
	const at = (unit) => priceAt(inputTokens, prices[unit]);
	const input = at("input_mtok");
	const output = at("output_mtok");
	if (input === null || output === null) return null;
	const write = seller === "anthropic" ? null : at("cache_write_mtok");
	return {
		inputPerMillion: Math.max(input, write ?? 0),
		outputPerMillion: Math.max(output, at("output_reasoning_mtok") ?? 0)
	};
}
/** A tier holds for the whole of a call with more input tokens than its start. */
function priceAt(inputTokens, price) {
	if (price === void 0 || typeof price === "number") return price ?? null;
	return tiersOf(price).toSorted((a, b) => a.start - b.start).findLast(({ start }) => inputTokens > start)?.price ?? price.base;
}
function tiersOf(price) {
	return price === void 0 || typeof price === "number" ? [] : price.tiers;
}
// src/models/pacing.ts
const MINUTE_MS$1 = 6e4;
/**
* A model that is asked no faster than its provider's limits: in any minute at most so many calls start, and none while the
* last minute's answers have used up the tokens. What an answer takes is known with it, so the last calls of a minute may
* go over by what they take themselves.
*/
function paced(model, pace, surroundings) {
	const { concurrency, requestsPerMinute = 1e400, tokensPerMinute = 1e400 } = pace;
	if ([
		concurrency,
		pace.requestsPerMinute,
		pace.tokensPerMinute
	].every((limit) => limit === void 0)) return model;
	const started = [];
	const taken = [];
	const oneByOne = pLimit(1);
	const atOnce = pLimit(concurrency ?? 1e400);
	const waitMs = () => {
		const now = surroundings.nowMs();
		return Math.max(untilBelow(started, {
			now,
			limit: requestsPerMinute
		}), untilBelow(taken, {
			now,
			limit: tokensPerMinute
		}));
	};
	const start = async (signal) => {
		for (let wait = waitMs(); wait > 0; wait = waitMs()) await surroundings.sleep(wait, signal);
		started.push({
			atMs: surroundings.nowMs(),
			amount: 1
		});
	};
	return { complete: (request, signal, beforeRetry) => atOnce(async () => {
		signal.throwIfAborted();
		const startNext = () => oneByOne(() => start(signal));
		await startNext();
		const response = await model.complete(request, signal, async (failed) => {
			await beforeRetry?.(failed);
			await startNext();
		});
		taken.push({
			atMs: surroundings.nowMs(),
			amount: tokensOf(response)
		});
		return response;
	}) };
}
function tokensOf({ usage }) {
	return usage === null ? 0 : usage.inputTokens + usage.outputTokens;
}
/** Milliseconds until the last minute's uses come to less than the limit; forgets what is older. */
function untilBelow(uses, { limit, now }) {
	const firstWithin = uses.findIndex(({ atMs }) => now - atMs < MINUTE_MS$1);
	uses.splice(0, firstWithin < 0 ? uses.length : firstWithin);
	let left = uses.reduce((sum, { amount }) => sum + amount, 0);
	for (const { amount, atMs } of uses) {
		if (left < limit) return 0;
		left -= amount;
		if (left < limit) return atMs + MINUTE_MS$1 - now;
	}
	return 0;
}
// src/models/registry.ts
/**
* One model for all names: `openai/gpt-4.1` goes to the provider `openai`, which knows it as `gpt-4.1`, and only what
* follows the first slash is the provider's name for it. Adapters are loaded with their first call. A model that may not be
* used, or whose provider cannot be, fails its calls with the line of the config that is missing.
*/
function makeModel(input) {
	const loaded = /* @__PURE__ */ new Map();
	return { complete: async (request, signal, beforeRetry) => {
		requireAllowed(request.model, input);
		requireKnownParameters(request, input);
		const { publisher } = splitModelName(request.model, input.models.default);
		const model = loaded.get(publisher) ?? loadProvider(publisher, input);
		loaded.set(publisher, model);
		return (await model).complete(request, signal, beforeRetry);
	} };
}
function requireAllowed(name, { models }) {
	if (allowsModel(models, name)) return;
	const whole = JSON.stringify(wholeModelName(name, models.default));
	throw new ModelError("not_allowed", `The default branch's config does not allow the model ${whole}: add "- ${whole.slice(1, -1)}" to models.allowed there.`);
}
function requireKnownParameters({ parameters }, { models }) {
	const objection = parameterObjection(parameters, models.parameters);
	if (objection !== null) throw new ModelError("refused_request", objection);
}
async function loadProvider(name, input) {
	const provider = ownMember(input.models.providers, name);
	if (provider === void 0) throw notConfigured(`No provider ${JSON.stringify(name)} is configured: add "${entryFor(name)}" under models.providers.`);
	return paced(await load(provider, {
		modelName: (model) => splitModelName(model, input.models.default).model,
		keyIn: (setting) => keyOf(name, setting, input),
		surroundings: input.surroundings,
		timeoutMs: input.timeoutMs
	}), paceOf(provider), input.surroundings);
}
function paceOf(provider) {
	return {
		requestsPerMinute: provider.requests_per_minute,
		tokensPerMinute: provider.tokens_per_minute,
		concurrency: provider.concurrency
	};
}
/** Types of providers that are called like what they are. */
const KNOWN = /* @__PURE__ */ new Set([
	"openai",
	"anthropic",
	"google"
]);
/** The line of the config that a provider of this name would have. */
function entryFor(name) {
	if (KNOWN.has(name)) return `${name}: { type: ${name} }`;
	if (name === "azure") return "azure: { type: azure, base_url: … }";
	return `${/^[a-z][a-z0-9-]*$/.test(name) ? name : "<name>"}: { type: openai-compatible, base_url: …, api_key: env:… }`;
}
async function load(provider, { keyIn, modelName, ...exchanging }) {
	switch (provider.type) {
		case "openai":
		case "openai-compatible": {
			const { openAiModel } = await import("./chat.js");
			const { api_key: setting, base_url: baseUrl = "https://api.openai.com/v1" } = provider;
			return openAiModel({
				baseUrl,
				apiKey: setting === void 0 ? void 0 : keyIn(setting),
				modelName,
				...exchanging
			});
		}
		case "azure": {
			const { azureModel } = await import("./chat.js");
			const { api_key: setting, api_version: apiVersion, base_url: baseUrl, deployments } = provider;
			const deploymentName = (model) => ownMember(deployments, modelName(model)) ?? modelName(model);
			return azureModel({
				baseUrl,
				apiKey: keyIn(setting),
				apiVersion,
				deploymentName,
				...exchanging
			});
		}
		case "anthropic": {
			const { anthropicModel } = await import("./anthropic.js");
			const { api_key: setting, base_url: baseUrl = "https://api.anthropic.com/v1" } = provider;
			return anthropicModel({
				baseUrl,
				apiKey: keyIn(setting),
				modelName,
				...exchanging
			});
		}
		case "google": {
			const { googleModel } = await import("./google.js");
			const { api_key: setting, base_url: baseUrl = "https://generativelanguage.googleapis.com/v1beta" } = provider;
			return googleModel({
				baseUrl,
				apiKey: keyIn(setting),
				modelName,
				...exchanging
			});
		}
	}
}
function keyOf(name, setting, { secretOf }) {
	const variable = setting.replace(/^env:/, "");
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
// src/releases/evaluation/call-prices.ts
const NOTHING = {
	inputPerMillion: 0,
	outputPerMillion: 0
};
/**
* The prices of calls: of a model that the config has no provider for, or does not allow, none is ever made, and that is
* what its case should say, not that nobody knows what it would cost.
*/
function callPrices({ models }, priceOf) {
	return (name) => {
		const { publisher } = splitModelName(name, models.default);
		return Object.hasOwn(models.providers, publisher) && allowsModel(models, name) ? priceOf(name) : NOTHING;
	};
}
// src/cli/evaluation/run.ts
/** All that an evaluation needs of this process, ready to be run, with what the whole run may take. */
async function evaluationInput(environment, { commits, plan, read }, { answers, signal, trials }) {
	const { file } = read.controls.config;
	const { budget, concurrency, gates, models } = file;
	const { default: defaultModel, prices: overrides, providers } = models;
	const prices = await makePrices({
		overrides,
		defaultModel,
		providers,
		nowMs: environment.nowMs()
	});
	const { surroundings } = environment;
	return {
		prompts: plan.prompts,
		commits,
		model: makeModel({
			models,
			secretOf: (name) => environment.variables[name],
			surroundings: {
				...surroundings,
				nowMs: environment.nowMs,
				timeout: AbortSignal.timeout
			}
		}),
		priceOf: callPrices(file, prices),
		limits: {
			concurrency,
			minutes: budget.minutes,
			usd: budget.usd,
			maxOutputTokens: budget.max_output_tokens,
			allowUnknownPrices: budget.allow_unknown_prices
		},
		gates,
		judges: judgeSettings(file),
		providerOf: (model) => providerIdentity(file, model),
		clock: {
			now: surroundings.now,
			timeout: AbortSignal.timeout,
			watchdog: withWatchdog
		},
		signal,
		...trials !== void 0 && { trials },
		...answers !== null && { kept: await openAnswerFolder(answers, environment.nowMs) }
	};
}
/** Evaluates once, with its estimate and its progress on stderr. */
async function evaluateOnce(environment, scene, options) {
	const { budget } = scene.read.controls.config.file;
	const startedMs = environment.nowMs();
	try {
		return await evaluatePrompts({
			...await evaluationInput(environment, scene, options),
			onEstimate: (estimate) => environment.progress(estimateText(estimate, budget)),
			onProgress: (progress) => environment.live(progressText(progress, environment.nowMs() - startedMs))
		});
	} finally {
		environment.live(null);
	}
}
/** `first pass: 120 of 400, 12 s`. */
function progressText({ done, phase, total }, passedMs) {
	return `${phase.replace("_", " ")}: ${done} of ${total}, ${Math.round(passedMs / 1e3)} s`;
}
// src/cli/evaluation/against-itself.ts
/** A run that was broken off says nothing of the gate. */
const BROKEN_OFF = /* @__PURE__ */ new Set([
	"model_unavailable",
	"model_not_configured",
	"model_not_allowed",
	"model_not_usable",
	"head_unanswered",
	"price_unknown",
	"time_limit",
	"budget_exhausted",
	"cancelled",
	"evaluator_failed",
	"unconfirmed_regression"
]);
/**
* Runs the base against itself, so often, each time with fresh draws, under the one cap of a run: whatever fails, fails for
* nothing.
*/
async function evaluateAgainstItself(environment, scene, { runs, signal, trials }) {
	if (scene.plan.prompts.length === 0) return badInput({
		code: "nothing_to_run",
		message: "There is no prompt to run against itself."
	});
	return resultOf(await repeated(environment, scene, {
		runs,
		signal,
		trials
	}), runs);
}
const MINUTE_MS = 6e4;
async function repeated(environment, scene, { runs, signal, trials }) {
	const { budget } = scene.read.controls.config.file;
	const input = await evaluationInput(environment, scene, {
		answers: null,
		trials,
		signal
	});
	const startedMs = environment.nowMs();
	const reports = [];
	let leftUsd = budget.usd;
	while (reports.length < runs) {
		const passedMs = environment.nowMs() - startedMs;
		const minutes = budget.minutes - passedMs / MINUTE_MS;
		if (minutes <= 0) break;
		const number = reports.length + 1;
		const report = await evaluatePrompts({
			...input,
			limits: {
				...input.limits,
				minutes,
				usd: leftUsd
			},
			...number === 1 && { onEstimate: (one) => {
				environment.progress(`${runs} runs. ${estimateText(timesOf(one, runs), budget)}`);
			} },
			onProgress: (progress) => environment.live(`run ${number} of ${runs}, ${progressText(progress, environment.nowMs() - startedMs)}`)
		});
		reports.push(report);
		leftUsd = Math.max(0, leftUsd - (report.run.budget?.spent_usd ?? 0));
		if (isBrokenOff(report)) break;
	}
	environment.live(null);
	return reports;
}
function timesOf({ base, cost_usd, head, judges }, runs) {
	const times = (one) => ({
		calls: one.calls * runs,
		input_tokens: one.input_tokens * runs,
		output_tokens: one.output_tokens * runs,
		cost_usd: one.cost_usd === null ? null : one.cost_usd * runs
	});
	return {
		base: times(base),
		head: times(head),
		judges: times(judges),
		cost_usd: cost_usd === null ? null : cost_usd * runs
	};
}
function codesOf({ prompts }) {
	return prompts.flatMap(({ reasons }) => reasons.map(({ code }) => code));
}
function isBrokenOff(report) {
	return codesOf(report).some((code) => BROKEN_OFF.has(code));
}
const CONFIDENCE = .95;
function resultOf(reports, wanted) {
	const whole = reports.filter((report) => !isBrokenOff(report));
	const failed = whole.filter(({ verdict }) => verdict === "fail");
	const interval = wilsonInterval({
		passed: failed.length,
		cases: whole.length,
		confidence: CONFIDENCE
	});
	const costUsd = reports.map(({ run }) => run.cost_usd).reduce((sum, one) => sum === null || one === null ? null : sum + one, 0);
	const json = {
		runs: {
			wanted,
			finished: whole.length
		},
		failed: failed.length,
		inconclusive: whole.filter(({ verdict }) => verdict === "inconclusive").length,
		rate: whole.length === 0 ? null : failed.length / whole.length,
		interval,
		failing: failed.map((report) => failuresOf(report)),
		calls: reports.reduce((sum, { run }) => sum + run.calls, 0),
		cost_usd: costUsd
	};
	const output = [
		...whole.length === 0 ? [] : [rateLine(failed.length, whole.length, interval)],
		...whole.flatMap((report, index) => failureLines(report, index + 1)),
		`${json.calls} model calls, ${costUsd === null ? "cost unknown" : costText$1(costUsd).inline}`
	].join("\n");
	if (whole.length === wanted) return done(json, output);
	return brokenOff(reports, {
		json,
		output,
		whole: whole.length,
		wanted
	});
}
function rateLine(failed, runs, { high, low }) {
	const [rate, from, to] = [
		failed / runs,
		low,
		high
	].map((share) => percentText$1(share).inline);
	return `The gate failed ${failed} of ${runs} runs of the base against itself, for nothing: ${rate} (95 % interval ${from} to ${to})`;
}
function failuresOf({ prompts }) {
	return prompts.filter(({ verdict }) => verdict === "fail").map(({ id, reasons }) => ({
		prompt: id,
		reasons
	}));
}
function failureLines(report, run) {
	return failuresOf(report).flatMap(({ prompt, reasons }) => reasons.map(({ code, message }) => `  run ${run}, ${prompt}: ${code}: ${visibleLine(message)}`));
}
/** The time was up, the budget used up, or the models did not answer. */
function brokenOff(reports, { json, output, whole, wanted }) {
	const codes = reports.flatMap(codesOf).filter((code) => BROKEN_OFF.has(code));
	const mendable = openResult(codes, output);
	if (mendable?.exitCode === 2) return {
		...mendable,
		json: {
			...mendable.json,
			...json
		}
	};
	const code = codes[0] ?? "time_limit";
	const message = `Only ${whole} of ${wanted} runs were finished (${code}): the cap of a run is for all of them together.`;
	return tryAgain({
		code,
		message,
		json,
		output
	});
}
// src/evaluation/select-cases.ts
/** The prompts that have cases of these names, with those alone. In a pattern `*` stands for anything. */
function selectCases(prompts, patterns, preparation) {
	const suites = prompts.map((prompt) => ({
		prompt,
		cases: suiteOf(prompt, preparation).cases
	}));
	const known = suites.flatMap(({ cases }) => cases.map(({ name }) => name));
	const unmatched = patterns.find((pattern) => !known.some((name) => fits(pattern, name)));
	if (unmatched !== void 0) return {
		ok: false,
		pattern: unmatched,
		known
	};
	return {
		ok: true,
		prompts: suites.flatMap(({ cases, prompt }) => {
			const wanted = cases.filter(({ name }) => patterns.some((pattern) => fits(pattern, name)));
			return wanted.length === 0 ? [] : [{
				...prompt,
				onlyCases: new Set(wanted.map(({ id }) => id))
			}];
		})
	};
}
/** A name may hold a `*` of its own. */
function fits(pattern, name) {
	return pattern === name || matchesStarGlob(pattern, name);
}
// src/releases/evaluation/given-results.ts
/** Prompts with the results that stand for their trials, where a file names some: each file is read once. */
async function withGivenResults(prompts, { controls, read }) {
	const { allow_removed_cases: allowLoosening } = controls.config.file.gates;
	const known = /* @__PURE__ */ new Map();
	const readOnce = (path) => {
		const bytes = known.get(path) ?? read(path);
		known.set(path, bytes);
		return bytes;
	};
	return Promise.all(prompts.map(async (prompt) => {
		const { source } = resultsInForce(prompt, allowLoosening);
		if (source === null) return prompt;
		return {
			...prompt,
			results: promptfooResults(source.path, await readOnce(source.path))
		};
	}));
}
// src/cli/evaluation/scene.ts
/** What the words ask for. Nothing is kept from before: the files and the branches may have changed since. */
async function planScene(repository, words) {
	const read = await openForReading(repository);
	const sides = await sidesOf(repository, read, words);
	const plan = await planOf(sides, {
		...read,
		sources: repository.sources
	}, words);
	const unknown = await unknownIn(words.aa === void 0 ? sides.head : sides.tip, read, {
		names: words.prompts,
		plan
	});
	if (unknown !== void 0) return {
		kind: "refused",
		result: unknown
	};
	const wanted = new Set(words.prompts);
	const named = plan.prompts.filter(({ id }) => wanted.size === 0 || wanted.has(id));
	const selected = selectedCases(words.aa === void 0 ? await withResults(named, repository, read) : named, read, words);
	if (selected.kind === "refused") return selected;
	const commits = {
		base: words.aa === void 0 ? sides.base.commit : sides.tip.commit,
		head: words.head === void 0 ? null : sides.head.commit
	};
	return {
		kind: "planned",
		scene: {
			read,
			plan: {
				...plan,
				prompts: selected.prompts
			},
			commits
		}
	};
}
/** Results that a prompt names are read from the work tree, whatever commit is the head. */
function withResults(prompts, repository, { controls }) {
	const read = async (path) => {
		return workspaceFiles(await workTreeRoot(repository), MAX_PROMPTFOO_BYTES)(path);
	};
	return withGivenResults(prompts, {
		controls,
		read
	});
}
/** `--base` asks for that commit's prompts as the base arm, whatever is live. */
const NOTHING_LIVE = {
	read: async () => ({
		head: null,
		files: /* @__PURE__ */ new Map()
	}),
	list: async () => [],
	append: async () => ({ status: "conflict" }),
	log: async function* () {},
	isAncestor: async () => false,
	recentMessages: async () => []
};
function planOf({ base, baseName, head, tip }, { branch, controls, sources }, words) {
	const live = {
		branch: words.base === void 0 ? branch : NOTHING_LIVE,
		controls,
		sources
	};
	return words.aa === void 0 ? planEvaluation({
		base,
		head,
		tip,
		baseBranch: baseName
	}, live) : planAgainstItself({
		tip,
		baseBranch: baseName
	}, live, words.prompts);
}
function selectedCases(prompts, { controls: { config } }, { case: patterns }) {
	if (patterns.length === 0 || prompts.length === 0) return {
		kind: "selected",
		prompts
	};
	const allowLoosening = config.file.gates.allow_removed_cases;
	const selection = selectCases(prompts, patterns, {
		allowLoosening,
		judges: judgeSettings(config.file)
	});
	if (selection.ok) return {
		kind: "selected",
		prompts: selection.prompts
	};
	return {
		kind: "refused",
		result: unknownCase(selection.pattern, selection.known)
	};
}
const MOST_NAMES = 20;
function unknownCase(pattern, known) {
	const names = [...known.slice(0, MOST_NAMES).map(visibleLine), ...known.length > MOST_NAMES ? ["…"] : []];
	const message = `No case of a changed prompt is named ${visibleLine(pattern)}: there are ${names.join(", ") || "none"}.`;
	return no({
		code: "unknown_case",
		message,
		json: {
			case: pattern,
			known
		}
	});
}
/**
* The work tree (or `--head`) against where it left what is published: the source of the last complete publication,
* else the default branch's head.
*/
async function sidesOf(repository, read, words) {
	const { git, sources } = repository;
	if (words.head === void 0 && words.aa === void 0) await workTreeRoot(repository);
	const headCommit = await commitOf(repository, words.head ?? "HEAD");
	const head = words.head === void 0 ? worktreeTree(git) : sources.tree(headCommit);
	if (words.base !== void 0) {
		const base = sources.tree(await commitOf(repository, words.base));
		return {
			base,
			head,
			tip: base,
			baseName: words.base
		};
	}
	const anchor = await publishedSource(repository, read) ?? read.controls.commit;
	const base = await sources.mergeBase(anchor, headCommit) ?? anchor;
	const tip = sources.tree(read.controls.commit);
	return {
		base: sources.tree(base),
		head,
		tip,
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
/** `--cache`, else a folder within `.git`, where no commit can take it along; null for `--no-cache`. */
async function answersFolder({ environment, git }, wanted) {
	if (wanted === false) return null;
	if (wanted !== true) return resolve(environment.directory, wanted);
	const common = await runGit(git, [
		"rev-parse",
		"--path-format=absolute",
		"--git-common-dir"
	]);
	return join(common.toString().trim(), "pointsman", "answers");
}
// src/cli/evaluation/watch.ts
/** So long nothing must change any more before something counts as changed: editors write in several steps. */
const SETTLED_MS = 150;
/** Systems bound how many folders may be watched. */
const MOST_FOLDERS = 2e3;
/** @param root of the work tree */
function watchFolders(root, signal) {
	const watchers = /* @__PURE__ */ new Map();
	let isChanged = false;
	let wake = () => void 0;
	const touch = () => {
		isChanged = true;
		wake();
	};
	const forget = (folder) => {
		watchers.get(folder)?.close();
		watchers.delete(folder);
		touch();
	};
	const add = (folder) => {
		if (watchers.has(folder) || watchers.size >= MOST_FOLDERS) return false;
		try {
			const watcher = watch(join(root, folder), touch);
			watcher.on("error", () => forget(folder));
			watchers.set(folder, watcher);
			return true;
		} catch {
			return false;
		}
	};
	const changed = async () => {
		while (!isChanged && !signal.aborted) await new Promise((resolve) => {
			wake = resolve;
		});
		while (isChanged && !signal.aborted) {
			isChanged = false;
			await setTimeout(SETTLED_MS, void 0, { signal }).catch(() => void 0);
		}
	};
	signal.addEventListener("abort", () => wake(), { once: true });
	return {
		cover: (folders) => folders.map(add).some(Boolean),
		changed,
		[Symbol.dispose]: () => {
			for (const watcher of watchers.values()) watcher.close();
		}
	};
}
/** The folders of all that a prompt may be made of, and those above them, where new ones would appear. */
function foldersOf(entries, globs) {
	const isPrompt = promptMatcher(globs);
	const files = entries.map(({ path }) => path);
	const first = files.filter((path) => isPrompt(path) || /(?:^|\/)partials\//.test(path) || path === ".github/pointsman.yml");
	const tools = files.filter((path) => /\.(?:json|ya?ml)$/.test(path));
	return [.../* @__PURE__ */ new Set(["", ...[...first, ...tools].flatMap(foldersAbove)])];
}
function foldersAbove(path) {
	const folder = dirname(path);
	return folder === "." ? [] : [...foldersAbove(folder), folder];
}
/** Two looks with one key see the same prompts under the same config. */
function sceneKey(plan, config) {
	return digestOf(JSON.stringify([plan, config === void 0 ? null : Buffer.from(config).toString("base64")]));
}
// src/cli/evaluation/words.ts
const refWord = z.string().regex(/^[^-\s]\S*$/, "a branch, a tag or a commit");
function countWord(most, what) {
	return z.string().transform((word, context) => {
		const count = /^[1-9]\d{0,5}$/.test(word) ? Number(word) : NaN;
		if (count <= most) return count;
		context.addIssue({
			code: "custom",
			message: `“${word}” is not a number of ${what}: from 1 to ${most}`
		});
		return z.NEVER;
	});
}
const evalWords = z.strictObject({
	prompts: z.array(promptWord).default([]),
	base: refWord.optional(),
	head: refWord.optional(),
	case: z.array(z.string().min(1)).default([]),
	trials: countWord(50, "trials").optional(),
	watch: z.boolean().default(false),
	aa: countWord(1e3, "runs").optional(),
	format: z.enum(["text", "gh-models"]).default("text"),
	cache: z.union([z.string().min(1), z.boolean()]).default(true)
});
/** Words that say different things about what to run. Throws `UsageError`. */
function refuseContradictions({ aa, format, head, watch }) {
	const refuse = (a, b, why) => {
		throw new UsageError("usage", `${a} and ${b} do not go together: ${why}.`);
	};
	if (watch && head !== void 0) refuse("--watch", "--head", "a commit does not change");
	if (watch && aa !== void 0) refuse("--watch", "--aa", "the base does not change");
	if (format !== "text" && (watch || aa !== void 0)) refuse(`--format ${format}`, watch ? "--watch" : "--aa", "it is of one evaluation");
	if (aa !== void 0 && head !== void 0) refuse("--aa", "--head", "the base is run against itself");
}
// src/cli/verbs/eval.ts
/**
* V8 would let young objects pile up to three times 16 MB before it looks at them, which a run that mostly waits for models
* never needs: so it holds 20 MB less (`npm run bench -- eval.throughput.promptfoo`).
*/
function keepSmall() {
	setFlagsFromString("--semi-space-growth-factor=1");
	setFlagsFromString("--max-semi-space-size=4");
}
/** Evaluates what changed against what is live, with the models that the default branch's config names. */
const runEval = async (call) => {
	keepSmall();
	const words = readWords(evalWords, call.input);
	refuseContradictions(words);
	const repository = await openRepository(call);
	const { environment } = call;
	const signal = environment.interruption();
	if (words.watch) return watchAndEvaluate({
		repository,
		words,
		signal,
		json: call.json
	});
	const planned = await planScene(repository, words);
	if (planned.kind === "refused") return planned.result;
	if (words.format === "gh-models") return evaluateAsGhModels(planned.scene, {
		repository,
		words,
		signal
	});
	if (words.aa === void 0) return evaluateScene(planned.scene, {
		repository,
		words,
		signal
	});
	const repetition = {
		runs: words.aa,
		trials: words.trials,
		signal
	};
	return evaluateAgainstItself(environment, planned.scene, repetition);
};
async function evaluateScene(scene, run) {
	return evaluationResult(await reportOf(scene, run), scene.plan, run.repository.environment);
}
async function reportOf(scene, { repository, signal, words }) {
	const answers = await answersFolder(repository, words.cache);
	return evaluateOnce(repository.environment, scene, {
		answers,
		trials: words.trials,
		signal
	});
}
/** GitHub's runner took one file, so that its JSON is of one prompt. */
async function evaluateAsGhModels(scene, run) {
	const { plan } = scene;
	const [prompt, ...others] = plan.prompts;
	if (plan.problems.length > 0) return evaluateScene(scene, run);
	if (prompt === void 0 || others.length > 0) {
		const ids = plan.prompts.map(({ id }) => id).join(", ");
		const message = `The format gh-models is of one prompt that changed: ${ids === "" ? "none did" : `name one of ${ids}`}.`;
		return badInput({
			code: "not_one_prompt",
			message
		});
	}
	const report = await reportOf(scene, run);
	const [told] = report.prompts;
	const result = evaluationResult(report, plan, run.repository.environment);
	if (told === void 0) return result;
	const { file } = scene.read.controls.config;
	const options = {
		allowLoosening: file.gates.allow_removed_cases,
		judges: judgeSettings(file)
	};
	const values = new Map(suiteOf(prompt, options).cases.map((one) => [one.id, one.values]));
	const { description = "", name = prompt.id } = prompt.headSuite;
	const json = ghModelsReport(report, told, {
		name,
		description,
		values
	});
	return {
		...result,
		json,
		output: JSON.stringify(json, null, 2)
	};
}
/**
* Evaluates, and again whenever what would be evaluated is another; until Ctrl-C. A look that finds the same prompts
* says nothing: not every file that changes is one of theirs.
*/
async function watchAndEvaluate(run) {
	const { repository, signal, words } = run;
	const { environment, git } = repository;
	using folders = watchFolders(await workTreeRoot(repository), signal);
	let last = null;
	let evaluations = 0;
	while (!signal.aborted) {
		const planned = await planScene(repository, words);
		const tree = worktreeTree(git);
		const { prompts: globs } = (await repository.controls()).config.file;
		if (folders.cover(foldersOf(await tree.list(), globs))) continue;
		const config = (await tree.read([CONFIG_PATH])).get(CONFIG_PATH);
		const key = sceneKey(planned.kind === "planned" ? planned.scene.plan : planned.result.json, config);
		if (key !== last) {
			last = key;
			const result = planned.kind === "planned" ? await evaluateScene(planned.scene, run) : planned.result;
			if (signal.aborted) break;
			evaluations += 1;
			environment.print(run.json ? `${JSON.stringify(result.json)}\n` : watchedText(result));
		}
		environment.live("watching for changes (Ctrl-C ends)");
		await folders.changed();
		environment.live(null);
	}
	return done({ evaluations }, "");
}
function watchedText({ complaint, output }) {
	return `${[output, complaint].filter((text) => text !== "").join("\n\n")}\n\n`;
}
export { runEval };
