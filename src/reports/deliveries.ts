import { COMMENT_LIMIT } from "./text/budget.ts";
import { code, type Inline, list, md, paragraph, stack } from "./text/markdown.ts";

/** What became of one event at one receiver, as far as people want to know. */
export interface ShownDelivery {
  /** The receiver's address without its query. */
  readonly target: string;
  readonly status: "accepted" | "later" | "never";
  /** Why it was not accepted; null where it was. */
  readonly why: string | null;
}

/** Who sends, and therefore when what was not accepted is sent again. */
export type Sender = "app" | "action";

const AGAIN: Readonly<Record<Sender, Inline>> = {
  app: md`It is sent again, for three days at most.`,
  action: md`The next run sends it again.`,
};

const MARK = "\n\n<!-- pointsman:deliveries -->\n";

/** An answer with what became of the webhooks of its events at its end, in place of what was said there before. */
export function withDeliveries(answer: string, deliveries: readonly ShownDelivery[], sender: Sender): string {
  const at = answer.lastIndexOf(MARK);
  const own = at < 0 ? answer.trimEnd() : answer.slice(0, at);
  if (deliveries.length === 0) return own;
  const whole = `${own}${MARK}${deliveriesText(deliveries, sender)}`;
  return new TextEncoder().encode(whole).byteLength <= COMMENT_LIMIT ? whole : answer;
}

/** How many receivers have everything, and those that have not by name. */
function deliveriesText(deliveries: readonly ShownDelivery[], sender: Sender): string {
  const receivers = Map.groupBy(deliveries, ({ target }) => target);
  const missing = [...receivers].flatMap(([target, own]) => missingLine(target, own, sender) ?? []);
  const confirmed = receivers.size - missing.length;
  const noun = receivers.size === 1 ? md`receiver` : md`receivers`;
  const sum = paragraph(md`📣 ${confirmed} of ${receivers.size} ${noun} confirmed.`);
  return (missing.length === 0 ? sum : stack([sum, list(missing)])).block;
}

function missingLine(target: string, own: readonly ShownDelivery[], sender: Sender): Inline | undefined {
  const failed = own.find(({ status }) => status === "never") ?? own.find(({ status }) => status === "later");
  if (failed === undefined) return undefined;
  const why = code(failed.why ?? "unknown");
  if (failed.status === "never")
    return md`❌ ${code(target)} did not accept the webhook and will not get it again: ${why}.`;
  return md`⏳ ${code(target)} did not accept the webhook yet: ${why}. ${AGAIN[sender]}`;
}
