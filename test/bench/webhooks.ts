import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import {
  bodyOf,
  type OutboxScene,
  setOutboxScene,
  startReceiver,
  type WebhookReceiver,
} from "./webhook-scene.ts";

/** A measured figure with its bound on `ratio`. */
export interface WebhookFigure {
  readonly bench: string;
  readonly ratio: number;
  readonly bound: { readonly atLeast: number } | { readonly atMost: number };
  readonly peer: string;
  readonly n: number;
  readonly details: Readonly<Record<string, number>>;
}

type Say = (message: string) => void;

const PAIRS = 7;
const DELIVERIES = 3_000;
/** As many as the outbox itself sends to one endpoint at a time. */
const CONNECTIONS = 32;

/** Deliveries a second from announcement to settlement, to the same of a client that does nothing but send. */
export async function webhooksThroughput(say: Say): Promise<WebhookFigure> {
  await using receiver = await startReceiver();
  const rates: { readonly ours: number; readonly bare: number }[] = [];
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const ours = await rateOf(() => throughOutbox(receiver));
    const bare = await rateOf(() => bareClient(receiver));
    say(`${ours.toFixed(0)} deliveries/s, bare ${bare.toFixed(0)}/s`);
    // The first pair warms up.
    if (pair > 0) rates.push({ ours, bare });
  }
  return {
    bench: "webhooks.throughput",
    ratio: median(rates.map(({ bare, ours }) => ours / bare)),
    bound: { atLeast: 0.15 },
    peer: `undici's Agent over ${CONNECTIONS} kept-alive connections, the same bodies to the same receiver`,
    n: rates.length,
    details: {
      deliveries_per_second: median(rates.map(({ ours }) => ours)),
      peer_per_second: median(rates.map(({ bare }) => bare)),
      deliveries: DELIVERIES,
    },
  };
}

async function rateOf(deliver: () => Promise<number>): Promise<number> {
  return (DELIVERIES * 1_000) / (await deliver());
}

async function throughOutbox(receiver: WebhookReceiver): Promise<number> {
  await using scene = await setOutboxScene(receiver.url);
  const startedAt = performance.now();
  for (let n = 0; n < DELIVERIES; n += 100) {
    await scene.announce(
      Array.from({ length: 100 }, (_, m) => `evt_${n + m}`),
      [`${receiver.url}/hook`],
    );
  }
  await scene.delivered(() => true, DELIVERIES);
  const took = performance.now() - startedAt;
  await expectArrived(receiver);
  return took;
}

async function bareClient(receiver: WebhookReceiver): Promise<number> {
  const agent = new Agent({ connections: CONNECTIONS });
  const startedAt = performance.now();
  let next = 0;
  const send = async () => {
    while (next < DELIVERIES) {
      const body = bodyOf(`evt_${next++}`);
      const headers = { "content-type": "application/json" };
      const answer = await agent.request({
        origin: receiver.url,
        path: "/hook",
        method: "POST",
        headers,
        body,
      });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  const took = performance.now() - startedAt;
  await agent.close();
  await expectArrived(receiver);
  return took;
}

async function expectArrived(receiver: WebhookReceiver): Promise<void> {
  const ids = new Set((await receiver.arrivals()).map(({ id }) => id));
  if (ids.size !== DELIVERIES) throw new Error(`${ids.size} of ${DELIVERIES} deliveries arrived`);
}

const HEALTHY = 4;
const EVENTS = 300;
const EVERY_MS = 10;
const BLOCKS = 12;

/** The 95th percentile from announcement to arrival at endpoints that do well, while another hangs and while it does well, too. */
export async function webhooksIsolation(say: Say): Promise<WebhookFigure> {
  await using receiver = await startReceiver();
  const healthy = Array.from({ length: HEALTHY }, (_, n) => `${receiver.url}/hook/${n}`);
  const pairs: { readonly alone: number; readonly beside: number }[] = [];
  for (let block = 0; block <= BLOCKS; block += 1) {
    const other = { alone: `${receiver.url}/hook/other`, beside: `${receiver.url}/hang` };
    // The one that comes first changes, so that neither always follows the other.
    const order = block % 2 === 0 ? (["alone", "beside"] as const) : (["beside", "alone"] as const);
    const found = { alone: 0, beside: 0 };
    for (const which of order) found[which] = await percentileOf(receiver, healthy, other[which]);
    const { alone, beside } = found;
    say(`p95 ${alone.toFixed(2)} ms, beside one that hangs ${beside.toFixed(2)} ms`);
    if (block > 0) pairs.push({ alone, beside });
  }
  return {
    bench: "webhooks.isolation",
    ratio: median(pairs.map(({ alone, beside }) => beside / alone)),
    bound: { atMost: 1.1 },
    peer: `the p95 of the same ${HEALTHY} endpoints while the other one answers`,
    n: pairs.length,
    details: {
      p95_ms: median(pairs.map(({ beside }) => beside)),
      peer_p95_ms: median(pairs.map(({ alone }) => alone)),
      deliveries: EVENTS * HEALTHY,
    },
  };
}

async function percentileOf(
  receiver: WebhookReceiver,
  urls: readonly string[],
  other: string,
): Promise<number> {
  await using scene = await setOutboxScene(receiver.url);
  const announced = await announceSteadily(scene, [other, ...urls]);
  await scene.delivered((target) => urls.includes(target), EVENTS * HEALTHY);
  const waits = (await receiver.arrivals()).flatMap(({ at, id, path }) => {
    const from = announced.get(id);
    return from === undefined || other.endsWith(path) ? [] : [Number(at - from) / 1e6];
  });
  if (waits.length !== EVENTS * HEALTHY) throw new Error(`${waits.length} deliveries arrived`);
  return waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.95) - 1] ?? 0;
}

async function announceSteadily(
  scene: OutboxScene,
  urls: readonly string[],
): Promise<ReadonlyMap<string, bigint>> {
  const announced = new Map<string, bigint>();
  const startedAt = performance.now();
  for (let n = 0; n < EVENTS; n += 1) {
    await sleep(Math.max(0, startedAt + n * EVERY_MS - performance.now()));
    announced.set(`evt_${n}`, process.hrtime.bigint());
    await scene.announce([`evt_${n}`], urls);
  }
  return announced;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("There is nothing to summarise");
  return middle;
}

/** `node test/bench/webhooks.ts [webhooks.throughput|webhooks.isolation]`: one JSON line for each figure. */
async function main(names: readonly string[]): Promise<void> {
  const benches = { "webhooks.throughput": webhooksThroughput, "webhooks.isolation": webhooksIsolation };
  for (const [name, measure] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const { bound, details, ...figure } = await measure((message) => process.stderr.write(`  ${message}\n`));
    const ok = "atLeast" in bound ? figure.ratio >= bound.atLeast : figure.ratio <= bound.atMost;
    if (!ok) process.exitCode = 1;
    const rounded = (_: string, value: unknown) =>
      typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
    process.stdout.write(`${JSON.stringify({ ...figure, ...bound, ok, ...details }, rounded)}\n`);
  }
}

if (import.meta.main) await main(process.argv.slice(2));
