import type { Bench } from "./bench.ts";
import { ofPairs } from "./figure.ts";
import { setRollbackScene } from "./rollback-scene.ts";
import { measurePairs, spreadOf } from "./statistics.ts";

const LIMIT = 2.5;
const LATENCY_MS = 50;
const PAIRS = 20;
const WARM_UPS = 3;

/** From a comment being there until the pointer moved, with the built app and GitHub 50 ms away. */
export const rollbackLatency: Bench = {
  name: "rollback.latency",
  does: `comment posted → pointer moved, by the built app with ${LATENCY_MS} ms added to each request`,
  measure: async (say) => {
    await using scene = await setRollbackScene(LATENCY_MS, say);
    const { github, repository } = scene.stage;
    const headers = { authorization: `Bearer ${repository.actionsToken()}` };
    const address = `${github.url}/repos/${repository.nameWithOwner}`;
    const answered: number[] = [];
    const pairs = await measurePairs({
      n: PAIRS,
      warmUps: WARM_UPS,
      subject: async () => {
        const { answeredMs, from, movedMs, to } = await scene.rollBack();
        say(`${from} → ${to}: moved after ${movedMs} ms, answered after ${answeredMs.toFixed(0)} ms`);
        answered.push(answeredMs);
        return movedMs;
      },
      peer: () => roundTrip(address, headers),
    });
    const measured = ofPairs(pairs);
    return {
      bench: rollbackLatency.name,
      limit: LIMIT,
      peer: "one bare GET of the repository, from the same emulated GitHub in turns",
      ...measured,
      details: { ...measured.details, answered_median_ms: spreadOf(answered.slice(WARM_UPS)).median },
    };
  },
};

async function roundTrip(address: string, headers: Record<string, string>): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(address, { headers });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`The bare round trip was answered ${response.status}`);
  return performance.now() - startedAt;
}
