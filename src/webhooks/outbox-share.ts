import type { DueEndpoint } from "./outbox-store.ts";

/** How many attempts may be under way at once. */
export interface OutboxLimits {
  readonly total: number;
  /** To one endpoint that does well. One that fails is tried by one attempt at a time. */
  readonly perEndpoint: number;
  /** To all endpoints that fail, together: the rest stays free for those that do well. */
  readonly failing: number;
}

/** What one endpoint is up to. */
export interface UnderWay {
  readonly count: number;
  /** Since when the oldest of them has been under way, in milliseconds since the epoch. */
  readonly oldest: number;
}

/** An endpoint that has not answered for so long gets nothing more until it does. */
const SLOW_MS = 1_000;

/**
 * Shares out the free attempts among the endpoints that have something due: in turns, one each, those whose deliveries
 * have waited longest first. So a receiver that hangs holds up what it is sent itself and nobody else's.
 */
export function shareAttempts(
  due: readonly DueEndpoint[],
  underWay: ReadonlyMap<number, UnderWay>,
  { limits, now }: { readonly limits: OutboxLimits; readonly now: number },
): ReadonlyMap<number, number> {
  const busy = [...underWay.values()].reduce((sum, { count }) => sum + count, 0);
  let free = limits.total - busy;
  const probes = due.filter(({ failing }) => failing);
  const healthy = due.filter(({ failing }) => !failing);
  const shares = new Map<number, number>();
  const probing = probes.filter(({ id }) => underWay.has(id)).length;
  const probed = probes.filter(({ id }) => !underWay.has(id)).slice(0, Math.max(0, limits.failing - probing));
  for (let turn = 1; free > 0; turn += 1) {
    const wanting = [
      ...(turn === 1 ? probed : []),
      ...healthy.filter(({ id }) => room(underWay.get(id), { limits, now }) >= turn),
    ].slice(0, free);
    if (wanting.length === 0) break;
    for (const { id } of wanting) shares.set(id, turn);
    free -= wanting.length;
  }
  return shares;
}

function room(
  underWay: UnderWay | undefined,
  { limits, now }: { readonly limits: OutboxLimits; readonly now: number },
): number {
  if (underWay === undefined) return limits.perEndpoint;
  return now - underWay.oldest >= SLOW_MS ? 0 : limits.perEndpoint - underWay.count;
}
