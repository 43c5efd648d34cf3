import { join, resolve } from "node:path";
import { z } from "zod";
import { providerIdentity } from "../../domain/policy/provider-identity.ts";
import { formatProblem } from "../../domain/problem.ts";
import { evaluatePrompts } from "../../evaluation/evaluate.ts";
import type { EvaluationReport } from "../../evaluation/report.ts";
import { runGit } from "../../git/run.ts";
import { openAnswerFolder } from "../../models/answer-folder.ts";
import { makePrices } from "../../models/prices.ts";
import { makeModel } from "../../models/registry.ts";
import { withWatchdog } from "../../models/watchdog.ts";
import { callPrices } from "../../releases/call-prices.ts";
import { loadCatalog } from "../../releases/catalog/catalog.ts";
import { type EvaluationPlan, planEvaluation } from "../../releases/evaluation-plan.ts";
import { judgeSettings } from "../../releases/judge-settings.ts";
import { completedSource } from "../../releases/messages.ts";
import type { ReleaseBranch, SourceTree } from "../../releases/ports.ts";
import { estimateText } from "../../reports/evaluation/estimate-text.ts";
import { visibleLine } from "../../reports/visible.ts";
import { resolveCommit } from "../../sources/git.ts";
import { worktreeTree } from "../../sources/worktree.ts";
import type { CliEnvironment } from "../environment.ts";
import { evaluationText } from "../evaluation-text.ts";
import { unknownSource } from "../prompts.ts";
import { type LocalRepository, openForReading, openRepository, type ReadBranch } from "../repository.ts";
import { badInput, done, no, tryAgain, type VerbResult } from "../result.ts";
import { UsageError } from "../usage-error.ts";
import type { RunVerb } from "../verb.ts";
import { promptWord, readWords } from "../words.ts";
import { workTreeRoot } from "../work-tree.ts";

const refWord = z.string().regex(/^[^-\s]\S*$/, "a branch, a tag or a commit");
const schema = z.strictObject({
  prompts: z.array(promptWord).default([]),
  base: refWord.optional(),
  head: refWord.optional(),
  cache: z.union([z.string().min(1), z.boolean()]).default(true),
});
type Words = z.infer<typeof schema>;

/** Evaluates what changed against what is live, with the models that the default branch's config names. */
export const runEval: RunVerb = async (call) => {
  const words = readWords(schema, call.input);
  const repository = await openRepository(call);
  const read = await openForReading(repository);
  const sides = await sidesOf(repository, read, words);
  const plan = await planEvaluation(
    { base: sides.base, head: sides.head, tip: sides.tip, baseBranch: sides.baseName },
    { branch: words.base === undefined ? read.branch : NOTHING_LIVE, controls: read.controls },
  );
  const wanted = new Set(words.prompts);
  const prompts = plan.prompts.filter(({ id }) => wanted.size === 0 || wanted.has(id));
  const unknown = await unknownIn(sides.head, read, { names: words.prompts, plan });
  if (unknown !== undefined) return unknown;
  const report = await evaluate(call.environment, read, {
    prompts,
    answers: await answersFolder(repository, words.cache),
    commits: { base: sides.base.commit, head: words.head === undefined ? null : sides.head.commit },
  });
  return resultOf(report, plan);
};

/** `--base` asks for that commit's prompts as the base arm, whatever is live. */
const NOTHING_LIVE: ReleaseBranch = {
  read: async () => ({ head: null, files: new Map() }),
  list: async () => [],
  append: async () => ({ status: "conflict" }),
  log: async function* () {},
  recentMessages: async () => [],
};

interface Sides {
  readonly base: SourceTree;
  readonly head: SourceTree;
  /** Whose cases, evaluators and gates judge: `--base`, else the default branch's head. */
  readonly tip: SourceTree;
  readonly baseName: string;
}

/**
 * The work tree (or `--head`) against where it left what is published: the source of the last complete publication,
 * else the default branch's head.
 */
async function sidesOf(repository: LocalRepository, read: ReadBranch, words: Words): Promise<Sides> {
  const { git, sources } = repository;
  if (words.head === undefined) await workTreeRoot(repository);
  const headCommit = await commitOf(repository, words.head ?? "HEAD");
  const head = words.head === undefined ? worktreeTree(git) : sources.tree(headCommit);
  if (words.base !== undefined) {
    const base = sources.tree(await commitOf(repository, words.base));
    return { base, head, tip: base, baseName: words.base };
  }
  const anchor = (await publishedSource(repository, read)) ?? read.controls.commit;
  const base = (await sources.mergeBase(anchor, headCommit)) ?? anchor;
  const tip = sources.tree(read.controls.commit);
  return { base: sources.tree(base), head, tip, baseName: "default branch" };
}

async function commitOf({ git }: LocalRepository, name: string): Promise<string> {
  const commit = await resolveCommit(git, name);
  if (commit !== null) return commit;
  throw new UsageError("unknown_commit", `This repository has no commit “${name}”.`);
}

const MESSAGES = 100;

async function publishedSource(
  { git }: LocalRepository,
  { branch, head }: ReadBranch,
): Promise<string | null> {
  if (head === null) return null;
  const messages = await branch.recentMessages(head, MESSAGES);
  const source = messages.map(completedSource).find((commit) => commit !== undefined);
  return source === undefined ? null : resolveCommit(git, source);
}

/** A named prompt that did not change is nothing to evaluate; one that the head has not at all is a mistake. */
async function unknownIn(
  head: SourceTree,
  { controls }: ReadBranch,
  { names, plan }: { readonly names: readonly string[]; readonly plan: EvaluationPlan },
): Promise<VerbResult | undefined> {
  const unchanged = names.filter((name) => !plan.prompts.some(({ id }) => id === name));
  if (unchanged.length === 0 || plan.problems.length > 0) return undefined;
  const { models, prompts: globs } = controls.config.file;
  const catalog = await loadCatalog(head, { globs, defaultModel: models.default });
  const absent = unchanged.find((name) => !catalog.prompts.has(name));
  return absent === undefined ? undefined : unknownSource(absent, [...catalog.prompts.keys()]);
}

/** `--cache`, else a folder within `.git`, where no commit can take it along; null for `--no-cache`. */
async function answersFolder(
  { environment, git }: LocalRepository,
  wanted: Words["cache"],
): Promise<string | null> {
  if (wanted === false) return null;
  if (wanted !== true) return resolve(environment.directory, wanted);
  const common = await runGit(git, ["rev-parse", "--path-format=absolute", "--git-common-dir"]);
  return join(common.toString().trim(), "pointsman", "answers");
}

type Asked = Pick<Parameters<typeof evaluatePrompts>[0], "prompts" | "commits"> & {
  readonly answers: string | null;
};

async function evaluate(
  environment: CliEnvironment,
  { controls }: ReadBranch,
  { answers, commits, prompts }: Asked,
): Promise<EvaluationReport> {
  const { budget, concurrency, gates, models } = controls.config.file;
  const { default: defaultModel, prices: overrides, providers } = models;
  const prices = await makePrices({ overrides, defaultModel, providers, nowMs: environment.nowMs() });
  const { surroundings } = environment;
  return evaluatePrompts({
    prompts,
    commits,
    model: makeModel({
      models,
      secretOf: (name) => environment.variables[name],
      surroundings: { ...surroundings, nowMs: environment.nowMs, timeout: AbortSignal.timeout },
    }),
    priceOf: callPrices(controls.config.file, prices),
    limits: {
      concurrency,
      minutes: budget.minutes,
      usd: budget.usd,
      allowUnknownPrices: budget.allow_unknown_prices,
    },
    gates,
    judges: judgeSettings(controls.config.file),
    clock: { now: surroundings.now, timeout: AbortSignal.timeout, watchdog: withWatchdog },
    signal: environment.interruption(),
    ...(answers !== null && {
      kept: {
        cache: await openAnswerFolder(answers, environment.nowMs),
        providerOf: (model) => providerIdentity(controls.config.file, model),
      },
    }),
    onEstimate: (estimate) => environment.progress(estimateText(estimate, budget)),
    onProgress: ({ done: count, phase, total }) =>
      environment.progress(`${phase.replace("_", " ")}: ${count} of ${total}`),
  });
}

/** Reasons that may be gone the next time. */
const OUTSIDE: ReadonlySet<string> = new Set([
  "model_unavailable",
  "time_limit",
  "budget_exhausted",
  "cancelled",
  "evaluator_failed",
]);

/** `--json` prints the report as it is; only where the files themselves are wrong there is more to say. */
function resultOf(report: EvaluationReport, plan: EvaluationPlan): VerbResult {
  const output = [
    ...plan.notices.map((notice) => visibleLine(formatProblem(notice))),
    evaluationText(report),
  ].join("\n");
  if (plan.problems.length > 0) {
    const message = plan.problems.map((problem) => visibleLine(formatProblem(problem))).join("\n");
    const json = { problems: plan.problems, report };
    return badInput({ code: "file_in_error", message, json, output });
  }
  const plain = (result: VerbResult): VerbResult => ({ ...result, json: report });
  const codes = report.prompts.flatMap((prompt) => prompt.reasons.map((reason) => reason.code));
  if (report.verdict === "fail") {
    return plain(no({ code: "gate_failed", message: "The gate failed.", output }));
  }
  if (codes.includes("model_not_configured")) {
    const message = "Nothing is known: a model is not configured, or its key is not set.";
    return plain(badInput({ code: "model_not_configured", message, output }));
  }
  if (codes.includes("price_unknown")) {
    const message = "Nothing is known: the run has a cap in USD, and the price of a model is not known.";
    return plain(badInput({ code: "price_unknown", message, output }));
  }
  if (codes.includes("model_not_allowed")) {
    const message = "Nothing is known: the config does not allow a model.";
    return plain(badInput({ code: "model_not_allowed", message, output }));
  }
  const outside = codes.find((code) => OUTSIDE.has(code));
  if (outside !== undefined) {
    return plain(
      tryAgain({ code: outside, message: "Nothing is known: the models did not answer in time.", output }),
    );
  }
  return plain(done({}, output));
}
