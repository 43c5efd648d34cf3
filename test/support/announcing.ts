import type { AnnouncedMark, WebhookOutcome, Webhooks } from "../../src/projections/ports.ts";

/** The mark in memory. `onMove` happens before a move is decided, as another run may move it meanwhile. */
export function memoryMark(
  start: string | null,
  onMove: (mark: AnnouncedMark) => Promise<void> = () => Promise.resolve(),
): AnnouncedMark {
  let stands = start;
  const swap = async (from: string | null, to: string) => {
    if (stands !== from) return false;
    stands = to;
    return true;
  };
  const mark: AnnouncedMark = { read: async () => stands, move: swap };
  return {
    read: mark.read,
    move: async (from, to) => {
      await onMove(mark);
      return swap(from, to);
    },
  };
}

/** Receivers in memory, by name, each with what it says to an event. */
export function memoryWebhooks(
  receivers: Readonly<Record<string, (eventId: string) => WebhookOutcome["status"]>>,
): Webhooks & { readonly taken: (receiver: string) => readonly string[] } {
  const taken = new Map<string, string[]>(Object.keys(receivers).map((name) => [name, []]));
  return {
    taken: (receiver) => taken.get(receiver) ?? [],
    send: async (messages) =>
      Object.entries(receivers).flatMap(([target, says]) =>
        messages.map(({ id: eventId }) => {
          const status = says(eventId);
          if (status === "accepted") taken.get(target)?.push(eventId);
          return { eventId, target, status, why: status === "accepted" ? null : "http_status 503" };
        }),
      ),
  };
}
