import { digestOf } from "../../domain/digest.ts";
import {
  configGateRules,
  type GateConfig,
  type GateRules,
  promptGateRules,
} from "../../domain/policy/gate-rules.ts";
import { errorAt, noticeAt, type Problem } from "../../domain/problem.ts";
import {
  type BreakingVariableChange,
  breakingVariableChanges,
} from "../../domain/prompt/variable-changes.ts";
import type { PromptToEvaluate } from "../prepared-prompt.ts";
import { type LoosenedRule, stricterOf } from "./strictness.ts";

/** What one prompt's change is held to. */
export interface PromptRules {
  readonly rules: GateRules;
  /** Of the rules and of what the config allows besides: what decided one change decides another where this is equal. */
  readonly digest: string;
  /** Where the head's file asks for less than the base's: the base's count. */
  readonly loosened: readonly LoosenedRule[];
  readonly breaking: readonly BreakingVariableChange[];
  /** Whether the head's own `gates` cannot be used. */
  readonly hasInvalidGates: boolean;
  readonly problems: readonly Problem[];
}

/**
 * The rules come from the config and the base branch's file; what the head's file says counts where it is stricter. A new
 * prompt's file is held against the config alone. `gates` that cannot be read are passed over: an error in the head's
 * file, a notice in the base's.
 */
export function rulesOfPrompt(
  { base, head, baseSuite, headSuite, path }: PromptToEvaluate,
  config: GateConfig,
): PromptRules {
  const before = promptGateRules(config, baseSuite?.gates?.value);
  const after = promptGateRules(config, headSuite.gates?.value);
  const standing = before.ok ? before.rules : configGateRules(config);
  const { rules, loosened } = after.ok
    ? stricterOf(standing, after.rules)
    : { rules: standing, loosened: [] };
  const at = headSuite.gates?.position ?? { line: 1, column: 1 };
  const partsOf = (message: string) => ({ code: "gates_invalid", path, at, message });
  const { allow_breaking_variables, allow_removed_cases } = config;
  return {
    rules,
    digest: digestOf({ ...rules, allow_breaking_variables, allow_removed_cases }),
    loosened,
    breaking:
      base === null ? [] : breakingVariableChanges(base.effective.variables, head.effective.variables),
    hasInvalidGates: !after.ok,
    problems: [
      ...(after.ok ? [] : after.messages.map((message) => errorAt(partsOf(message)))),
      ...(before.ok || !after.ok
        ? []
        : before.messages.map((message) => noticeAt(partsOf(`In the base branch's file: ${message}`)))),
    ],
  };
}
