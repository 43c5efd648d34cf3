import { emit, emitPush, type RefMove } from "./events.ts";
import { actorOf } from "./exchange.ts";
import type { Identity } from "./git.ts";
import { pullJson } from "./pull-json.ts";
import type { Caller } from "./tokens.ts";
import { type Repository, secondTime, type World } from "./world.ts";

/** What follows when a ref has moved: a push event, and for open pull requests a new head. Call it under the lock. */
export async function refMoved(world: World, repository: Repository, move: RefMove): Promise<void> {
  if (move.before === move.after) return;
  emitPush(world, repository, move);
  if (!move.ref.startsWith("refs/heads/") || move.after === undefined) return;
  const branch = move.ref.slice("refs/heads/".length);
  for (const pull of repository.pulls.values()) {
    if (!pull.open || pull.headRef !== branch || pull.headOid === move.after) continue;
    const before = pull.headOid;
    const after = move.after;
    pull.headOid = after;
    pull.baseOid = (await repository.git.ref(`refs/heads/${pull.baseRef}`, world.admin())) ?? pull.baseOid;
    emit(world, repository, "pull_request", {
      caller: move.caller,
      payload: async () => ({
        action: "synchronize",
        number: pull.number,
        before,
        after,
        pull_request: await pullJson(world, repository, pull.number),
      }),
    });
  }
}

/** Who a caller is in a commit. */
export function identityOf(world: World, caller: Caller): Identity {
  const login = actorOf(caller);
  return { name: login, email: `${login}@users.noreply.github.com`, date: secondTime(world.now()) };
}
