import { n as isVersionId } from "./version-id.js";
import { t as UsageError } from "./usage-error.js";
import { z } from "zod";
// src/cli/words.ts
/** The words of the command line, checked by their shape; whether what they name exists is decided later. */
const quoted = ({ input }) => `“${String(input)}”`;
const promptWord = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, { error: (issue) => `${quoted(issue)} is not a prompt's name: write its id or slug` });
const versionWord = z.string().refine(isVersionId, { error: (issue) => `${quoted(issue)} is not a version: versions look like 2026-03-15.3` });
const environmentWord = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, { error: (issue) => `${quoted(issue)} is not an environment's name` });
const reasonWord = z.string().trim().min(1).max(2e3, "a reason has at most 2,000 characters");
/** Part of the event's key, hence bounded and printable. */
const keyWord = z.string().regex(/^[\x21-\x7e]{1,200}$/, { error: (issue) => `${quoted(issue)} is not usable as a key: take 1 to 200 printable ASCII characters, no spaces` });
/** `--push` alone, or with a remote's name. */
const pushWord = z.union([z.literal(true), z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, { error: (issue) => `${quoted(issue)} is not a remote's name` })]);
/** Options that every verb which writes the release branch takes. */
const releaseOptions = {
	because: reasonWord.optional(),
	key: keyWord.optional(),
	push: pushWord.optional()
};
/** Reads a verb's words; what is wrong with them is told all at once. */
function readWords(schema, input) {
	const parsed = schema.safeParse(input);
	if (parsed.success) return parsed.data;
	const sentences = parsed.error.issues.map(({ message, path: [name] }) => name === void 0 ? `${message}.` : `${String(name)}: ${message}.`);
	throw new UsageError("usage", sentences.join("\n"));
}
export { versionWord as a, releaseOptions as i, promptWord as n, readWords as r, environmentWord as t };
