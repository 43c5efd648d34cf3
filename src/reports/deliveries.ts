import { COMMENT_LIMIT } from "./budget.ts";
import { code, type Inline, list, md } from "./markdown.ts";

/** What became of one event at one receiver, as far as people want to know. */
export interface ShownDelivery {
  /** The receiver's address without its query. */
  readonly target: string;
  readonly status: "accepted" | "later" | "never";
  /** Why it was not accepted; null where it was. */
  readonly why: string | null;
}

const MARK = "\n\n<!-- pointsman:deliveries -->\n";

/** An answer with what became of the webhooks of its events at its end, in place of what was said there before. */
export function withDeliveries(answer: string, deliveries: readonly ShownDelivery[]): string {
  const at = answer.lastIndexOf(MARK);
  const own = at < 0 ? answer.trimEnd() : answer.slice(0, at);
  if (deliveries.length === 0) return own;
  const whole = `${own}${MARK}${list(lines(deliveries)).block}`;
  return new TextEncoder().encode(whole).byteLength <= COMMENT_LIMIT ? whole : answer;
}

function lines(deliveries: readonly ShownDelivery[]): readonly Inline[] {
  const targets = Map.groupBy(deliveries, ({ target }) => target);
  return [...targets].map(([target, own]) => lineOf(target, own));
}

function lineOf(target: string, own: readonly ShownDelivery[]): Inline {
  const failed = own.find(({ status }) => status === "never") ?? own.find(({ status }) => status === "later");
  if (failed === undefined) return md`📣 ${code(target)} accepted the webhook.`;
  const why = code(failed.why ?? "unknown");
  if (failed.status === "never")
    return md`❌ ${code(target)} did not accept the webhook and will not get it again: ${why}.`;
  return md`⏳ ${code(target)} did not accept the webhook yet: ${why}. The next run sends it again.`;
}
