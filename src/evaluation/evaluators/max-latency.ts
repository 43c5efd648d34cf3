import { z } from "zod";
import type { Json } from "../../domain/json.ts";
import { readConfig } from "./config.ts";
import { type JudgeResult, verdictOf } from "./evaluator.ts";

const schema = z.number("give the milliseconds as a number").positive();

/** `max_latency_ms`: the answer's last byte came within so many milliseconds. Waiting between attempts is not counted. */
export function maxLatencyJudge(config: Json): JudgeResult {
  const read = readConfig(schema, config, { kind: "max_latency_ms", example: "max_latency_ms: 2000" });
  if (!read.ok) return read.invalid;
  const limit = read.value;
  return {
    kind: "ready",
    judge: ({ answer }) => {
      const took = Math.round(answer.latencyMs);
      const pass = answer.latencyMs <= limit;
      return verdictOf(pass, `The answer took ${took} ms, ${pass ? "within" : "more than"} ${limit} ms.`);
    },
  };
}
