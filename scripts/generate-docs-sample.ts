import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gateConfigSchema } from "../src/domain/policy/gate-rules.ts";
import { type ResolvedPrompt, resolvePrompt } from "../src/domain/prompt/effective-prompt.ts";
import { parsePromptFile } from "../src/domain/prompt/prompt-file.ts";
import type { ArmPrompt } from "../src/evaluation/arms.ts";
import { evaluatePrompts } from "../src/evaluation/evaluate.ts";
import type { Model } from "../src/evaluation/model.ts";
import type { PromptToEvaluate } from "../src/evaluation/prepared-prompt.ts";
import { withWatchdog } from "../src/models/watchdog.ts";
import { evaluationComment } from "../src/reports/evaluation/comment.ts";
import { simulatedAnswer } from "../test/demo/simulated-model.ts";

const PATH = "prompts/support-triage.prompt.yml";
const JSON_LINE = 'Answer with JSON only: {"category": "...", "urgent": true or false}.';
const CHATTY_LINE = "Explain your choice in a sentence before you give category and urgency.";
/** When the run began, and whenever it is asked later. */
const [BEGIN, END] = ["2026-03-15T09:00:00.000Z", "2026-03-15T09:00:12.400Z"];
const [BASE_COMMIT, HEAD_COMMIT] = [
  "0123456789abcdef".repeat(3).slice(0, 40),
  "fedcba9876543210".repeat(3).slice(0, 40),
];

/** The comment on a change that breaks the example's JSON: evaluated and written by the product, asked of the demo's model. */
export async function sampleComment(root: string): Promise<string> {
  const times = [BEGIN];
  const text = readFileSync(join(root, "examples/support-desk", PATH), "utf8");
  const change = changeOf(promptOf(text), promptOf(text.replace(JSON_LINE, CHATTY_LINE)));
  const report = await evaluatePrompts({
    prompts: [change],
    model: MODEL,
    providerOf: (model) => model,
    priceOf: () => ({ inputPerMillion: 0.4, outputPerMillion: 1.6 }),
    limits: { concurrency: 1, minutes: 15, usd: 2 },
    gates: gateConfigSchema.parse({}),
    commits: { base: BASE_COMMIT, head: HEAD_COMMIT },
    clock: {
      now: () => times.pop() ?? END,
      timeout: () => new AbortController().signal,
      watchdog: withWatchdog,
    },
    signal: new AbortController().signal,
  });
  return evaluationComment({
    report,
    problems: [],
    failure: null,
    headCommit: HEAD_COMMIT,
    startedBy: "push",
    repositoryUrl: "https://github.com/acme/prompts",
    releaseBranch: "prompt-releases",
    runUrl: "https://github.com/acme/prompts/actions/runs/1",
  });
}

const MODEL: Model = {
  complete: async ({ messages }) => {
    const asked = messages.map(({ content, role }) => ({ content, role }));
    const text = simulatedAnswer(asked);
    const usage = {
      inputTokens: asked.map(({ content }) => content).join("").length >> 2,
      outputTokens: text.length >> 2,
    };
    return { text, toolCalls: [], finishReason: "stop", usage, latencyMs: 200 + 4 * text.length };
  },
};

function promptOf(text: string): ResolvedPrompt {
  const parsed = parsePromptFile(text, PATH);
  const resolved = parsed.ok
    ? resolvePrompt({
        file: parsed.file,
        defaultModel: "openai/gpt-4.1",
        lookupPartial: () => undefined,
        lookupTools: () => undefined,
      })
    : parsed;
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join("\n"));
  return resolved.prompt;
}

function changeOf(base: ResolvedPrompt, head: ResolvedPrompt): PromptToEvaluate {
  const arm = ({ digest, effective }: ResolvedPrompt, kind: ArmPrompt["kind"], label: string): ArmPrompt => {
    return { kind, label, digest, effective };
  };
  const live = { environment: "production", since: "2026-03-12T08:00:00Z" };
  return {
    id: head.id,
    path: PATH,
    base: { ...arm(base, "version", "2026-03-12.1"), live },
    head: arm(head, "commit", HEAD_COMMIT),
    baseSuite: base,
    headSuite: head,
    notices: [],
  };
}
