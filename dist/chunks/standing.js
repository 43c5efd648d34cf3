import { f as evidenceStanding } from "./operation-decision.js";
import { D as isFlagged, E as environmentOf } from "./documents.js";
// src/reports/status/standing.ts
/** How the configured environments of a prompt stand, and those that only the ledger still knows. */
function standingsOf(state, around) {
	return [.../* @__PURE__ */ new Set([...around.environments, ...Object.keys(state.environments).toSorted()])].map((environment) => {
		const { frozen, held, pointer, rolled_back: flagged } = environmentOf(state, environment);
		const waiting = around.environments.includes(environment) ? waitingIn(state, environment, around) : null;
		return {
			environment,
			pointer,
			held,
			frozen,
			flagged: flagged.map(({ version }) => version),
			waiting
		};
	});
}
/** Whether somebody should look at it. */
function needsAttention({ frozen, held, waiting }) {
	return held !== null || frozen !== null || waiting !== null;
}
function waitingIn(state, environment, around) {
	const { latest, prompt_id: prompt } = state;
	const there = environmentOf(state, environment);
	if (state.lifecycle === "archived") return { code: "archived" };
	if (there.pointer?.version === latest.version) return null;
	if (isFlagged(there, latest.digest)) return {
		code: "rolled_back",
		version: latest.version
	};
	const lacking = lackingEvidence(latest.version, environment, around);
	if (lacking !== null) return {
		code: lacking,
		version: latest.version
	};
	const from = there.pointer?.version ?? null;
	const promote = {
		verb: "promote",
		prompt,
		version: latest.version,
		from,
		environment
	};
	return {
		code: "promotable",
		version: latest.version,
		promote,
		afterUnfreeze: there.frozen !== null
	};
}
const LACKING = {
	missing: "evidence_missing",
	failed: "evidence_failed",
	sufficient: null
};
/** A version that was not read is taken at its word: the promotion itself looks again. */
function lackingEvidence(version, environment, { evidenceRule, versions }) {
	const stored = versions.get(version);
	if (stored === void 0 || evidenceRule(environment) === "optional") return null;
	return LACKING[evidenceStanding(stored.evaluation)];
}
export { standingsOf as n, needsAttention as t };
