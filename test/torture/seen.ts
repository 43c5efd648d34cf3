import type { Delivery } from "../support/github/deliveries.ts";
import { at } from "../support/github/json.ts";

/** What GitHub has told so far of comments that were written: asking it costs nothing, however long it goes on. */
export interface Seen {
  /** Whether this comment has an answer. */
  readonly isAnswered: (comment: number) => boolean;
  /** Whether what has this reason stands in a history. */
  readonly isRecorded: (reason: string) => boolean;
}

const ANSWER = /^<!-- pointsman:answer:(\d+) -->/;
const ENTRY = /^<!-- pointsman:history-entry:/;

/** @param deliveries GitHub's, which only ever grow: each is read once
 *  @param reasonIn the reason that an entry gives, if any */
export function seenIn(
  deliveries: readonly Delivery[],
  reasonIn: (entry: string) => string | undefined,
): Seen {
  const answered = new Set<number>();
  const recorded = new Set<string>();
  let read = 0;
  const readOn = () => {
    for (; read < deliveries.length; read += 1) {
      const delivery = deliveries[read];
      if (delivery?.event !== "issue_comment" || delivery.action !== "created") continue;
      const body = String(at(delivery.payload, "comment", "body"));
      const [, comment] = ANSWER.exec(body) ?? [];
      if (comment !== undefined) answered.add(Number(comment));
      const reason = ENTRY.test(body) ? reasonIn(body) : undefined;
      if (reason !== undefined) recorded.add(reason);
    }
  };
  return {
    isAnswered: (comment) => {
      readOn();
      return answered.has(comment);
    },
    isRecorded: (reason) => {
      readOn();
      return recorded.has(reason);
    },
  };
}
