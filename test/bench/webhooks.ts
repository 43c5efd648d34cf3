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
const CONNECTIONS = 64;

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
const EVERY_MS = 10;
const EVENTS_A_BLOCK = 25;
const BLOCKS = 60;

/**
 * The 95th percentile from announcement to arrival at endpoints that do well, while another hangs and while it does well,
 * too. Both are measured in short blocks in turns, so that whatever else the machine does meets both alike.
 */
export async function webhooksIsolation(say: Say): Promise<WebhookFigure> {
  await using receiver = await startReceiver();
  const healthy = Array.from({ length: HEALTHY }, (_, n) => `${receiver.url}/hook/${n}`);
  await using alone = await setOutboxScene(receiver.url);
  await using beside = await setOutboxScene(receiver.url);
  const sides = [
    { name: "a", scene: alone, urls: [`${receiver.url}/other`, ...healthy], waits: [] as number[] },
    { name: "b", scene: beside, urls: [`${receiver.url}/hang`, ...healthy], waits: [] as number[] },
  ];
  for (let block = 0; block <= BLOCKS; block += 1) {
    for (const side of block % 2 === 0 ? sides : sides.toReversed()) {
      const waits = await waitsOf(receiver, side, block);
      // The first block warms up.
      if (block > 0) side.waits.push(...waits);
    }
  }
  const [peer = 0, subject = 0] = sides.map(({ waits }) => quantile(waits, 0.95));
  say(`p95 ${peer.toFixed(2)} ms, beside one that hangs ${subject.toFixed(2)} ms`);
  return {
    bench: "webhooks.isolation",
    ratio: subject / peer,
    bound: { atMost: 1.1 },
    peer: `the p95 of the same ${HEALTHY} endpoints while the other one answers`,
    n: BLOCKS,
    details: { p95_ms: subject, peer_p95_ms: peer, deliveries: BLOCKS * EVENTS_A_BLOCK * HEALTHY },
  };
}

interface Side {
  readonly name: string;
  readonly scene: OutboxScene;
  /** Of the other endpoint, and then of those that are measured. */
  readonly urls: readonly string[];
}

async function waitsOf(receiver: WebhookReceiver, side: Side, block: number): Promise<readonly number[]> {
  const announced = new Map<string, bigint>();
  const startedAt = performance.now();
  for (let n = 0; n < EVENTS_A_BLOCK; n += 1) {
    await sleep(Math.max(0, startedAt + n * EVERY_MS - performance.now()));
    const id = `evt_${side.name}${block}_${n}`;
    announced.set(id, process.hrtime.bigint());
    await side.scene.announce([id], side.urls);
  }
  const [, ...measured] = side.urls;
  await side.scene.delivered((target) => measured.includes(target), (block + 1) * EVENTS_A_BLOCK * HEALTHY);
  const waits = (await receiver.arrivals()).flatMap(({ at, id, path }) => {
    const from = announced.get(id);
    return from === undefined || !path.startsWith("/hook") ? [] : [Number(at - from) / 1e6];
  });
  if (waits.length !== EVENTS_A_BLOCK * HEALTHY) throw new Error(`${waits.length} deliveries arrived`);
  return waits;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
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
