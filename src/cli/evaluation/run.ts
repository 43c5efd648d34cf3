import { providerIdentity } from "../../domain/policy/provider-identity.ts";
import { type EvaluationInput, evaluatePrompts } from "../../evaluation/evaluate.ts";
import type { EvaluationReport } from "../../evaluation/report/report.ts";
import type { Progress } from "../../evaluation/run-phases.ts";
import { openAnswerFolder } from "../../models/answer-folder.ts";
import { makePrices } from "../../models/prices.ts";
import { makeModel } from "../../models/registry.ts";
import { withWatchdog } from "../../models/watchdog.ts";
import { callPrices } from "../../releases/evaluation/call-prices.ts";
import { judgeSettings } from "../../releases/evaluation/judge-settings.ts";
import { estimateText } from "../../reports/evaluation/estimate-text.ts";
import type { CliEnvironment } from "../environment.ts";
import type { EvaluationScene } from "./scene.ts";

interface RunOptions {
  /** Where answers of earlier runs are; null: every call is made. */
  readonly answers: string | null;
  readonly trials: number | undefined;
  readonly signal: AbortSignal;
}

/** All that an evaluation needs of this process, ready to be run, with what the whole run may take. */
export async function evaluationInput(
  environment: CliEnvironment,
  { commits, plan, read }: EvaluationScene,
  { answers, signal, trials }: RunOptions,
): Promise<EvaluationInput> {
  const { file } = read.controls.config;
  const { budget, concurrency, gates, models } = file;
  const { default: defaultModel, prices: overrides, providers } = models;
  const prices = await makePrices({ overrides, defaultModel, providers, nowMs: environment.nowMs() });
  const { surroundings } = environment;
  return {
    prompts: plan.prompts,
    commits,
    model: makeModel({
      models,
      secretOf: (name) => environment.variables[name],
      surroundings: { ...surroundings, nowMs: environment.nowMs, timeout: AbortSignal.timeout },
    }),
    priceOf: callPrices(file, prices),
    limits: {
      concurrency,
      minutes: budget.minutes,
      usd: budget.usd,
      maxOutputTokens: budget.max_output_tokens,
      allowUnknownPrices: budget.allow_unknown_prices,
    },
    gates,
    judges: judgeSettings(file),
    providerOf: (model) => providerIdentity(file, model),
    clock: { now: surroundings.now, timeout: AbortSignal.timeout, watchdog: withWatchdog },
    signal,
    ...(trials !== undefined && { trials }),
    ...(answers !== null && {
      kept: await openAnswerFolder(answers, environment.nowMs),
    }),
  };
}

/** Evaluates once, with its estimate and its progress on stderr. */
export async function evaluateOnce(
  environment: CliEnvironment,
  scene: EvaluationScene,
  options: RunOptions,
): Promise<EvaluationReport> {
  const { budget } = scene.read.controls.config.file;
  const startedMs = environment.nowMs();
  try {
    return await evaluatePrompts({
      ...(await evaluationInput(environment, scene, options)),
      onEstimate: (estimate) => environment.progress(estimateText(estimate, budget)),
      onProgress: (progress) => environment.live(progressText(progress, environment.nowMs() - startedMs)),
    });
  } finally {
    environment.live(null);
  }
}

/** `first pass: 120 of 400, 12 s`. */
export function progressText({ done, phase, total }: Progress, passedMs: number): string {
  return `${phase.replace("_", " ")}: ${done} of ${total}, ${Math.round(passedMs / 1_000)} s`;
}
