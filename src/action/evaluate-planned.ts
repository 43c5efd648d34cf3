import { providerIdentity } from "../domain/policy/provider-identity.ts";
import { evaluatePrompts } from "../evaluation/evaluate.ts";
import type { PromptToEvaluate } from "../evaluation/prepared-prompt.ts";
import type { EvaluationReport } from "../evaluation/report/report.ts";
import type { Progress } from "../evaluation/run-phases.ts";
import { openAnswerFolder } from "../models/answer-folder.ts";
import { makePrices } from "../models/prices.ts";
import { makeModel } from "../models/registry.ts";
import { withWatchdog } from "../models/watchdog.ts";
import type { Controls } from "../releases/controls.ts";
import { callPrices } from "../releases/evaluation/call-prices.ts";
import { judgeSettings } from "../releases/evaluation/judge-settings.ts";
import type { Surroundings } from "../releases/ports.ts";
import { estimateText } from "../reports/evaluation/estimate-text.ts";
import { modelSurroundings } from "./model-surroundings.ts";
import type { RunOutput } from "./run-output.ts";

/** What an evaluation needs of the run that it happens in, on a pull request and at a merge alike. */
interface EvaluationMeans {
  readonly commits: { readonly base: string | null; readonly head: string | null };
  readonly controls: Pick<Controls, "config">;
  readonly surroundings: Pick<Surroundings, "now">;
  readonly output: Pick<RunOutput, "log">;
  /** A variable that the default branch's config names as a provider's key. */
  readonly secretOf: (name: string) => string | undefined;
  /** Where answers of earlier runs are; empty or absent: nowhere. */
  readonly cacheDir?: string;
}

/** Evaluates prompts with the models, limits and gates of the default branch's config. */
export async function evaluatePlanned(
  prompts: readonly PromptToEvaluate[],
  { cacheDir = "", commits, controls: { config }, output, secretOf, surroundings }: EvaluationMeans,
): Promise<EvaluationReport> {
  const { budget, concurrency, gates, models } = config.file;
  const { default: defaultModel, prices: overrides, providers } = models;
  const prices = await makePrices({ overrides, defaultModel, providers, nowMs: modelSurroundings.nowMs() });
  return evaluatePrompts({
    prompts,
    model: makeModel({ models, secretOf, surroundings: modelSurroundings }),
    priceOf: callPrices(config.file, prices),
    limits: {
      concurrency,
      minutes: budget.minutes,
      usd: budget.usd,
      maxOutputTokens: budget.max_output_tokens,
      allowUnknownPrices: budget.allow_unknown_prices,
    },
    gates,
    judges: judgeSettings(config.file),
    providerOf: (model) => providerIdentity(config.file, model),
    commits,
    clock: { now: surroundings.now, timeout: AbortSignal.timeout, watchdog: withWatchdog },
    signal: new AbortController().signal,
    ...(cacheDir !== "" && {
      kept: await openAnswerFolder(cacheDir, modelSurroundings.nowMs),
    }),
    onEstimate: (estimate) => output.log(estimateText(estimate, budget)),
    onProgress: everyTenth(output),
  });
}

/** Progress for the job's log: ten lines a phase, not one a call. */
function everyTenth({ log }: Pick<RunOutput, "log">): (progress: Progress) => void {
  return ({ done, phase, total }) => {
    const step = Math.max(1, Math.ceil(total / 10));
    if (done % step === 0 || done === total) log(`${phase.replace("_", " ")}: ${done} of ${total}`);
  };
}
