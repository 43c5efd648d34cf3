import type { LedgerEvent } from "../domain/ledger/event.ts";

/** The comment that caused an event, and where its answer stands. */
export interface AskedIn {
  /** The issue or pull request. */
  readonly issue: number;
  /** GitHub's id of the comment that asked. */
  readonly comment: number;
}

const PLACE = /\/(?:issues|pull)\/([1-9]\d{0,9})#issuecomment-\d+$/;

/** Null for what no comment caused. */
function askedIn({ origin }: LedgerEvent): AskedIn | null {
  const { comment_id: comment, kind, url } = origin;
  const [, issue] = PLACE.exec(url ?? "") ?? [];
  if (kind !== "comment" || typeof comment !== "number" || issue === undefined) return null;
  return { issue: Number(issue), comment };
}

/** What one comment caused. */
export interface Caused<T> extends AskedIn {
  readonly caused: readonly T[];
}

/** What belongs to the same comment, together. */
export function byComment<T extends { readonly event: LedgerEvent }>(
  all: readonly T[],
): readonly Caused<T>[] {
  const places = new Map<number, Caused<T>>();
  for (const one of all) {
    const place = askedIn(one.event);
    if (place === null) continue;
    const known = places.get(place.comment);
    places.set(place.comment, { ...place, caused: [...(known?.caused ?? []), one] });
  }
  return [...places.values()];
}
