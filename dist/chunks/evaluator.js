// src/evaluation/evaluators/evaluator.ts
/** What an evaluator throws that cannot judge this answer. `message` is half a sentence, without its full stop. */
var CannotJudge = class extends Error {
	name = "CannotJudge";
};
function verdictOf(pass, why) {
	return {
		score: pass ? 1 : 0,
		pass,
		why
	};
}
const QUOTED_LENGTH = 80;
/** A text in quotes for a sentence, cut where it is long. */
function quote(text) {
	const points = [...text.slice(0, 160)];
	const cut = points.length > QUOTED_LENGTH || text.length > 160;
	return JSON.stringify(cut ? `${points.slice(0, QUOTED_LENGTH).join("")}…` : text);
}
export { quote as n, verdictOf as r, CannotJudge as t };
