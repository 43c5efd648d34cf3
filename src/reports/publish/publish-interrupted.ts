import type { PublicationInterrupted } from "../../releases/publish/publish.ts";
import { headlineOf } from "../text/event-text.ts";
import { commandBlock } from "../text/facts.ts";
import { code, list, md, paragraph, stack } from "../text/markdown.ts";
import { inlineSentence } from "../text/sentence.ts";

/** More is told by the histories; `/publish` names one prompt. */
const MOST_EVENTS = 50;

/** The answer to a `/publish` that GitHub cut short: what is done, what is not known, and the line that does the rest. */
export function publishInterruptedAnswer(
  prompt: string,
  { doing, isDoubtful, published }: Pick<PublicationInterrupted, "doing" | "isDoubtful" | "published">,
): string {
  const events = published.flatMap(({ decision }) => decision.events).slice(0, MOST_EVENTS);
  const rest = isDoubtful
    ? md`A further commit got no answer, so more may be published than is told here.`
    : md`Nothing of it has to be done again.`;
  return stack([
    paragraph(md`⚠️ Publishing ${code(prompt)} was cut short: GitHub did not let us ${code(doing)}.`),
    ...(events.length === 0
      ? [paragraph(md`Its commit was sent and got no answer, so it may be published or not.`)]
      : [
          paragraph(md`This was published before, and stays:`),
          list(events.map((event) => inlineSentence(headlineOf(event)))),
          paragraph(rest),
        ]),
    paragraph(md`This publishes what is left, if anything is, and nothing twice:`),
    commandBlock([{ verb: "publish", prompt }]),
  ]).block;
}
