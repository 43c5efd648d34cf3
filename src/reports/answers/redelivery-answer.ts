import { code, type Inline, md, paragraph, stack, table } from "../text/markdown.ts";

/** How an endpoint stands with an event that somebody asked to have sent again. */
export type EndpointStanding =
  /** `isNew`: it never had the event before. */
  | { readonly state: "on_its_way"; readonly isNew: boolean }
  | { readonly state: "delivered"; readonly status: number | null }
  /** Tried since it was asked for; `nextAt` is RFC 3339. */
  | { readonly state: "waiting"; readonly nextAt: string }
  | { readonly state: "given_up"; readonly why: string }
  | { readonly state: "switched_off" }
  /** It waits for the app's operator; `code` says what for. */
  | { readonly state: "not_granted"; readonly code: string }
  /** It had the event, and the settings no longer send it there. */
  | { readonly state: "left_out" };

/** What came of `/redeliver`. */
export type Redelivery =
  | {
      readonly status: "redelivered";
      readonly endpoints: readonly { readonly host: string; readonly standing: EndpointStanding }[];
    }
  /** No endpoint of the config wants it. */
  | { readonly status: "nobody_wants_it" }
  /** Nothing is known of it, or no longer. */
  | { readonly status: "unknown_event" };

/** Why `/redeliver` was not run. */
export type RedeliverRefused =
  | { readonly code: "not_permitted"; readonly needs: string; readonly role: string }
  | { readonly code: "too_old"; readonly minutes: number }
  /** Who receives webhooks is not known: the config file has errors there, as `path:line`, and no earlier one is known. */
  | { readonly code: "config_broken"; readonly where: string };

export function redeliverRefusedAnswer(refused: RedeliverRefused): string {
  return stack([paragraph(whyNotSent(refused)), paragraph(md`Nothing was sent (${code(refused.code)}).`)])
    .block;
}

function whyNotSent(refused: RedeliverRefused): Inline {
  switch (refused.code) {
    case "not_permitted":
      return md`❌ You may not have webhooks sent again: that needs ${code(refused.needs)}, and your role is ${code(refused.role)}.`;
    case "too_old":
      return md`❌ This command is ${refused.minutes} minutes old, and things may have changed since: write it again.`;
    case "config_broken":
      return md`❌ Who receives webhooks is not known: the settings on the default branch are broken at ${code(refused.where)}. Mend them, then ask again.`;
  }
}

/** Hosts only: paths and queries of addresses may hold tokens. */
export function redeliveryAnswer(eventId: string, redelivery: Redelivery): string {
  const event = code(eventId);
  switch (redelivery.status) {
    case "unknown_event":
      return stack([
        paragraph(
          md`❌ No event that was announced here within 30 days has the id ${event}. Nothing was sent.`,
        ),
        paragraph(md`${code("/history <prompt>")} shows what happened, and what is live now is what counts.`),
      ]).block;
    case "nobody_wants_it":
      return paragraph(md`No webhook of the settings wants ${event}. Nothing was sent.`).block;
    case "redelivered": {
      const rows = redelivery.endpoints.map(({ host, standing }) => [code(host), standingText(standing)]);
      return stack([
        paragraph(md`📨 The webhooks of ${event}, asked for again:`),
        table([md`endpoint`, md`now`], rows),
        paragraph(
          md`Each keeps its ${code("webhook-id")}, so a receiver that took it before leaves it alone.`,
        ),
      ]).block;
    }
  }
}

function standingText(standing: EndpointStanding): Inline {
  switch (standing.state) {
    case "on_its_way":
      return standing.isNew ? md`on its way, for the first time` : md`on its way`;
    case "delivered":
      return standing.status === null ? md`delivered` : md`delivered (${standing.status})`;
    case "waiting":
      return md`failed, tried again at ${code(standing.nextAt)}`;
    case "given_up":
      return md`given up (${code(standing.why)})`;
    case "switched_off":
      return md`switched off; the app's operator turns it on with ${code("pointsman webhooks enable")}`;
    case "not_granted":
      return md`waits for the app's operator (${code(standing.code)})`;
    case "left_out":
      return md`left out: the settings no longer send it there`;
  }
}
