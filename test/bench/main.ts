import { parseArgs } from "node:util";
import { actionColdStart } from "./action-cold-start.ts";
import { appBurst } from "./app-burst.ts";
import { appendLocal } from "./append-local.ts";
import { type Bench, NotHere } from "./bench.ts";
import { evalThroughput } from "./eval-throughput.ts";
import { evalThroughputPromptfoo } from "./eval-throughput-promptfoo.ts";
import { evalUnchanged } from "./eval-unchanged.ts";
import { holds, printFigure } from "./figure.ts";
import { gateDetects, gateFalseFail } from "./gate.ts";
import { globsHostile } from "./globs.ts";
import { publishScale } from "./publish-scale.ts";
import { rollbackLatency } from "./rollback-latency.ts";
import { rollbackRoundTrips } from "./rollback-round-trips.ts";
import { webhooksIsolation, webhooksThroughput } from "./webhooks.ts";

const BENCHES: readonly Bench[] = [
  rollbackRoundTrips,
  rollbackLatency,
  actionColdStart,
  evalUnchanged,
  evalThroughput,
  evalThroughputPromptfoo,
  gateFalseFail,
  gateDetects,
  publishScale,
  appendLocal,
  globsHostile,
  webhooksThroughput,
  webhooksIsolation,
  appBurst,
];

const HELP = `npm run bench                 measures everything
npm run bench -- <name>...    measures some, e.g. rollback.latency

Prints one JSON line for each figure on stdout and progress on stderr. What is measured is the built dist/, except for the
webhooks, appending, globs, eval.throughput and gate: run "npm run build" first. "ratio" is the figure (a median over n pairs, except for counts), "limit" its bound, "ok" whether
it holds; ratio_quartiles say how far it spread.

  --list   print the names and what they measure
  --help   print this

Exit codes: 0 measured, and every bound holds; 1 a bound does not hold; 2 bad usage; 3 something could not be measured.
`;

const NOT_MEASURED = 3;
const BAD_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const { names, options } = parseWords(words);
  if (options.help) return print(HELP);
  if (options.list) return print(BENCHES.map(({ does, name }) => `${name.padEnd(28)}${does}\n`).join(""));
  const unknown = names.filter((name) => BENCHES.every((bench) => bench.name !== name));
  if (unknown.length > 0) {
    say(
      `There is no bench “${unknown.join("”, “")}”: there are ${BENCHES.map(({ name }) => name).join(", ")}.`,
    );
    return BAD_USAGE;
  }
  const chosen = BENCHES.filter(({ name }) => names.length === 0 || names.includes(name));
  let worst = 0;
  for (const bench of chosen) worst = Math.max(worst, await measure(bench));
  return worst;
}

function parseWords(words: readonly string[]) {
  try {
    const { positionals, values } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { help: { type: "boolean", default: false }, list: { type: "boolean", default: false } },
    });
    return { names: positionals, options: values };
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(BAD_USAGE);
  }
}

/** Measures one, prints its line, and returns its exit code. One that fails does not keep the others from running. */
async function measure(bench: Bench): Promise<number> {
  say(`${bench.name}: ${bench.does}`);
  try {
    const figures = [await bench.measure((message) => say(`  ${message}`))].flat();
    for (const figure of figures) print(`${printFigure(figure)}\n`);
    return figures.every(holds) ? 0 : 1;
  } catch (error) {
    if (error instanceof NotHere) {
      say(`  skipped: ${error.message}`);
      return 0;
    }
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return NOT_MEASURED;
  }
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
