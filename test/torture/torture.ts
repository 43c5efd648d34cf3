import { setTimeout as wait } from "node:timers/promises";
import { seededRandom } from "../../src/evaluation/statistics/random.ts";
import { type Account, accountFor, type Walk } from "./account.ts";
import { killMoment } from "./kill-moment.ts";
import { type StoreKind, type TortureScene, tortureScene } from "./scene.ts";

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
const DONE_LIMIT_MS = 60_000;
const SETTLE_LIMIT_MS = 300_000;
/** What GitHub could not deliver while nobody lived is asked for at a start. */
const START_AGAIN_MS = 20_000;

/**
 * `kill -9` of an app at a random moment of comment → pointer → webhook → history, again and again, with nothing done
 * about it but to start the app anew. GitHub and the receiver live on in this process; at the end their books are compared.
 */
export async function torture({ cycles, enough, say, seed, store }: TortureRequest): Promise<TortureReport> {
  const begun = performance.now();
  const random = seededRandom(String(seed)).fraction;
  await using scene = await tortureScene(store);
  const walks: Walk[] = [];
  for (let cycle = 1; cycle <= cycles && enough?.aborted !== true; cycle += 1) {
    walks.push(await tortureOnce({ cycle, random, scene, walks }));
    if (cycle % 50 === 0) say(`${store}: ${cycle} of ${cycles} cycles, ${secondsSince(begun)} s`);
  }
  await settle(scene, walks);
  const account = await accountFor(scene, walks);
  const ok = account.lost.length + account.wrong.length === 0;
  return { store, cycles: walks.length, seed, seconds: secondsSince(begun), ...account, ok };
}

function secondsSince(begun: number): number {
  return Math.round((performance.now() - begun) / 1000);
}

interface Cycle {
  readonly cycle: number;
  readonly random: () => number;
  readonly scene: TortureScene;
  readonly walks: readonly Walk[];
}

async function tortureOnce({ cycle, random, scene, walks }: Cycle): Promise<Walk> {
  const { oncall, prompts, receiver, repository } = scene;
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
  if (random() < REPEATED) repeatSome(scene, random);
  const killed = victims(scene, random);
  await using moment = killMoment(scene, random, () => {
    for (const index of killed) scene.apps[index]?.process.kill("SIGKILL");
  });
  const { id } = await repository.comment(prompt.issue, text, oncall);
  await moment.over;
  await Promise.all(killed.map((index) => scene.replace(index, "SIGKILL")));
  return { prompt, to, comment: id, reason };
}

function victims({ apps }: TortureScene, random: () => number): readonly number[] {
  const all = [...apps.keys()];
  const one = Math.floor(random() * apps.length);
  return random() < ALL_AT_ONCE ? all : [one];
}

/** GitHub does so where somebody asks it to, or was not sure that the app had understood. Nobody waits for it. */
function repeatSome({ github: { deliveries, redeliver } }: TortureScene, random: () => number): void {
  const latest = deliveries.slice(-20);
  const repeated = latest[Math.floor(random() * latest.length)];
  if (repeated !== undefined) void redeliver(repeated.guid);
}

async function answered({ repository }: TortureScene, { comment, prompt }: Walk): Promise<void> {
  const mark = `<!-- pointsman:answer:${comment} -->`;
  const limit = performance.now() + DONE_LIMIT_MS;
  while (performance.now() < limit) {
    if ((await repository.comments(prompt.issue)).some(({ body }) => body.startsWith(mark))) return;
    await wait(20);
  }
}

/**
 * Waits until nothing is missing and nobody is at anything; or the time is over, and what is missing stands in the
 * account. Instances are stopped in good order and started again from time to time.
 */
async function settle(scene: TortureScene, walks: readonly Walk[]): Promise<void> {
  const limit = performance.now() + SETTLE_LIMIT_MS;
  let startAgain = 0;
  while (performance.now() < limit) {
    if (performance.now() >= startAgain) {
      for (const index of scene.apps.keys()) await scene.replace(index, "SIGTERM");
      startAgain = performance.now() + START_AGAIN_MS;
    }
    if ((await accountFor(scene, walks)).lost.length === 0) return scene.github.idle();
    await wait(1_000);
  }
}
