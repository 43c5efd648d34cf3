import { trips } from "../support/github/request-log.ts";
import type { Bench } from "./bench.ts";
import { setRollbackScene } from "./rollback-scene.ts";

const LIMIT = 2;
const ROLLBACKS = 10;
/** Long enough that requests of one trip surely start before the first of them is answered. */
const LATENCY_MS = 40;
/** Requests before the deployment starts in the log of branch-deploy's own acceptance test of `.deploy main`. */
const BRANCH_DEPLOY_REQUESTS = 23;

/** Trips to GitHub one after another until the pointer moved; the worst of all rollbacks counts. */
export const rollbackRoundTrips: Bench = {
  name: "rollback.round_trips",
  does: "trips to GitHub one after another until a commented rollback moved the pointer",
  measure: async (say) => {
    await using scene = await setRollbackScene(LATENCY_MS, say);
    const counts: number[] = [];
    let requests: readonly string[] = [];
    for (let n = 0; n < ROLLBACKS; n += 1) {
      const seen = await scene.rollBack();
      counts.push(trips(seen.requests));
      requests = seen.requests.map(
        ({ graphqlOperation, method, path }) => graphqlOperation ?? `${method} ${path}`,
      );
      say(`${seen.from} → ${seen.to}: ${counts.at(-1)} trips, ${requests.length} requests`);
    }
    return {
      bench: rollbackRoundTrips.name,
      ratio: Math.max(...counts),
      limit: LIMIT,
      peer: "one round trip; github/branch-deploy's rollback sends 23 requests before its deployment starts",
      n: ROLLBACKS,
      details: { trips: Math.max(...counts), requests, branch_deploy_requests: BRANCH_DEPLOY_REQUESTS },
    };
  },
};
