import type { ArmMetrics, EvaluationReport, PromptReport } from "../../evaluation/report/report.ts";
import type { Section } from "../text/budget.ts";
import { countOf } from "../text/facts.ts";
import { code, heading, type Inline, joinInline, md } from "../text/markdown.ts";
import { costText, durationText, numberText, shareText } from "../text/numbers.ts";

/** What the run took, and what one call of each prompt will take in production, base → head. */
export function costSection({ prompts, run }: EvaluationReport, rank: number): readonly Section[] {
  const rows = costRows({ prompts, run });
  if (rows.length === 0) return [];
  return [
    {
      kind: "table",
      rank,
      name: "rows of costs",
      title: heading(4, md`Cost and time`),
      head: [md``, md`time`, md`tokens`, md`cost`],
      rows,
    },
  ];
}

/** What, its time, its tokens and its cost: of the run, and of one call of each prompt. Empty where nothing was asked. */
export function costRows({
  prompts,
  run,
}: Pick<EvaluationReport, "prompts" | "run">): readonly (readonly Inline[])[] {
  const answered = prompts.filter(({ head }) => head.metrics.latency_p50_ms !== null);
  return run.calls === 0 && answered.length === 0 ? [] : [runRow(run), ...answered.map(callRow)];
}

type Run = EvaluationReport["run"];

function runRow(run: Run): readonly Inline[] {
  const { cached_answers: cached = 0, calls, duration_ms: duration, input_tokens, output_tokens } = run;
  const kept = cached === 0 ? md`` : md` and ${countOf(cached, "answer")} from the cache`;
  const minutes = run.budget === undefined ? md`` : md` of at most ${run.budget.minutes} min`;
  return [
    md`this run: ${countOf(calls, "model call")}${kept}`,
    md`${durationText(duration)}${minutes}`,
    md`${numberText(input_tokens)} in, ${numberText(output_tokens)} out`,
    spentText(run),
  ];
}

/** What was spent, what was foreseen, and how much of the cap that is. */
function spentText({ budget, cost_usd: cost, estimate }: Run): Inline {
  const foreseen =
    estimate === undefined || estimate.cost_usd === null
      ? []
      : [md`estimated ${costText(estimate.cost_usd)} before confirmations`];
  const cap =
    budget === undefined ? [] : [budget.usd === null ? md`no cap` : md`cap ${costText(budget.usd)}`];
  const counted =
    budget?.usd && budget.spent_usd > 0 ? [md`${shareText(budget.spent_usd / budget.usd)} of it used`] : [];
  const exhausted = budget?.exhausted === true ? [md`**used up**`] : [];
  return joinInline([costOrUnknown(cost), ...foreseen, ...cap, ...counted, ...exhausted], md`; `);
}

/** One production call: the median time, the means of tokens and cost. Recorded outcomes of the base have no time. */
function callRow(prompt: PromptReport): readonly Inline[] {
  const { id } = prompt;
  const base =
    prompt.base === null || answersOf(prompt, "base", prompt.base.metrics) === 0
      ? null
      : callOf(prompt, "base");
  const head = callOf(prompt, "head");
  const arrow = (text: (call: Call) => Inline): Inline =>
    base === null ? text(head) : md`${text(base)} → ${text(head)}`;
  return [
    md`one call of ${code(id)}${base === null ? md`` : md`, base → head`}`,
    arrow(({ milliseconds }) => (milliseconds === null ? md`unknown` : durationText(milliseconds))),
    arrow(({ tokens }) => (tokens === null ? md`unknown` : numberText(Math.round(tokens)))),
    arrow(({ usd }) => costOrUnknown(usd)),
  ];
}

interface Call {
  readonly milliseconds: number | null;
  readonly tokens: number | null;
  readonly usd: number | null;
}

function callOf(prompt: PromptReport, arm: "base" | "head"): Call {
  const metrics = prompt[arm]?.metrics ?? prompt.head.metrics;
  const { cost_per_call_usd: perCall, cost_usd: total, input_tokens, output_tokens } = metrics;
  const calls = answersOf(prompt, arm, metrics);
  const mean = (sum: number | null) => (sum === null || calls === 0 ? null : sum / calls);
  const tokens = input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens;
  const usd = perCall === undefined ? mean(total) : perCall;
  return { milliseconds: metrics.latency_p50_ms, tokens: mean(tokens), usd };
}

/** Trials of the first pass that were answered. */
function answersOf({ cases }: PromptReport, arm: "base" | "head", { errors }: ArmMetrics): number {
  const trials = cases.reduce((sum, one) => {
    const ran = one[arm] === null ? 0 : 1;
    return sum + (one.trials?.[arm]?.trials ?? ran);
  }, 0);
  return trials - errors;
}

function costOrUnknown(usd: number | null): Inline {
  return usd === null ? md`cost unknown` : costText(usd);
}
