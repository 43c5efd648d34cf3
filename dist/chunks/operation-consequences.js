import { E as environmentOf } from "./documents.js";
import { c as inlineCommand, d as timeText, i as commandBlock, o as enumerate, r as clippedReason } from "./facts.js";
import { d as md, m as paragraph, r as code } from "./markdown.js";
import { r as say } from "./sentence.js";
// src/reports/answers/undo.ts
/**
* The command that takes an event back, or null where none does: a first publication has nothing below it, and a hold
* comes back only with a rollback. It names what must be live (`from`), so it stays good however old it gets and never
* undoes what somebody did since.
*/
function undoOf(event, around) {
	const { prompt_id: prompt, environment, version, previous_version: previous } = event;
	switch (event.type) {
		case "prompt.published":
		case "prompt.promoted":
		case "prompt.rolled_back":
			if (environment === null || previous === null || version === null || previous === version) return null;
			return {
				verb: "rollback",
				prompt,
				version: previous,
				from: version,
				environment
			};
		case "prompt.archived": return {
			verb: "restore",
			prompt
		};
		case "prompt.restored": return {
			verb: "archive",
			prompt
		};
		case "prompt.frozen": return wasHeld(event, around) === false ? {
			verb: "unfreeze",
			prompt,
			environment
		} : null;
		case "prompt.unfrozen": return wasHeld(event, around) === false ? {
			verb: "freeze",
			prompt,
			environment
		} : null;
	}
}
/**
* Whether the event's environment was held before it; null where that is not known. `/unfreeze` lifts a freeze and a hold
* together, so it takes a freeze back only where nothing was held, and `/freeze` an unfreeze.
*/
function wasHeld({ environment, sequence, type }, { after, before }) {
	if (environment === null) return false;
	if (before !== null) return environmentOf(before, environment).held !== null;
	return after?.sequence === sequence && type === "prompt.frozen" ? environmentOf(after, environment).held !== null : null;
}
/** What introduces the command: the way back from a rollback moves the pointer and leaves the hold. */
function undoLead({ previous_version: left, type }) {
	return type === "prompt.rolled_back" && left !== null ? say`This serves ${left} again; merges stay held:` : say`This takes it back:`;
}
// src/reports/answers/operation-consequences.ts
/** The states around an operation's event. */
function aroundOf({ before, state }) {
	return {
		before,
		after: state
	};
}
/** What follows from an operation beside the change itself, and what lifts or brings what it left waiting. */
function consequencesOf(done) {
	const { decision, event } = done;
	switch (event.type) {
		case "prompt.rolled_back": return [
			...flagOf(done),
			...holdOf(done),
			...freezeOf(done)
		];
		case "prompt.promoted": return decision !== null && "liftedHold" in decision && decision.liftedHold ? [paragraph(md`This lifted the hold of the last rollback. ${mergesFromHereOn(done)}`)] : [];
		case "prompt.frozen": return heldBesides(done);
		case "prompt.unfrozen": return [
			paragraph(mergesFromHereOn(done)),
			...liftedBy(done),
			...decision !== null && "waiting" in decision ? waitingOf(event, decision.waiting) : []
		];
		case "prompt.published":
		case "prompt.archived":
		case "prompt.restored": return [];
	}
}
/** Only the state knows: a promotion may have made an older version live, and the way forward, which flags nothing, leave a newer one. */
function flagOf({ event, state }) {
	const { environment, previous_version: left } = event;
	if (environment === null || left === null) return [];
	const { rolled_back: flagged } = environmentOf(state, environment);
	if (!flagged.some(({ version }) => version === left)) return [];
	return [paragraph(md`${code(left)} is marked as rolled back there and never goes live again by itself.`)];
}
/** After a rollback merges must not undo it: the environment is held. */
function holdOf(done) {
	const { event } = done;
	const { environment, prompt_id: prompt } = event;
	const unfreeze = inlineCommand({
		verb: "unfreeze",
		prompt,
		environment
	});
	const promote = inlineCommand({
		verb: "promote",
		prompt,
		version: "<version>",
		environment
	});
	if (!isMovedByMerges(done)) return [paragraph(md`⏸️ ${inEnvironment(event)} is held until ${unfreeze} or ${promote}. Merges do not move it anyway: the settings hold them there.`)];
	return [paragraph(md`⏸️ **Merges are held:** they still make versions, but do not move ${inEnvironment(event)} until ${unfreeze} or ${promote}.`)];
}
/** What merges do where nothing holds or freezes the environment any more. */
function mergesFromHereOn(done) {
	const where = inEnvironment(done.event);
	return isMovedByMerges(done) ? md`Merges move ${where} again.` : md`Merges do not move ${where} all the same: the settings hold them there (${code("on_merge: hold")}), and a promotion moves it.`;
}
/** Whether merges move the event's environment where nothing is in their way; where the settings cannot be read, as a rule. */
function isMovedByMerges({ controls, event: { environment } }) {
	if (environment === null || controls.standing.kind === "unreadable") return true;
	return controls.config.file.environments[environment]?.on_merge === "publish";
}
function freezeOf({ event, state }) {
	const { environment, prompt_id: prompt } = event;
	if (environment === null) return [];
	const { frozen } = environmentOf(state, environment);
	if (frozen === null) return [];
	const unfreeze = inlineCommand({
		verb: "unfreeze",
		prompt,
		environment
	});
	return [paragraph(md`It is also frozen there, by ${code(frozen.by)}; ${unfreeze} lifts both.`)];
}
/** Where a rollback holds the environment, too, no command lifts the freeze alone. */
function heldBesides(done) {
	const { environment, prompt_id: prompt } = done.event;
	const unfreeze = inlineCommand({
		verb: "unfreeze",
		prompt,
		environment
	});
	switch (wasHeld(done.event, aroundOf(done))) {
		case false: return [];
		case true: return [paragraph(md`A rollback holds it there besides: ${unfreeze} lifts both, the freeze and the hold.`)];
		case null: return [paragraph(md`${unfreeze} lifts the freeze, and the hold of a rollback where there is one.`)];
	}
}
/** What an unfreeze lifted, by name; where that was a hold, nothing brings it back but a rollback. */
function liftedBy(done) {
	const { before, event } = done;
	const { environment, prompt_id: prompt } = event;
	if (environment === null) return [];
	const { frozen, held } = before === null ? {
		frozen: null,
		held: null
	} : environmentOf(before, environment);
	const lifted = [...frozen === null ? [] : [md`the freeze of ${markText(frozen)}`], ...held === null ? [] : [md`the hold since the rollback of ${markText(held)}`]];
	const told = lifted.length === 0 ? [] : [paragraph(md`Lifted: ${enumerate(lifted)}.`)];
	if (wasHeld(event, aroundOf(done)) === false) return told;
	const freeze = {
		verb: "freeze",
		prompt,
		environment
	};
	return [
		...told,
		paragraph(md`A hold comes back only with a rollback. This stops merges there, and promotions with them:`),
		commandBlock([freeze])
	];
}
function markText({ by, reason, since }) {
	const why = reason === null ? md`` : md` (${clippedReason(reason)})`;
	return md`${timeText(since)} by ${code(by)}${why}`;
}
function waitingOf(event, waiting) {
	if (waiting === null) return [];
	const { environment, prompt_id: prompt } = event;
	const promote = {
		verb: "promote",
		prompt,
		version: waiting,
		environment
	};
	return [paragraph(md`Nothing was moved. The newest version, ${code(waiting)}, is not live there; this brings it:`), commandBlock([promote])];
}
function inEnvironment({ environment, prompt_id: prompt }) {
	return environment === null ? code(prompt) : md`${code(environment)} of ${code(prompt)}`;
}
export { undoOf as a, undoLead as i, consequencesOf as n, isMovedByMerges as r, aroundOf as t };
