import type { DueEndpoint } from "./store.ts";

/** How many attempts may be under way at once. */
export interface OutboxLimits {
  /** Of those that began less than a second ago. As many may hang beside them, and more only in their places. */
  readonly total: number;
  /** To one endpoint at first, and again after each failure. */
  readonly first: number;
  /** To one endpoint at most: each quick answer makes room for one more. One that fails gets one attempt at a time. */
  readonly most: number;
  /** To all endpoints that fail, together: the rest stays free for those that do well. */
  readonly failing: number;
}

/** What one endpoint is up to. */
export interface UnderWay {
  readonly count: number;
  /** Since when the oldest of them has been under way, in milliseconds since the epoch. */
  readonly oldest: number;
  /** Whether it was failing when they began. */
  readonly failing: boolean;
}

/** Everything that a share depends on besides what is due. */
export interface ShareSituation {
  readonly limits: OutboxLimits;
  readonly now: number;
  /** By endpoint; those with nothing under way are absent. */
  readonly underWay: ReadonlyMap<number, UnderWay>;
  /** By endpoint, how many attempts it takes at once; absent: as many as at first. */
  readonly paces: ReadonlyMap<number, number>;
}

/** An endpoint that has not answered for so long gets nothing more until it does. */
const SLOW_MS = 1_000;

/**
 * Shares out the free attempts among the endpoints that have something due: in turns, one each, those whose deliveries
 * have waited longest first. So a receiver that hangs holds up what it is sent itself and nobody else's, and neither do many.
 */
export function shareAttempts(
  due: readonly DueEndpoint[],
  situation: ShareSituation,
): ReadonlyMap<number, number> {
  const { limits, underWay } = situation;
  let free = freePlaces(situation);
  const healthy = due.filter(({ failing }) => !failing);
  const shares = new Map<number, number>();
  // Most that are being tried have nothing else due: only what is under way tells of them.
  const probing = attemptsOf([...underWay.values()].filter(({ failing }) => failing));
  const probed = due
    .filter(({ failing, id }) => failing && !underWay.has(id))
    .slice(0, Math.max(0, limits.failing - probing));
  for (let turn = 1; free > 0; turn += 1) {
    const wanting = [
      ...(turn === 1 ? probed : []),
      ...healthy.filter(({ id }) => room(id, situation) >= turn),
    ].slice(0, free);
    if (wanting.length === 0) break;
    for (const { id } of wanting) shares.set(id, turn);
    free -= wanting.length;
  }
  return shares;
}

/** Attempts that hang take no place of those that are answered, or a few dead receivers would hold all of them. */
function freePlaces({ limits, now, underWay }: ShareSituation): number {
  const all = [...underWay.values()];
  const hanging = attemptsOf(all.filter(({ oldest }) => now - oldest >= SLOW_MS));
  return limits.total - (attemptsOf(all) - Math.min(hanging, limits.total));
}

function attemptsOf(underWay: readonly UnderWay[]): number {
  return underWay.reduce((sum, { count }) => sum + count, 0);
}

function room(id: number, { limits, now, paces, underWay }: ShareSituation): number {
  const pace = paces.get(id) ?? limits.first;
  const own = underWay.get(id);
  if (own === undefined) return pace;
  return now - own.oldest >= SLOW_MS ? 0 : pace - own.count;
}

/** How many attempts at once an endpoint takes after one that ended so: like TCP's slow start, doubling with each round. */
export function nextPace(
  pace: number | undefined,
  answer: { readonly delivered: boolean; readonly durationMs: number },
  { first, most }: OutboxLimits,
): number {
  if (!answer.delivered || answer.durationMs >= SLOW_MS) return first;
  return Math.min(most, (pace ?? first) + 1);
}
