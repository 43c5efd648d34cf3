import { describeError } from "./describe-error.ts";
import { startApp } from "./server.ts";
import { readSettings } from "./settings.ts";
import { realSurroundings } from "./surroundings.ts";

/** Exit code: something outside is in the way, try again. */
const UNAVAILABLE = 3;

/** Starts the GitHub App from environment variables, and stops it gracefully. */
async function main(): Promise<void> {
  const read = readSettings(process.env);
  if (!read.ok) {
    process.stderr.write(
      `pointsman cannot start:\n${read.problems.map((problem) => `- ${problem}\n`).join("")}`,
    );
    process.exitCode = 2;
    return;
  }
  const app = await startApp(read.settings, realSurroundings).catch((error: unknown) => {
    process.stderr.write(`pointsman cannot start: ${describeError(error)}\n`);
    process.exitCode = UNAVAILABLE;
  });
  if (app === undefined) return;
  process.stderr.write(`pointsman listens on ${app.address}\n`);
  const stop = () => {
    void app.stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

await main();
