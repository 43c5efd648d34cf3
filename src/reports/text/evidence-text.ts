import type { VersionEvaluation } from "../../domain/ledger/version-evaluation.ts";
import { code, type Inline, joinInline, link, md } from "./markdown.ts";
import { visibleLine } from "./visible.ts";

/** What is known of a version's evidence, for a table or a sentence: verdict, why, cases, and how it was obtained. */
export function evidenceInline(evaluation: VersionEvaluation | null): Inline {
  if (evaluation === null) return md`not evaluated`;
  const { cases, passed } = evaluation.head.metrics;
  const count = cases === 0 ? md`` : md`, ${passed} of ${cases} cases passed`;
  return md`${VERDICTS[evaluation.verdict]}${whyInline(evaluation)}${count}; ${obtainedInline(evaluation)}`;
}

/** The same in plain text. */
export function evidenceText(evaluation: VersionEvaluation | null): string {
  if (evaluation === null) return "not evaluated";
  const { head, obtained, reasons, verdict } = evaluation;
  const why = verdict === "pass" ? "" : ` (${codesOf(reasons).map(visibleLine).join(", ")})`;
  const { cases, passed } = head.metrics;
  const count = cases === 0 ? "" : `, ${passed} of ${cases} cases passed`;
  const from = obtained.how === "reused" ? `reused from run ${obtained.run_id}` : "made when published";
  return `${verdict}${why}${count}; ${from}`;
}

/** A record, so that a verdict never looks like another one. */
const VERDICTS: Readonly<Record<VersionEvaluation["verdict"], Inline>> = {
  pass: md`✅ pass`,
  fail: md`❌ fail`,
  inconclusive: md`⚠️ inconclusive`,
};

function whyInline({ reasons, verdict }: VersionEvaluation): Inline {
  return verdict === "pass" ? md`` : md` (${joinInline(codesOf(reasons).map(code), md`, `)})`;
}

function codesOf(reasons: VersionEvaluation["reasons"]): readonly string[] {
  return [...new Set(reasons.map((reason) => reason.code))];
}

function obtainedInline({ obtained }: VersionEvaluation): Inline {
  if (obtained.how === "reused") {
    return md`reused from ${link(md`run ${obtained.run_id}`, obtained.run_url)}`;
  }
  return obtained.run_url === null
    ? md`made when published`
    : md`made ${link(md`when published`, obtained.run_url)}`;
}
