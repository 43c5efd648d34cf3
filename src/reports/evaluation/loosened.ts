import type { PromptReport } from "../../evaluation/report/report.ts";
import type { Section } from "../text/budget.ts";
import { code, heading, type Inline, md } from "../text/markdown.ts";

/** What a pull request changes of what its prompt is held to, and of what callers rely on. */

const SUITE_WORDS = {
  case_removed: md`test case removed`,
  case_changed: md`test case changed`,
  evaluator_removed: md`evaluator removed`,
  evaluator_changed: md`evaluator changed`,
  results_changed: md`results changed`,
} as const satisfies Record<PromptReport["removed_or_loosened"][number]["code"], Inline>;

export function loosenedSections(prompt: PromptReport, rank: number): readonly Section[] {
  return [...suiteSection(prompt, rank), ...rulesSection(prompt, rank), ...variablesSection(prompt, rank)];
}

/** What the head took away or changed of the cases and evaluators. */
function suiteSection({ removed_or_loosened: changes }: PromptReport, rank: number): readonly Section[] {
  if (changes.length === 0) return [];
  const rows = changes.map((change) => [SUITE_WORDS[change.code], code(change.name), code(change.message)]);
  const title = heading(4, md`Removed or loosened (${changes.length})`);
  const head = [md`what`, md`name`, md`says`];
  return [{ kind: "table", rank, name: "removed or loosened cases and evaluators", title, head, rows }];
}

function rulesSection({ loosened_rules: rules = [] }: PromptReport, rank: number): readonly Section[] {
  if (rules.length === 0) return [];
  const value = (text: string | null): Inline => (text === null ? md`off` : code(text));
  const rows = rules.map(({ rule, base, head }) => [code(rule), value(base), value(head)]);
  const title = heading(4, md`Loosened rules (${rules.length}): base's still count here`);
  const head = [md`rule`, md`base, applied`, md`head, not applied`];
  return [{ kind: "table", rank, name: "loosened rules", title, head, rows }];
}

const VARIABLE_WORDS = {
  removed: md`removed`,
  renamed: md`renamed`,
  newly_required: md`newly required`,
  retyped: md`other type`,
  narrowed: md`fewer values`,
} as const satisfies Record<NonNullable<PromptReport["breaking_variables"]>[number]["code"], Inline>;

/** Whether breaking changes of variables block, or the config allows them. */
export function variablesBlock({ reasons }: PromptReport): boolean {
  return reasons.some(({ code: reason }) => reason === "breaking_variables");
}

function variablesSection(prompt: PromptReport, rank: number): readonly Section[] {
  const changes = prompt.breaking_variables ?? [];
  if (changes.length === 0) return [];
  const effect = variablesBlock(prompt) ? md`this blocks` : md`allowed by the config`;
  const rows = changes.map((change) => [
    VARIABLE_WORDS[change.code],
    code(change.variable),
    code(change.message),
  ]);
  const title = heading(4, md`Variables that break present callers (${changes.length}): ${effect}`);
  const head = [md`what`, md`variable`, md`says`];
  return [{ kind: "table", rank, name: "breaking changes of variables", title, head, rows }];
}
