import { setTimeout as wait } from "node:timers/promises";
import { seededRandom } from "../../src/evaluation/statistics/random.ts";
import { type Account, accountFor, type Walk } from "./account.ts";
import { type StoreKind, type TortureScene, tortureScene } from "./scene.ts";

export interface TortureRequest {
  readonly store: StoreKind;
  readonly cycles: number;
  /** The same seed makes the same choices; what the processes make of them is up to the machine. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

export interface TortureReport extends Account {
  readonly store: StoreKind;
  readonly cycles: number;
  readonly seed: number;
  readonly seconds: number;
  readonly ok: boolean;
}

/** From a comment until its history is written takes some 300 ms: kills fall into all of it, and behind it. */
const LATEST_KILL_MS = 500;
/** How often the receiver breaks a connection off, so that there is something to send again. */
const BROKEN_OFF = 0.1;
const ANSWER_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 180_000;

/**
 * `kill -9` of an app at a random moment of comment → pointer → webhook → history, again and again, with nothing done
 * about it but to start the app anew. GitHub and the receiver live on in this process; at the end their books are compared.
 */
export async function torture({ cycles, say, seed, store }: TortureRequest): Promise<TortureReport> {
  const begun = performance.now();
  const random = seededRandom(String(seed)).fraction;
  await using scene = await tortureScene(store);
  const walks: Walk[] = [];
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    walks.push(await tortureOnce({ cycle, random, scene, walks }));
    if (cycle % 50 === 0) say(`${store}: ${cycle} of ${cycles} cycles`);
  }
  await settle(scene, walks);
  const account = await accountFor(scene, walks);
  const seconds = Math.round((performance.now() - begun) / 1000);
  return { store, cycles, seed, seconds, ...account, ok: account.lost.length + account.wrong.length === 0 };
}

interface Cycle {
  readonly cycle: number;
  readonly random: () => number;
  readonly scene: TortureScene;
  readonly walks: readonly Walk[];
}

async function tortureOnce({ cycle, random, scene, walks }: Cycle): Promise<Walk> {
  const { apps, oncall, prompts, receiver, repository } = scene;
  const prompt = prompts[cycle % prompts.length];
  if (prompt === undefined) throw new RangeError("There are no prompts");
  // A walk begins where the one before on its prompt ended; those on other prompts go on meanwhile.
  const before = walks.findLast((walk) => walk.prompt === prompt);
  if (before !== undefined) await answered(scene, before);
  const [older, newer] = prompt.versions;
  const [from, to] = before?.to === older ? [older, newer] : [newer, older];
  const reason = `cycle ${cycle} wants it`;
  const text = `/rollback ${prompt.id} to ${to} from ${from} because ${reason}`;
  if (random() < BROKEN_OFF) receiver.replyNext({ kind: "drop" });
  const killed = Math.floor(random() * apps.length);
  const killAfterMs = random() * LATEST_KILL_MS;
  const { id } = await repository.comment(prompt.issue, text, oncall);
  await wait(killAfterMs);
  await scene.replace(killed, "SIGKILL");
  return { prompt, to, comment: id, reason };
}

async function answered({ repository }: TortureScene, { comment, prompt }: Walk): Promise<void> {
  const mark = `<!-- pointsman:answer:${comment} -->`;
  const there = async () =>
    (await repository.comments(prompt.issue)).some(({ body }) => body.startsWith(mark));
  await until(there, ANSWER_LIMIT_MS);
}

/**
 * Waits until nothing is left to do. An instance is stopped in good order and started again before, since what GitHub could
 * not deliver while nobody lived is only asked for at a start.
 */
async function settle(scene: TortureScene, walks: readonly Walk[]): Promise<void> {
  for (const index of scene.apps.keys()) await scene.replace(index, "SIGTERM");
  const limit = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    await scene.github.idle();
    const { lost } = await accountFor(scene, walks);
    if (lost.length === 0 || performance.now() > limit) return;
    await wait(1_000);
  }
}

/** Resolves when it holds or the time is over: what is missing then stands in the account. */
async function until(holds: () => Promise<boolean>, limitMs: number): Promise<void> {
  const limit = performance.now() + limitMs;
  while (performance.now() < limit) {
    if (await holds()) return;
    await wait(20);
  }
}
