// src/cli/command-text.ts
/** A proposed command as it is typed in a terminal: `pointsman rollback support-triage --to 2026-03-12.1`. */
function commandText(command, more) {
	const { verb, prompt, environment = null, version = null, from = null } = command;
	return [
		"pointsman",
		verb,
		...prompt === null ? [] : [prompt],
		...option("--to", version),
		...option("--from", from),
		...option("--in", environment),
		...more.rest ?? [],
		...option("--repo", more.repo)
	].map(shellWord).join(" ");
}
function option(name, value) {
	return value === null ? [] : [name, value];
}
/** Placeholders (`<version>`) are not to be run, so their quotes do no harm. */
function shellWord(word) {
	return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
export { commandText as t };
