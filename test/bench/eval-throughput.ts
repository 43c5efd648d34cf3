import { gateConfigSchema } from "../../src/domain/policy/gate-rules.ts";
import { resolvePrompt } from "../../src/domain/prompt/effective-prompt.ts";
import { parsePromptFile } from "../../src/domain/prompt/prompt-file.ts";
import { evaluatePrompts } from "../../src/evaluation/evaluate.ts";
import type { PromptToEvaluate } from "../../src/evaluation/prepared-prompt.ts";
import { makeModel } from "../../src/models/registry.ts";
import { withWatchdog } from "../../src/models/watchdog.ts";
import { armOf } from "../../src/releases/evaluation/evaluation-plan.ts";
import type { Bench } from "./bench.ts";
import { ofPairs } from "./figure.ts";
import { AT_ONCE, CASES, largePromptFile, suiteQuestions } from "./fixtures/large-suite.ts";
import { startModelProcess } from "./fixtures/model-process.ts";
import { measurePairs } from "./statistics.ts";

const LIMIT = 1.15;
const LATENCY_MS = 50;
const PAIRS = 10;
const WARM_UPS = 3;
const CALLS = 2 * CASES;
const GREETINGS = ["Answer kindly:", "Answer kindly and in short:"] as const;

/** What an evaluation adds to its calls: compiling, judging, caps, statistics and the report. */
export const evalThroughput: Bench = {
  name: "eval.throughput",
  does: `${CASES} cases on two arms, ${AT_ONCE} calls at once to a local model that takes ${LATENCY_MS} ms`,
  measure: async (say) => {
    await using model = await startModelProcess(LATENCY_MS);
    const pairs = await measurePairs({
      n: PAIRS,
      warmUps: WARM_UPS,
      subject: async () => {
        const durationMs = await evaluated(model.baseUrl);
        say(`evaluated in ${durationMs.toFixed(0)} ms`);
        return durationMs;
      },
      peer: () => fetched(model.baseUrl),
    });
    const measured = ofPairs(pairs);
    return {
      bench: evalThroughput.name,
      limit: LIMIT,
      peer: "a bare fetch loop that makes the same calls, in turns, start-up excluded on both sides",
      ...measured,
      details: { ...measured.details, calls: CALLS, ideal_ms: (CALLS / AT_ONCE) * LATENCY_MS },
    };
  },
};

function proposedPrompt(): PromptToEvaluate {
  const [base, head] = GREETINGS.map((greeting) => {
    const path = "orders.prompt.yml";
    const parsed = parsePromptFile(largePromptFile(greeting), path);
    if (!parsed.ok) throw new Error("The bench's prompt file cannot be read");
    const resolved = resolvePrompt({
      file: parsed.file,
      defaultModel: "local/model",
      lookupPartial: () => undefined,
      lookupTools: () => undefined,
    });
    if (!resolved.ok) throw new Error("The bench's prompt file cannot be used");
    return resolved.prompt;
  });
  if (base === undefined || head === undefined) throw new Error("Not two arms");
  return {
    id: "orders",
    path: head.path,
    base: armOf(base, { kind: "branch", label: "main" }),
    head: armOf(head, { kind: "commit", label: "head" }),
    baseSuite: base,
    headSuite: head,
    notices: [],
  };
}

async function evaluated(baseUrl: string): Promise<number> {
  const prompt = proposedPrompt();
  const model = makeModel({
    models: {
      parameters: [],
      default: "local/model",
      providers: { local: { type: "openai-compatible", base_url: baseUrl } },
    },
    secretOf: () => undefined,
    surroundings: {
      nowMs: Date.now,
      random: Math.random,
      sleep: async () => undefined,
      timeout: AbortSignal.timeout,
    },
  });
  const startedAt = performance.now();
  const report = await evaluatePrompts({
    prompts: [prompt],
    model,
    providerOf: (model) => model,
    priceOf: () => ({ inputPerMillion: 1, outputPerMillion: 1 }),
    limits: { concurrency: AT_ONCE, minutes: 5, usd: 10 },
    gates: gateConfigSchema.parse({}),
    commits: { base: null, head: null },
    clock: { now: () => new Date().toISOString(), timeout: AbortSignal.timeout, watchdog: withWatchdog },
    signal: new AbortController().signal,
  });
  const durationMs = performance.now() - startedAt;
  if (report.verdict !== "pass" || report.run.calls !== CALLS) {
    throw new Error(`Not what should be measured: ${report.verdict} after ${report.run.calls} calls`);
  }
  return durationMs;
}

async function fetched(baseUrl: string): Promise<number> {
  const questions = suiteQuestions().flatMap((question) =>
    GREETINGS.map((greeting) => `${greeting} ${question}`),
  );
  const left = questions.values();
  const startedAt = performance.now();
  const worker = async () => {
    for (const content of left) {
      const response = await fetch(`${baseUrl}/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ model: "model", messages: [{ role: "user", content }] }),
      });
      await response.json();
      if (!response.ok) throw new Error(`The model server answered ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return performance.now() - startedAt;
}
