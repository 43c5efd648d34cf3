#!/usr/bin/env node
// src/cli/main.ts
/**
* The command line's entry: reads the process, runs, exits. Nothing is imported before the version of Node is known,
* since what follows is not even read by an older one.
*/
const OLDEST_NODE = 24;
if (Number(process.versions.node.split(".")[0]) < OLDEST_NODE) {
	process.stderr.write(`pointsman needs Node ${OLDEST_NODE} or newer, and this is Node ${process.versions.node}: install a newer one, or run it with "npx -p node@${OLDEST_NODE} -p pointsman pointsman".\n`);
	process.exitCode = 2;
} else {
	const { runProcess } = await import("./chunks/process.js");
	await runProcess();
}
export {};
