import { z } from "zod";
import type { Json } from "../../domain/json.ts";
import { readConfig } from "./config.ts";
import { CannotJudge, type JudgeResult, verdictOf } from "./evaluator.ts";

const schema = z.number("give the USD as a number").positive();

/** `max_cost_usd`: the call cost no more, judges apart. An unknown price is an error, since nothing is known to be free. */
export function maxCostJudge(config: Json): JudgeResult {
  const read = readConfig(schema, config, { kind: "max_cost_usd", example: "max_cost_usd: 0.01" });
  if (!read.ok) return read.invalid;
  const limit = read.value;
  return {
    kind: "ready",
    judge: ({ costUsd }) => {
      if (costUsd === null) throw new CannotJudge("the price of the call is unknown");
      const pass = costUsd <= limit;
      return verdictOf(
        pass,
        `The call cost ${usd(costUsd)} USD, ${pass ? "within" : "more than"} ${usd(limit)} USD.`,
      );
    },
  };
}

function usd(amount: number): string {
  return String(Number(amount.toPrecision(3)));
}
