import { COMMENT_LIMIT, fitSections } from "./text/budget.ts";
import { timeText } from "./text/facts.ts";
import { code, type Inline, list, md, paragraph, stack } from "./text/markdown.ts";

/** A webhook endpoint that was switched off. */
export interface DisabledEndpoint {
  /** Its number in the app's store. */
  readonly id: number;
  /** Without its query. */
  readonly target: string;
  /** `gone`: it answered 410 · `failing`: nothing but failures for five days. */
  readonly reason: "gone" | "failing";
  /** RFC 3339. */
  readonly disabledAt: string;
  readonly failingSince: string | null;
  /** Deliveries that did not arrive and are kept. */
  readonly undelivered: number;
}

/** What a history issue says when an endpoint that wanted its prompt's events was switched off. */
export function disabledNotice(endpoint: DisabledEndpoint): string {
  const { disabledAt, id, target, undelivered } = endpoint;
  const blocks = [
    paragraph(
      md`⚠️ **A webhook endpoint is disabled** since ${timeText(disabledAt)}: ${code(target)} ${whyDisabled(endpoint)}. It is sent nothing more. Deliveries that did not arrive: ${undelivered}; they are kept for 30 days.`,
    ),
    paragraph(md`To begin anew, when it works again:`),
    list([
      md`the operator of the app enables it: ${code(`pointsman webhooks enable ${id}`)}, which prints the line that sends what it missed`,
      md`or take it out of ${code("webhooks")} in ${code(".github/pointsman.yml")} until the next release was announced, and put it back: then what it missed is not sent`,
    ]),
  ];
  return stack(blocks).block;
}

function whyDisabled({ failingSince, reason }: DisabledEndpoint): Inline {
  if (reason === "gone") return md`answered 410, which says: never again`;
  return failingSince === null
    ? md`failed for five days`
    : md`did nothing but fail since ${timeText(failingSince)}`;
}

/** An entry of the config's webhooks that the app's operator does not let the repository send. */
export interface RefusedEndpoint {
  /** From 1, in the config's order. */
  readonly entry: number;
  readonly target: string;
  /** A stable word: `target_not_granted`, `secret_missing` … */
  readonly code: string;
}

/** What the repository's people are told of webhooks that are not sent. */
export function refusedNotice(refused: readonly RefusedEndpoint[]): string {
  const introduction = md`⚠️ **Some webhooks are not sent**: ${code(".github/pointsman.yml")} names them, but the operator of the app has not granted them to this repository, or its variables lack what they need.`;
  const table = {
    kind: "table" as const,
    rank: 0,
    name: "webhooks",
    title: paragraph(introduction),
    head: [md`entry`, md`target`, md`why`],
    rows: refused.map(({ code: why, entry, target }) => [md`${entry}`, code(target), code(why)]),
  };
  return fitSections([table], { limit: COMMENT_LIMIT, fullReport: code(".github/pointsman.yml") });
}

/** The one issue of a repository for what concerns its webhooks as a whole. */
export function webhooksIssue(): { readonly title: string; readonly body: string } {
  const body = md`Below stands what keeps webhooks of this repository from being sent. Close it when it is mended; what comes later is written here, too.`;
  return { title: "Webhooks that are not sent", body: paragraph(body).block };
}
