import { z } from "zod";
import { BUDGETS } from "../gate/budgets.ts";
import { METRICS } from "../gate/samples.ts";
import { RULE_KINDS, RULE_METHODS, RULE_STATUSES } from "../gate/statistics.ts";
import { count, probability } from "./primitives.ts";

/** Where a metric's true difference or ratio lies; the confidence is what the run's budget of false fails leaves. */
const intervalSchema = z.strictObject({ low: z.number(), high: z.number(), confidence: probability });

/** A metric over the cases that both arms ran. */
const comparisonSchema = z.strictObject({
  metric: z.enum(METRICS),
  /** Head less base, or head by base. */
  kind: z.enum(["difference", "ratio"]),
  cases: count,
  /** Means over cases: a share, a score, milliseconds, tokens or USD of one call. */
  base: z.number(),
  head: z.number(),
  estimate: z.number().nullable(),
  interval: intervalSchema.nullable(),
  /** The smallest change for the worse that the suite could have seen, as `estimate` is written; null: none, or unknown. */
  smallest_visible: z.number().nullable(),
  /** Of single trials: how many cases, all newly failing, are significant. */
  fewest_flips: count.nullable(),
});

/** What the rules over the whole suite say. */
export const statisticsSchema = z.strictObject({
  /** Each rule's share of the run's budget of false fails, one-sided. */
  level: probability,
  rules: z.array(
    z.strictObject({
      kind: z.enum(RULE_KINDS),
      metric: z.enum(METRICS),
      status: z.enum(RULE_STATUSES),
      method: z.enum(RULE_METHODS),
      limit: z.number(),
      estimate: z.number().nullable(),
      p: probability.nullable(),
      level: probability,
      cases: count,
    }),
  ),
  budgets: z.array(
    z.strictObject({
      budget: z.enum(BUDGETS),
      limit: z.number(),
      value: z.number().nullable(),
      status: z.enum(["kept", "exceeded", "unknown"]),
    }),
  ),
  comparisons: z.array(comparisonSchema),
});
