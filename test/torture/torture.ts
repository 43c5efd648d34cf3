import { setTimeout as wait } from "node:timers/promises";
import { seededRandom } from "../../src/evaluation/statistics/random.ts";
import { type Account, accountFor, type Walk } from "./account.ts";
import { hurry } from "./hurry.ts";
import { strikeAt } from "./moment.ts";
import { INBOX_LEASE_SECONDS, reasonOf, type StoreKind, type TortureScene, tortureScene } from "./scene.ts";
import { settle } from "./settle.ts";

export interface TortureRequest {
  readonly store: StoreKind;
  readonly cycles: number;
  /** The same seed makes the same choices; what the processes make of them is up to the machine. */
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Ends the cycles early; what they left is settled and accounted for. */
  readonly enough?: AbortSignal;
}

export interface TortureReport extends Account {
  readonly store: StoreKind;
  /** That were run. */
  readonly cycles: number;
  /** Processes that were killed, and how often one stood still for longer than its lease. */
  readonly kills: number;
  readonly pauses: number;
  readonly seed: number;
  readonly seconds: number;
  readonly ok: boolean;
}

/** How often the receiver breaks a connection off, so that there is something to send again. */
const BROKEN_OFF = 0.1;
/** How often GitHub delivers again what it delivered before. */
const REPEATED = 0.3;
/** How often all instances are killed at once, where there are several: then nobody lives. */
const ALL_AT_ONCE = 0.2;
/** How often a process stands still instead of dying, as on a machine that is suspended or short of memory. */
const PAUSED = 0.1;
const PAUSE_MS = { least: 1.2 * INBOX_LEASE_SECONDS * 1_000, spread: 1_500 } as const;
/** How often a comment finds nobody who listens. */
const UNHEARD = 0.1;
/** What is interrupted again and again waits for up to some minutes. */
const FINISHED_WITHIN_MS = 400_000;
/** Walks whose history is not written yet. */
const UNDER_WAY = 12;
/** What the app has been given and is not done with: mostly pushes that GitHub tells of late. */
const BACKLOG = 40;
const HURRY_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 5;
const ROOM_EVERY_MS = 50;
const SAY_EVERY = 25;

interface Run {
  readonly request: TortureRequest;
  readonly random: () => number;
  readonly scene: TortureScene;
  readonly walks: Walk[];
  kills: number;
  pauses: number;
}

/**
 * `kill -9` of an app at a random moment of comment → pointer → webhook → history, again and again, with nothing done
 * about it but to start the app anew. GitHub and the receiver live on in this process; at the end their books are compared.
 * What fails in here ends the cycles and stands in the account.
 */
export async function torture(request: TortureRequest): Promise<TortureReport> {
  const { enough, say, seed, store } = request;
  const begun = performance.now();
  const random = seededRandom(String(seed)).fraction;
  await using scene = await tortureScene(store);
  const run: Run = { request, random, scene, walks: [], kills: 0, pauses: 0 };
  const failures = await failuresOf(() => runCycles(run, begun));
  const { kills, pauses, walks } = run;
  say(
    `${store}: ${walks.length} cycles are over after ${secondsSince(begun)} s; waiting until all is settled`,
  );
  failures.push(...(await failuresOf(() => settle(scene, walks, enough))));
  const account = await accountFor(scene, walks);
  const wrong = [...failures, ...scene.instances.deaths, ...account.wrong];
  const ok = account.lost.length + wrong.length === 0;
  const seconds = secondsSince(begun);
  return { store, cycles: walks.length, kills, pauses, seed, seconds, ...account, wrong, ok };
}

async function failuresOf(work: () => Promise<void>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [`the torture itself failed: ${error instanceof Error ? error.stack : error}`];
  }
}

function secondsSince(begun: number): number {
  return Math.round((performance.now() - begun) / 1000);
}

async function runCycles(run: Run, begun: number): Promise<void> {
  const { cycles, enough, say, store } = run.request;
  for (let cycle = 1; cycle <= cycles && enough?.aborted !== true; cycle += 1) {
    run.walks.push(await tortureOnce(cycle, run));
    if (cycle % SAY_EVERY === 0) {
      const open = run.walks.filter(({ comment }) => !run.scene.seen.isAnswered(comment)).length;
      say(`${store}: ${cycle} of ${cycles} cycles, ${secondsSince(begun)} s, ${open} not answered yet`);
    }
  }
}

/** Those on other prompts, and what follows from them, go on meanwhile. */
async function tortureOnce(cycle: number, run: Run): Promise<Walk> {
  const { random, scene } = run;
  const { instances, oncall, receiver, repository } = scene;
  const { before, prompt } = await nextPrompt(run);
  const [older, newer] = prompt.versions;
  const [from, to] = before?.to === older ? [older, newer] : [newer, older];
  const reason = reasonOf(cycle);
  const text = `/rollback ${prompt.id} to ${to} from ${from} because ${reason}`;
  if (random() < BROKEN_OFF) receiver.replyNext({ kind: "drop" });
  if (random() < REPEATED) repeatSome(scene, random);
  if (random() >= UNHEARD) await instances.ready();
  await room(run);
  await using moment = strikeAt(scene, random, blow(run));
  const { id } = await repository.comment(prompt.issue, text, oncall);
  await moment.over;
  return { prompt, to, comment: id, reason };
}

/**
 * Nobody is killed while more walks are under way, or more waits in the inbox, than a few: who only ever dies gets nothing
 * done. What was interrupted so often that it waits for minutes is hurried then, or a thousand cycles would take a night.
 */
async function room({ scene, walks }: Run): Promise<void> {
  const limit = performance.now() + FINISHED_WITHIN_MS;
  let hurryAt = performance.now();
  while (performance.now() < limit) {
    const open = walks.filter(({ reason }) => !scene.seen.isRecorded(reason));
    if (open.length < UNDER_WAY && (await backlogOf(scene)) < BACKLOG) return;
    if (performance.now() >= hurryAt) {
      await hurry(scene);
      hurryAt = performance.now() + HURRY_EVERY_MS;
    }
    await wait(ROOM_EVERY_MS);
  }
}

async function backlogOf({ instances, store }: TortureScene): Promise<number> {
  // SQLite's only instance may stand still with a lock for which this process would wait without waking it.
  if (instances.count === 1) await instances.awake();
  const waiting = await store.inbox.list({ states: ["pending", "leased"], limit: BACKLOG });
  return waiting.length;
}

/** The prompt whose last walk is answered and longest ago: a walk begins where the one before ended. */
async function nextPrompt({ scene, walks }: Run) {
  const { prompts, seen } = scene;
  const limit = performance.now() + FINISHED_WITHIN_MS;
  while (performance.now() < limit) {
    const waiting = prompts
      .map((prompt) => ({ prompt, index: walks.findLastIndex((walk) => walk.prompt === prompt) }))
      .toSorted((a, b) => a.index - b.index)
      .map(({ index, prompt }) => ({ prompt, before: walks[index] }));
    const free = waiting.find(({ before }) => before === undefined || seen.isAnswered(before.comment));
    if (free !== undefined) return free;
    await wait(LOOK_EVERY_MS);
  }
  throw new Error("no comment was answered for minutes");
}

function blow(run: Run): () => void {
  const { random, scene } = run;
  const { instances } = scene;
  const places = [...Array(instances.count).keys()];
  const one = Math.floor(random() * places.length);
  const victims = random() < ALL_AT_ONCE ? places : [one];
  const pauseMs = random() < PAUSED ? PAUSE_MS.least + random() * PAUSE_MS.spread : null;
  return () => {
    if (pauseMs === null) {
      run.kills += victims.length;
      for (const victim of victims) instances.kill(victim);
    } else {
      run.pauses += 1;
      instances.pause(one, pauseMs);
    }
  };
}

/** GitHub does so where somebody asks it to, or was not sure that the app had understood. Nobody waits for it. */
function repeatSome({ github: { deliveries, redeliver } }: TortureScene, random: () => number): void {
  const latest = deliveries.slice(-20);
  const repeated = latest[Math.floor(random() * latest.length)];
  if (repeated !== undefined) void redeliver(repeated.guid);
}
