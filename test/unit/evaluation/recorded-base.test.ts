import { describe, expect, it } from "vitest";
import type { RecordedTrial, VersionEvaluation } from "../../../src/domain/ledger/version-evaluation.ts";
import type { EvaluationInput } from "../../../src/evaluation/evaluate.ts";
import { preparePrompt } from "../../../src/evaluation/prepared-prompt.ts";
import { type BaselineQuestion, decideBaseline } from "../../../src/evaluation/recorded-base.ts";
import type { PromptReport } from "../../../src/evaluation/report/report.ts";
import { versionEvaluation } from "../../../src/evaluation/version-evaluation.ts";
import { withWatchdog } from "../../../src/models/watchdog.ts";
import { CLOCK, changeOf, evaluate, fileOf, GATES, modelOf, onlyPrompt, PROVIDER_OF } from "./support.ts";

const CASES = Array.from({ length: 10 }, (_, index) => `{name: c${index}, q: number ${index}}`);
const LIVE = fileOf({ word: "live", cases: CASES });
const HEAD = fileOf({ word: "new", cases: CASES });
const RECORDED_AT = "2026-11-20T10:00:00.000Z";

/** What the run that proposed the live version measured of it. */
async function recordedBy(say: (content: string) => string): Promise<VersionEvaluation> {
  const change = changeOf(fileOf({ word: "older", cases: CASES }), LIVE);
  const clock = { ...CLOCK, now: () => RECORDED_AT };
  const report = await evaluate([change], modelOf(say), { clock });
  const origin = {
    obtained: { how: "made", run_url: null },
    reportDigest: `sha256:${"0".repeat(64)}`,
  } as const;
  const evidence = versionEvaluation(onlyPrompt(report), report, origin);
  if (evidence === null) throw new Error("Nothing was recorded");
  return evidence;
}

function withEvidence(evidence: VersionEvaluation) {
  const change = changeOf(LIVE, HEAD);
  if (change.base === null) throw new Error("No base");
  return { ...change, base: { ...change.base, kind: "version" as const, label: "2026-11-20.1", evidence } };
}

async function run(
  evidence: VersionEvaluation,
  say: (content: string, number: number) => string,
  more: Partial<EvaluationInput> = {},
) {
  const model = modelOf(say);
  const report = await evaluate([withEvidence(evidence)], model, more);
  const asked = model.asked.map(({ messages }) => messages[0]?.content ?? "");
  return { report, prompt: onlyPrompt(report), asked };
}

function ofBase(asked: readonly string[]): number {
  return asked.filter((content) => content.startsWith("live")).length;
}

function codesOf({ reasons }: PromptReport): readonly string[] {
  return reasons.map(({ code }) => code);
}

describe("a base whose outcomes were recorded", () => {
  it("is not asked in the first pass, and the report says what stood for it and how old that is", async () => {
    const { asked, prompt, report } = await run(await recordedBy(() => "Yes."), () => "Yes.");
    expect([prompt.verdict, asked.length, ofBase(asked)]).toEqual(["pass", 10, 0]);
    expect(prompt.baseline).toEqual({
      kind: "recorded",
      version: "2026-11-20.1",
      recorded_at: "2026-11-20T10:00:00Z",
      age_days: 1,
    });
    expect(prompt.base?.metrics).toMatchObject({ passed: 10, input_tokens: 50, latency_p50_ms: null });
    expect(prompt.cases[0]?.base).toMatchObject({
      result: "pass",
      latency_ms: null,
      evaluators: [],
      origin: { kind: "record" },
    });
    expect(report.run.estimate).toMatchObject({ base: { calls: 0 }, head: { calls: 10, output_tokens: 20 } });
  });

  it("is never compared by latency", async () => {
    const { prompt } = await run(await recordedBy(() => "Yes."), () => "Yes.");
    const metrics = prompt.statistics?.comparisons.map(({ metric }) => metric);
    expect(metrics).toEqual(expect.arrayContaining(["pass_rate", "tokens"]));
    expect(metrics).not.toContain("latency");
  });

  it("is asked for every confirmation, and what it says then is shown", async () => {
    const say = (content: string) => (content === "new number 1" ? "No." : "Yes.");
    const { asked, prompt } = await run(await recordedBy(() => "Yes."), say);
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["fail", ["confirmed_regression"]]);
    expect(ofBase(asked)).toBe(3);
    expect(prompt.cases[1]?.base).toMatchObject({ result: "pass", output: "Yes." });
  });

  it("blames nobody by itself: where a rule is missed against the record, the base is asked", async () => {
    const say = (content: string) => (/number [0-7]$/.test(content) ? "No." : "Yes.");
    const told: string[] = [];
    const { asked, prompt } = await run(await recordedBy(() => "Yes."), say, {
      onProgress: ({ done, phase, total }) => told.push(`${phase} ${done}/${total}`),
    });
    expect(ofBase(asked)).toBe(10);
    expect(told.filter((text) => text.startsWith("base_again"))).toHaveLength(10);
    expect(told).toContain("base_again 10/10");
    expect(prompt.baseline).toEqual({ kind: "asked", reason: "would_blame" });
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["pass", ["no_regression"]]);
  });

  it("lets a significant fall fail that the base's answers of today show, too", async () => {
    const say = (content: string) => (/new number [0-7]$/.test(content) ? "No." : "Yes.");
    const { prompt } = await run(await recordedBy(() => "Yes."), say);
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["fail", ["pass_rate_regressed"]]);
    expect(prompt.cases[0]?.base).not.toHaveProperty("origin");
  });

  it("does not make an outage of today the head's fault", async () => {
    const { prompt } = await run(
      await recordedBy(() => "Yes."),
      () => {
        throw new Error("unused");
      },
      { clock: { ...CLOCK, timeout: () => AbortSignal.abort() } },
    );
    expect([prompt.verdict, codesOf(prompt)]).toEqual(["inconclusive", ["time_limit"]]);
  });
});

describe("recorded outcomes may serve", () => {
  async function question(more: {
    readonly evidence?: Partial<VersionEvaluation>;
    readonly ask?: Partial<BaselineQuestion>;
  }): Promise<BaselineQuestion> {
    const evidence = { ...(await recordedBy(() => "Yes.")), ...more.evidence };
    const options = { allowLoosening: false, providerOf: PROVIDER_OF, watchdog: withWatchdog };
    return {
      prepared: await preparePrompt(withEvidence(evidence), options),
      trials: 1,
      isLatencyCompared: false,
      price: null,
      now: "2026-11-21T10:00:00.000Z",
      maxAgeDays: GATES.baseline_max_age_days,
      ...more.ask,
    };
  }

  const other = `sha256:${"1".repeat(64)}`;
  const refused: readonly (readonly [string, Parameters<typeof question>[0]])[] = [
    ["turned_off", { ask: { maxAgeDays: 0 } }],
    ["latency_compared", { ask: { isLatencyCompared: true } }],
    ["other_suite", { evidence: { suite_digest: other } }],
    ["other_model", { evidence: { model: "openai/other" } }],
    ["other_provider", { evidence: { providers: { "openai/gpt-4.1": other } } }],
    ["other_provider", { evidence: { providers: {} } }],
    ["other_judges", { evidence: { judges: ["openai/judge"] } }],
    ["other_trials", { ask: { trials: 2 } }],
    ["too_old", { ask: { now: "2026-11-27T10:00:01.000Z" } }],
    ["too_old", { ask: { now: "2026-11-20T09:59:59.000Z" } }],
    ["incomplete", { evidence: { cases: [] } }],
  ];

  it.each(refused)("not where it is %s", async (reason, more) => {
    expect(decideBaseline(await question(more))).toEqual({ kind: "asked", reason });
  });

  it("until they are as old as the config allows", async () => {
    const asked = await question({ ask: { now: "2026-11-27T10:00:00.000Z" } });
    expect(decideBaseline(asked)).toMatchObject({ kind: "recorded", ageDays: 7 });
  });

  it("not where a trial told nothing", async () => {
    const { cases } = await recordedBy(() => "Yes.");
    const error: RecordedTrial = { result: "error", code: "network" };
    const torn = cases.map((one, index) => (index === 3 ? { ...one, trials: [error] } : one));
    expect(decideBaseline(await question({ evidence: { cases: torn } }))).toMatchObject({
      reason: "incomplete",
    });
  });

  it("not for what has no version, no evidence or no base", async () => {
    const options = { allowLoosening: false, providerOf: PROVIDER_OF, watchdog: withWatchdog };
    const asked = await question({});
    const prepared = (change: ReturnType<typeof changeOf>) => preparePrompt(change, options);
    expect(decideBaseline({ ...asked, prepared: await prepared(changeOf(LIVE, HEAD)) })).toMatchObject({
      reason: "not_recorded",
    });
    expect(decideBaseline({ ...asked, prepared: await prepared(changeOf(null, HEAD)) })).toMatchObject({
      reason: "no_base",
    });
  });
});
