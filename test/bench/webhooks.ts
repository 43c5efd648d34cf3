import { setTimeout as sleep } from "node:timers/promises";
import { Agent } from "undici";
import type { Bench } from "./bench.ts";
import type { Figure } from "./figure.ts";
import { spreadOf } from "./statistics.ts";
import {
  bodyOf,
  type OutboxScene,
  setOutboxScene,
  startReceiver,
  type WebhookReceiver,
} from "./webhook-scene.ts";

type Say = (message: string) => void;

const PAIRS = 7;
const DELIVERIES = 6_000;
/** As many as the outbox itself sends to one endpoint at a time. */
const CONNECTIONS = 64;

/** Deliveries a second from announcement to settlement, to the same of a client that does nothing but send. */
export const webhooksThroughput: Bench = {
  name: "webhooks.throughput",
  does: "deliveries a second to a local receiver through an outbox on SQLite, to those of a bare keep-alive client",
  measure: measureThroughput,
};

async function measureThroughput(say: Say): Promise<Figure> {
  await using receiver = await startReceiver();
  const rates: { readonly ours: number; readonly bare: number }[] = [];
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const ours = await rateOf(() => throughOutbox(receiver));
    const bare = await rateOf(() => bareClient(receiver));
    say(`${ours.toFixed(0)} deliveries/s, bare ${bare.toFixed(0)}/s`);
    // The first pair warms up.
    if (pair > 0) rates.push({ ours, bare });
  }
  const ratio = spreadOf(rates.map(({ bare, ours }) => ours / bare));
  return {
    bench: webhooksThroughput.name,
    ratio: ratio.median,
    limit: 0.15,
    atLeast: true,
    peer: `undici's Agent over ${CONNECTIONS} kept-alive connections, the same bodies to the same receiver`,
    n: rates.length,
    details: {
      ratio_quartiles: [ratio.low, ratio.high],
      deliveries_per_second: spreadOf(rates.map(({ ours }) => ours)).median,
      peer_per_second: spreadOf(rates.map(({ bare }) => bare)).median,
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
export const webhooksIsolation: Bench = {
  name: "webhooks.isolation",
  does: "the 95th percentile of deliveries while one endpoint hangs, to that while it answers",
  measure: measureIsolation,
};

async function measureIsolation(say: Say): Promise<Figure> {
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
    bench: webhooksIsolation.name,
    ratio: subject / peer,
    limit: 1.1,
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
