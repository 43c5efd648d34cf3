import { orAborted } from "../abort.ts";
import type { Arm } from "../arms.ts";
import {
  type Model,
  ModelError,
  type ModelErrorCode,
  type ModelRequest,
  type ModelResponse,
} from "../model.ts";
import type { AnswerCache } from "../ports.ts";
import { costOf, type PriceOf } from "../prices.ts";
import type { ProviderOf } from "../providers.ts";
import type { Budget, Reservation } from "./budget.ts";
import { answerKey, type Draw, requestDigest } from "./draw.ts";
import { ASSUMED_OUTPUT_TOKENS, mostTokens } from "./token-estimate.ts";
import { addCall, type CallTotals, NO_CALLS } from "./totals.ts";

/** What a call is for. */
export type Purpose = Arm | "judge";

export interface CallAnswer {
  readonly response: ModelResponse;
  /** USD of such a call, whether it was made or answered from the cache; null where that is unknown. */
  readonly costUsd: number | null;
  /** When the run began that was given this answer, where that was another run. */
  readonly cachedAt: string | null;
}

/**
 * Asks for one trial.
 *
 * @throws ModelError, BudgetExhausted, and the run's reason once that is aborted
 */
export type Ask = (request: ModelRequest, purpose: Purpose) => Promise<CallAnswer>;

/** All model calls of a run: they pass its cache and its budget, and are counted here. */
export interface Calls {
  readonly forTrial: (draw: Draw) => Ask;
  readonly totals: () => Readonly<Record<Purpose, CallTotals>>;
}

/** The next call could cost more than is left. */
export class BudgetExhausted extends Error {
  override readonly name = "BudgetExhausted";
}

export interface CallsInput {
  readonly model: Model;
  readonly providerOf: ProviderOf;
  readonly priceOf: PriceOf;
  readonly budget: Budget;
  readonly capUsd: number | null;
  /** Of an answer where the prompt sets no limit; absent: what an estimate takes. */
  readonly maxOutputTokens?: number | undefined;
  readonly kept?: AnswerCache | undefined;
  /** RFC 3339; what is kept says in which run it was measured. */
  readonly startedAt: string;
  readonly signal: AbortSignal;
}

export function makeCalls(input: CallsInput): Calls {
  const totals: Record<Purpose, CallTotals> = { base: NO_CALLS, head: NO_CALLS, judge: NO_CALLS };
  const longest = new Map<string, number>();
  const count = (purpose: Purpose, counted: Partial<CallTotals>) => {
    totals[purpose] = addCall(totals[purpose], counted);
  };
  const forTrial = (draw: Draw): Ask => {
    const repeats = new Map<string, number>();
    return async (request, purpose) => {
      const counting = (one: Partial<CallTotals>) => count(purpose, one);
      const make = () => makeCall(request, { input, longest, count: counting });
      if (input.kept === undefined || draw.isAsked === true) return make();
      const digest = requestDigest(request);
      const repeat = repeats.get(digest) ?? 0;
      repeats.set(digest, repeat + 1);
      const key = answerKey({ draw, provider: input.providerOf(request.model), digest, repeat });
      const kept = await input.kept.read(key);
      if (kept !== null) {
        counting({ cached: 1 });
        const costUsd = costOf(input.priceOf(request.model), kept.response.usage);
        return { response: kept.response, costUsd, cachedAt: kept.runStartedAt };
      }
      const answer = await make();
      await input.kept.write(key, { response: answer.response, runStartedAt: input.startedAt });
      return answer;
    };
  };
  return { forTrial, totals: () => ({ ...totals }) };
}

interface Making {
  readonly input: CallsInput;
  /** The longest answer of a model so far, in tokens: where a prompt sets no limit the next may be as long. */
  readonly longest: Map<string, number>;
  readonly count: (counted: Partial<CallTotals>) => void;
}

async function makeCall(request: ModelRequest, making: Making): Promise<CallAnswer> {
  const { model, priceOf, signal } = making.input;
  const price = priceOf(request.model);
  const assumed = making.input.maxOutputTokens ?? ASSUMED_OUTPUT_TOKENS;
  const longest = Math.max(assumed, making.longest.get(request.model) ?? 0);
  const worst = costOf(price, mostTokens(request, longest));
  let reservation = await reserve(worst, making.input);
  const beforeRetry = async ({ code }: ModelError) => {
    if (FREE.has(code)) return;
    reservation.settle(worst ?? 0);
    making.count({ costUsd: worst, models: [request.model] });
    reservation = await reserve(worst, making.input);
  };
  try {
    signal.throwIfAborted();
    const response = await orAborted(model.complete(request, signal, beforeRetry), signal);
    const costUsd = costOf(price, response.usage);
    reservation.settle(costUsd ?? worst ?? 0);
    const { inputTokens, outputTokens } = response.usage ?? { inputTokens: 0, outputTokens: 0 };
    making.longest.set(request.model, Math.max(making.longest.get(request.model) ?? 0, outputTokens));
    making.count({ calls: 1, inputTokens, outputTokens, costUsd, models: [request.model] });
    return { response, costUsd, cachedAt: null };
  } catch (error) {
    settleFailure(error, { reservation, request, worst }, making);
    throw error;
  }
}

async function reserve(worst: number | null, { budget, capUsd, signal }: CallsInput): Promise<Reservation> {
  const reservation = await budget.reserve(worst ?? 0, signal);
  if (reservation !== null) return reservation;
  throw new BudgetExhausted(exhaustedMessage({ capUsd, spentUsd: budget.spent(), nextUsd: worst }));
}

/** Nothing was sent. */
const NOT_MADE: ReadonlySet<ModelErrorCode> = new Set(["not_configured", "not_allowed"]);
/** The provider said no, and takes no money for that. */
const FREE: ReadonlySet<ModelErrorCode> = new Set([
  "rate_limited",
  "server_error",
  "refused_request",
  "unauthorized",
]);

/** A call that broke off may have been answered and charged for: against the cap it counts as what was set aside. */
function settleFailure(
  error: unknown,
  call: { readonly reservation: Reservation; readonly request: ModelRequest; readonly worst: number | null },
  { count }: Making,
): void {
  if (error instanceof BudgetExhausted) {
    // No attempt is under way: what the one before may have taken is settled and counted.
    count({ calls: 1, models: [call.request.model] });
    return;
  }
  const code = error instanceof ModelError ? error.code : null;
  const isMade = code === null || !NOT_MADE.has(code);
  const isFree = !isMade || (code !== null && FREE.has(code));
  call.reservation.settle(isFree ? 0 : (call.worst ?? 0));
  if (isMade) count({ calls: 1, costUsd: isFree ? 0 : call.worst, models: [call.request.model] });
}

function exhaustedMessage(amounts: {
  readonly capUsd: number | null;
  readonly spentUsd: number;
  readonly nextUsd: number | null;
}): string {
  const [cap, spent, next] = [amounts.capUsd, amounts.spentUsd, amounts.nextUsd].map(usdText);
  return `The run's budget of ${cap} USD does not bear this call: ${spent} USD are spent, and the next call could cost ${next} USD. Set or lower the prompt's maxTokens, raise budget.usd in the default branch's config, or run fewer cases or trials.`;
}

function usdText(amount: number | null): string {
  return String(Number((amount ?? 0).toPrecision(3)));
}
