import { parseArgs } from "node:util";
import type { StoreKind } from "./scene.ts";
import { torture } from "./torture.ts";

const HELP = `npm run torture -- --cycles 1000 [--store sqlite|postgres] [--seed 1]

Kills the built app (run "npm run build" first) with SIGKILL at random moments of comment → pointer → webhook → history, and
starts it again: one process on SQLite, two on PostgreSQL; both one after the other without --store. Prints one JSON line for
each on stdout and progress on stderr. SIGINT ends the cycles early: what was run is settled and reported.

Exit codes: 0 nothing was lost or done twice; 1 something was; 2 bad usage.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cycles: { type: "string", default: "25" },
      store: { type: "string" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      help: { type: "boolean", default: false },
    },
  });
  const [cycles, seed] = [Number(values.cycles), Number(values.seed)];
  const stores: readonly StoreKind[] = (["sqlite", "postgres"] as const).filter(
    (store) => values.store === undefined || values.store === store,
  );
  if (values.help || stores.length === 0 || !Number.isInteger(cycles) || !Number.isInteger(seed)) {
    process.stderr.write(HELP);
    return values.help ? 0 : 2;
  }
  process.stderr.write(`seed ${seed}\n`);
  const enough = new AbortController();
  // `timeout` sends it twice.
  process.on("SIGINT", () => enough.abort());
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  let worst = 0;
  for (const store of stores) {
    const report = await torture({ store, cycles, seed, say, enough: enough.signal });
    process.stdout.write(`${JSON.stringify(report)}\n`);
    if (!report.ok) worst = 1;
  }
  return worst;
}
