import { parseArgs } from "node:util";
import type { StoreKind } from "./scene.ts";
import { torture } from "./torture.ts";

const HELP = `npm run torture -- --cycles 1000 [--store sqlite|postgres] [--minutes N] [--seed 1]

Kills the built app (run "npm run build" first) with SIGKILL at random moments of comment → pointer → webhook → history, and
starts it again: one process on SQLite, two on PostgreSQL; both one after the other without --store. Now and then a process
stands still for longer than its lease instead. Prints one JSON line for each store on stdout and progress on stderr. SIGINT,
SIGTERM and the end of the minutes, which count for both stores together, end the cycles early: what was run is settled and
reported all the same.

Exit codes: 0 nothing was lost or done twice; 1 something was; 2 bad usage.
`;

process.exitCode = await main();
if (process.connected) process.disconnect();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cycles: { type: "string", default: "25" },
      store: { type: "string" },
      minutes: { type: "string", default: "60" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      help: { type: "boolean", default: false },
    },
  });
  const [cycles, minutes, seed] = [Number(values.cycles), Number(values.minutes), Number(values.seed)];
  const stores: readonly StoreKind[] = (["sqlite", "postgres"] as const).filter(
    (store) => values.store === undefined || values.store === store,
  );
  const isUsable = stores.length > 0 && Number.isInteger(cycles) && minutes > 0 && Number.isInteger(seed);
  if (values.help || !isUsable) {
    process.stderr.write(HELP);
    return values.help ? 0 : 2;
  }
  process.stderr.write(`seed ${seed}\n`);
  const enough = enoughAfter(minutes);
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  let worst = 0;
  for (const store of stores) {
    const report = await torture({ store, cycles, seed, say, enough });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    if (!report.ok) worst = 1;
  }
  return worst;
}

/** Whoever started this hangs up where it is told to end, or dies. */
function enoughAfter(minutes: number): AbortSignal {
  const enough = new AbortController();
  process.once("disconnect", () => enough.abort());
  setTimeout(() => enough.abort(), minutes * 60_000).unref();
  return enough.signal;
}
