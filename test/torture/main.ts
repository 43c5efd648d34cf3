import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs the torture in a process group of its own: a signal to all processes of a terminal, or of `timeout`, would reach its
 * database and the apps, too. It is told once that it is enough, and prints its account.
 */
const run = spawn(
  process.execPath,
  [fileURLToPath(new URL("run.ts", import.meta.url)), ...process.argv.slice(2)],
  {
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (run.connected) run.disconnect();
  });
}
run.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
