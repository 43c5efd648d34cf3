import { type GateConfig, gateConfigSchema } from "../../../src/domain/policy/gate-rules.ts";
import { type ResolvedPrompt, resolvePrompt } from "../../../src/domain/prompt/effective-prompt.ts";
import { parsePromptFile } from "../../../src/domain/prompt/prompt-file.ts";
import { orAborted } from "../../../src/evaluation/abort.ts";
import type { ArmPrompt } from "../../../src/evaluation/arms.ts";
import type { Ask } from "../../../src/evaluation/calls/calls.ts";
import { type EvaluationInput, evaluatePrompts } from "../../../src/evaluation/evaluate.ts";
import type { Model, ModelRequest, ModelResponse } from "../../../src/evaluation/model.ts";
import type { EvaluationClock } from "../../../src/evaluation/ports.ts";
import type { PromptToEvaluate } from "../../../src/evaluation/prepared-prompt.ts";
import type { ProviderOf } from "../../../src/evaluation/providers.ts";
import type { EvaluationReport } from "../../../src/evaluation/report/report.ts";
import { withWatchdog } from "../../../src/models/watchdog.ts";

const PATH = "prompts/greet.prompt.yml";

/** Reads a prompt file's text; one that cannot be read fails the test. */
export function promptOf(text: string): ResolvedPrompt {
  const parsed = parsePromptFile(text, PATH);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join("\n"));
  const resolved = resolvePrompt({
    file: parsed.file,
    defaultModel: "openai/gpt-4.1",
    lookupPartial: () => undefined,
    lookupTools: () => undefined,
  });
  if (!resolved.ok) throw new Error(resolved.problems.map((problem) => problem.message).join("\n"));
  return resolved.prompt;
}

/** A prompt file that asks `<word> {{q}}`, with cases and evaluators as YAML lines. */
export function fileOf(parts: {
  readonly word: string;
  readonly model?: string;
  readonly cases?: readonly string[];
  readonly evaluators?: readonly string[];
  /** YAML in one line. */
  readonly gates?: string;
  /** YAML in one line. */
  readonly variables?: string;
}): ResolvedPrompt {
  const cases = parts.cases ?? ["{q: one}", "{q: two}", "{q: three}"];
  const evaluators = parts.evaluators ?? ["{name: says yes, string: {contains: 'yes'}}"];
  const list = (items: readonly string[]) => items.map((item) => `  - ${item}\n`).join("");
  return promptOf(
    `name: Greet\nmodel: ${parts.model ?? "openai/gpt-4.1"}\nmessages:\n  - {role: user, content: "${parts.word} {{q}}"}\n` +
      (cases.length > 0 ? `testData:\n${list(cases)}` : "") +
      (evaluators.length > 0 ? `evaluators:\n${list(evaluators)}` : "") +
      (parts.gates === undefined ? "" : `gates: ${parts.gates}\n`) +
      (parts.variables === undefined ? "" : `variables: ${parts.variables}\n`),
  );
}

function armOf(prompt: ResolvedPrompt, kind: ArmPrompt["kind"], label: string): ArmPrompt {
  return { kind, label, digest: prompt.digest, effective: prompt.effective };
}

/** A change of one prompt: what is live and on the base branch, and what is proposed. */
export function changeOf(base: ResolvedPrompt | null, head: ResolvedPrompt): PromptToEvaluate {
  return {
    id: "greet",
    path: PATH,
    base: base && armOf(base, "branch", "main"),
    head: armOf(head, "commit", "abc"),
    baseSuite: base,
    headSuite: head,
    notices: [],
  };
}

export function answerOf(text: string): ModelResponse {
  const usage = { inputTokens: 5, outputTokens: 2 };
  return { text, toolCalls: [], finishReason: "stop", usage, latencyMs: 10 };
}

/** A model that says what a function of the last message makes of it. Throwing is failing. */
export function modelOf(
  say: (content: string, number: number) => string | Promise<string>,
): Model & { readonly asked: readonly ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    complete: async (request) => {
      asked.push(request);
      return answerOf(await say(request.messages.at(-1)?.content ?? "", asked.length - 1));
    },
  };
}

/** A model's answers as a trial gets them, without a cache or a budget. */
export function askOf(model: Model, signal = new AbortController().signal): Ask {
  return async (request) => ({
    response: await orAborted(model.complete(request, signal), signal),
    costUsd: null,
    cachedAt: null,
  });
}

/** One provider for all models. */
export const PROVIDER_OF: ProviderOf = () => "here";

/** A clock that stands still. */
export const CLOCK: EvaluationClock = {
  now: () => "2026-11-21T10:00:00.000Z",
  timeout: () => new AbortController().signal,
  watchdog: withWatchdog,
};

/** The config's defaults, with fewer fresh trials. */
export const GATES: GateConfig = gateConfigSchema.parse({ confirm_trials: 3 });

/** Evaluates with the config's defaults. */
export function evaluate(
  prompts: readonly PromptToEvaluate[],
  model: Model,
  more: Partial<EvaluationInput> = {},
): Promise<EvaluationReport> {
  return evaluatePrompts({
    prompts,
    model,
    providerOf: PROVIDER_OF,
    limits: { concurrency: 4, minutes: 15 },
    gates: GATES,
    commits: { base: null, head: null },
    clock: CLOCK,
    signal: new AbortController().signal,
    ...more,
  });
}

/** The report's only prompt. */
export function onlyPrompt(report: EvaluationReport): EvaluationReport["prompts"][number] {
  const [prompt] = report.prompts;
  if (prompt === undefined || report.prompts.length !== 1) throw new Error("Not one prompt");
  return prompt;
}
