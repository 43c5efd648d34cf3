import { E as environmentOf } from "./documents.js";
import { c as joinInline, d as md, i as foldEnds, m as paragraph, r as code, t as NOTHING, v as tableHead, y as tableRow } from "./markdown.js";
import { r as visibleLine } from "./visible.js";
// src/reports/budget.ts
/** GitHub takes 65,536 characters in a comment; some are left for the marker on top. */
const COMMENT_LIMIT = 64500;
const GAP = "\n\n";
/** Fits a document into its limit by leaving out whole rows and sections, and says how many and where they can be read. */
function fitSections(parts, budget) {
	const cuts = parts.flatMap(cutsOf);
	const folds = new Set(cuts.map(({ fold }) => fold));
	const size = cuts.reduce((sum, cut) => sum + cut.frame + cut.sizes.reduce((a, b) => a + b, 0), 0) + [...folds].reduce((sum, fold) => sum + (fold?.size ?? 0), 0);
	if (size > budget.limit) drop(cuts, size - budget.limit + longestNote(cuts, budget));
	return [...rendered(cuts.filter((cut) => cut.kept > 0)), noteOf(cuts, budget)].filter((text) => text !== "").join(GAP);
}
function cutsOf(part) {
	const sections = part.kind === "folded" ? part.sections : [part];
	const fold = part.kind === "folded" ? foldOf(part.summary) : null;
	const cuts = sections.map((section) => cutOf(section, fold)).filter((cut) => cut.units.length > 0);
	if (fold !== null) fold.filled = cuts.length;
	return cuts;
}
function foldOf(summary) {
	const { open, close } = foldEnds(summary);
	const size = bytesOf(open.block) + bytesOf(close.block) + 4;
	return {
		open: open.block,
		close: close.block,
		size,
		filled: 0
	};
}
/** Cuts of one fold stand side by side, so it opens before the first of them and closes after the last. */
function rendered(cuts) {
	return cuts.flatMap((cut, index) => {
		const { fold } = cut;
		if (fold === null) return [render(cut)];
		const isFirst = cuts[index - 1]?.fold !== fold;
		const isLast = cuts[index + 1]?.fold !== fold;
		return [
			...isFirst ? [fold.open] : [],
			render(cut),
			...isLast ? [fold.close] : []
		];
	});
}
/**
* Drops units from the end of the least important sections until so many bytes are gone. What may not go goes only when
* all else has, and the first section never.
*/
function drop(cuts, bytes) {
	const order = cuts.slice(1).map((cut, index) => ({
		cut,
		index
	})).sort((a, b) => b.cut.section.rank - a.cut.section.rank || b.index - a.index);
	let left = bytes;
	for (const { cut } of order) while (left > 0 && cut.kept > 0) {
		cut.kept -= 1;
		left -= (cut.sizes[cut.kept] ?? 0) + (cut.kept === 0 ? emptied(cut) : 0);
	}
	if (left > 0) throw new RangeError(`A document's first section is ${left} bytes too long`);
}
/** Bytes that go with the last unit of a cut: what stood around it, and around its fold when that is empty. */
function emptied({ fold, frame }) {
	if (fold === null) return frame;
	fold.filled -= 1;
	return frame + (fold.filled === 0 ? fold.size : 0);
}
function cutOf(section, fold) {
	const { open, units, separator, close } = partsOf(section);
	const frame = bytesOf(open) + bytesOf(close) + 2;
	return {
		section,
		open,
		units,
		separator,
		close,
		sizes: units.map((unit) => bytesOf(unit) + separator.length),
		frame,
		fold,
		kept: units.length
	};
}
function partsOf(section) {
	switch (section.kind) {
		case "block": return {
			open: "",
			units: section.body.block === "" ? [] : [section.body.block],
			separator: "",
			close: ""
		};
		case "table": return {
			open: `${before(section.title)}${tableHead(section.head).block}\n`,
			units: section.rows.map((row) => tableRow(row).block),
			separator: "\n",
			close: ""
		};
		case "fold": {
			const { open, close } = foldEnds(section.summary);
			const units = section.items.map((item) => item.block);
			return {
				open: before(open),
				units,
				separator: GAP,
				close: `${GAP}${close.block}`
			};
		}
		case "items": {
			const units = section.items.map((item) => item.block);
			return {
				open: before(section.title),
				units,
				separator: GAP,
				close: ""
			};
		}
	}
}
function before({ block }) {
	return block === "" ? "" : block + GAP;
}
function render({ open, units, kept, separator, close }) {
	return open + units.slice(0, kept).join(separator) + close;
}
/** What is left out, by name: of sections with one name the numbers are added up. */
function noteOf(cuts, { fullReport }) {
	const totals = /* @__PURE__ */ new Map();
	for (const { kept, section, units } of cuts) {
		const total = totals.get(section.name) ?? {
			left: 0,
			all: 0
		};
		totals.set(section.name, {
			left: total.left + units.length - kept,
			all: total.all + units.length
		});
	}
	const missing = [...totals].flatMap(([name, { all, left }]) => {
		if (left === 0) return [];
		const what = { inline: name === "" ? "other parts" : name };
		if (all === 1) return [what];
		return [md`${left === all ? md`all ${all}` : md`${left} of ${all}`} ${what}`];
	});
	if (missing.length === 0) return "";
	const where = fullReport === null ? md`` : md` Everything is in ${fullReport}.`;
	return paragraph(md`_Left out for length:_ ${joinInline(missing, md`, `)}.${where}`).block;
}
/** The size of the note if everything were left out, and some digits more. */
function longestNote(cuts, budget) {
	const names = new Set(cuts.map((cut) => cut.section.name));
	return bytesOf(noteOf(cuts.map((cut) => ({
		...cut,
		kept: 0
	})), budget)) + names.size * DIGITS;
}
const DIGITS = 12;
/** Length in UTF-8. */
function bytesOf(text) {
	return new TextEncoder().encode(text).byteLength;
}
// src/reports/status-table.ts
/** For a comment, at most `COMMENT_LIMIT` bytes. */
function statusMarkdown({ environments, states }) {
	const rows = states.toSorted((a, b) => urgency(a, environments) - urgency(b, environments)).map((state) => [
		code(state.prompt_id),
		code(state.latest.version),
		...environments.map((name) => cellOf(state, name))
	]);
	const head = [
		md`prompt`,
		md`newest`,
		...environments.map(code)
	];
	if (rows.length === 0) return "Nothing was published yet.";
	return fitSections([{
		kind: "block",
		rank: 0,
		name: "",
		body: { block: "**What is live**" }
	}, {
		kind: "table",
		rank: 1,
		name: "prompts",
		title: NOTHING,
		head,
		rows
	}], {
		limit: COMMENT_LIMIT,
		fullReport: md`the release branch's README`
	});
}
/** Held and frozen prompts first, then those that do not serve their newest version everywhere, archived ones last. */
function urgency(state, environments) {
	if (state.lifecycle === "archived") return 3;
	const there = environments.map((name) => environmentOf(state, name));
	if (there.some(({ frozen, held }) => frozen !== null || held !== null)) return 0;
	return there.some(({ pointer }) => pointer?.version !== state.latest.version) ? 1 : 2;
}
function cellOf(state, name) {
	const { notes, version } = liveOf(state, name);
	const live = version === null ? md`–` : code(version);
	return notes.length === 0 ? live : md`${live} ${joinInline(notes.map(trusted), md`, `)}`;
}
function trusted(note) {
	return { inline: note };
}
/** For a terminal: columns padded to their widest entry. */
function statusText({ environments, states }) {
	const rows = [[
		"PROMPT",
		"NEWEST",
		...environments.map((name) => visibleLine(name).toUpperCase())
	], ...states.map((state) => [
		visibleLine(state.prompt_id),
		state.latest.version,
		...environments.map((name) => textOf(state, name))
	])];
	const widths = (rows[0] ?? []).map((_, column) => rows.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0));
	return `${rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n")}\n`;
}
function textOf(state, name) {
	const { notes, version } = liveOf(state, name);
	return [version ?? "-", ...notes.length === 0 ? [] : [`(${notes.join(", ")})`]].join(" ");
}
function liveOf(state, name) {
	const { frozen, held, pointer } = environmentOf(state, name);
	const notes = [];
	if (state.lifecycle === "archived") notes.push("archived");
	if (held !== null) notes.push("held");
	if (frozen !== null) notes.push("frozen");
	return {
		version: pointer?.version ?? null,
		notes
	};
}
export { fitSections as a, bytesOf as i, statusText as n, COMMENT_LIMIT as r, statusMarkdown as t };
