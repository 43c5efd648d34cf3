import { c as joinInline, d as md, l as link, r as code } from "./markdown.js";
import { r as visibleLine } from "./visible.js";
// src/reports/text/evidence-text.ts
/** What is known of a version's evidence, for a table or a sentence: verdict, why, cases, and how it was obtained. */
function evidenceInline(evaluation) {
	if (evaluation === null) return md`not evaluated`;
	const { cases, passed } = evaluation.head.metrics;
	const count = cases === 0 ? md`` : md`, ${passed} of ${cases} cases passed`;
	return md`${VERDICTS[evaluation.verdict]}${whyInline(evaluation)}${count}; ${obtainedInline(evaluation)}`;
}
/** The same in plain text. */
function evidenceText(evaluation) {
	if (evaluation === null) return "not evaluated";
	const { head, obtained, reasons, verdict } = evaluation;
	const why = verdict === "pass" ? "" : ` (${codesOf(reasons).map(visibleLine).join(", ")})`;
	const { cases, passed } = head.metrics;
	return `${verdict}${why}${cases === 0 ? "" : `, ${passed} of ${cases} cases passed`}; ${obtained.how === "reused" ? `reused from run ${obtained.run_id}` : "made when published"}`;
}
/** A record, so that a verdict never looks like another one. */
const VERDICTS = {
	pass: md`✅ pass`,
	fail: md`❌ fail`,
	inconclusive: md`⚠️ inconclusive`
};
function whyInline({ reasons, verdict }) {
	return verdict === "pass" ? md`` : md` (${joinInline(codesOf(reasons).map(code), md`, `)})`;
}
function codesOf(reasons) {
	return [...new Set(reasons.map((reason) => reason.code))];
}
function obtainedInline({ obtained }) {
	if (obtained.how === "reused") return md`reused from ${link(md`run ${obtained.run_id}`, obtained.run_url)}`;
	return obtained.run_url === null ? md`made when published` : md`made ${link(md`when published`, obtained.run_url)}`;
}
export { evidenceText as n, evidenceInline as t };
