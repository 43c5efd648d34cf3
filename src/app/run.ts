import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "./describe-error.ts";
import { type RunningApp, startApp } from "./server.ts";
import { readSettings } from "./settings.ts";
import { realSurroundings } from "./surroundings.ts";

/** How a run of the app ended. */
export type AppRun =
  | { readonly status: "stopped"; readonly address: string }
  /** Every problem of the environment at once, each a sentence that names a variable and never its value. */
  | { readonly status: "misconfigured"; readonly problems: readonly string[] }
  /** Something outside was in the way of starting. */
  | { readonly status: "unavailable"; readonly why: string };

/** Exit code: something went wrong, try again. */
const UNAVAILABLE = 3;

/**
 * Runs the GitHub App until the signal is aborted, and then until what is under way is finished, at most
 * `POINTSMAN_STOP_SECONDS`: what is cut off then is in the store, and taken up again.
 */
export async function runApp(
  variables: Readonly<Record<string, string | undefined>>,
  stop: AbortSignal,
): Promise<AppRun> {
  const read = readSettings(variables);
  if (!read.ok) return { status: "misconfigured", problems: read.problems };
  const started = await startApp(read.settings, realSurroundings).catch(describeError);
  if (typeof started === "string") return { status: "unavailable", why: started };
  const { address, log } = started;
  process.once("uncaughtException", (error) => {
    log.fatal({ err: error }, "a bug in pointsman");
    process.exit(UNAVAILABLE);
  });
  // Said whatever the level: whoever starts it wants to know.
  log.child({}, { level: "info" }).info({ address }, `pointsman listens on ${address}`);
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    stop.addEventListener("abort", () => resolve(), { once: true });
  });
  await stopWithin(started, read.settings.stopMs);
  return { status: "stopped", address };
}

async function stopWithin({ log, stop }: RunningApp, stopMs: number): Promise<void> {
  log.info("stopping: what is under way is finished first");
  const inTime = await Promise.race([stop().then(() => true), sleep(stopMs, false)]);
  if (inTime) log.info("stopped");
  else log.warn("stopped before everything under way was finished; it is taken up again at the next start");
}
