import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { z } from "zod";
import type { Acceptance, IncomingDelivery } from "../../inbox/inbox-store.ts";
import { laneOfIssue, laneOfPushes } from "../lanes.ts";
import type { Readiness } from "../readiness.ts";
import type { Arrival, Recorder } from "../recorder.ts";
import type { Arrivals } from "./arrivals.ts";
import type { BodyRoom } from "./body-room.ts";
import { looksLikeSignature } from "./github-signature.ts";
import { hangUp } from "./hang-up.ts";
import { announcedLength, isTooLarge, readBody } from "./read-body.ts";

export interface IntakeParts {
  readonly webhookSecret: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Durable when it resolves. */
  readonly accept: (delivery: IncomingDelivery) => Promise<Acceptance>;
  /** Told of what GitHub signed while it is being stored, and of nothing that a stranger could send. */
  readonly arrivals: Pick<Arrivals, "takingIn">;
  /** How long storing may take, in milliseconds; 8 s where absent. */
  readonly patienceMs?: number;
  /** For the bodies of all deliveries that are being taken in. */
  readonly room: BodyRoom;
  readonly recorder: Pick<Recorder, "deliveryArrived">;
  readonly readiness: Pick<Readiness, "stored">;
  /** Something that may be a delivery of GitHub's was not taken in. */
  readonly missed: () => void;
  readonly log: Logger;
}

const headersSchema = z.object({
  "x-github-delivery": z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
  "x-github-event": z.string().regex(/^[a-z_]{1,100}$/),
  "x-hub-signature-256": z.string().max(200),
});

const HANDLED = new Set(["issue_comment", "push"]);

/** Whether the app does something about an event; all others are answered and forgotten. */
export function handlesEvent(event: string): boolean {
  return HANDLED.has(event);
}

const STATUS: Readonly<Record<Arrival, number>> = {
  ...{ stored: 202, repeat: 202, ignored: 200 },
  ...{ malformed: 400, forged: 401, too_large: 413 },
  // GitHub counts these as failed, and can be asked to deliver them again.
  ...{ busy: 503, failed: 503 },
};
/** What is refused before all of it was read; what else comes on that connection would be more of the same. */
const HANGS_UP = new Set<Arrival>(["malformed", "forged", "too_large", "busy"]);
/** GitHub waits ten seconds for an answer. */
const PATIENCE_MS = 8_000;
/** Bodies are read within seconds or not at all. */
const RETRY_SECONDS = 15;

/**
 * Takes one delivery of GitHub's: verified, stored, answered; the work comes later. GitHub counts anything but a 2xx within
 * ten seconds as failed.
 */
export async function takeIn(
  request: IncomingMessage,
  response: ServerResponse,
  parts: IntakeParts,
): Promise<void> {
  const headers = headersSchema.safeParse(request.headers);
  const arrival = await arrive(request, headers.data, parts);
  if (arrival === null) return;
  const { "x-github-delivery": delivery, "x-github-event": event } = headers.data ?? {};
  parts.recorder.deliveryArrived(event ?? "", arrival);
  const level = STATUS[arrival] < 300 ? "info" : "warn";
  parts.log[level]({ delivery, event, outcome: arrival }, "delivery taken in");
  response.statusCode = STATUS[arrival];
  if (response.statusCode === 503) {
    response.setHeader("retry-after", RETRY_SECONDS);
    parts.missed();
  }
  if (HANGS_UP.has(arrival)) await hangUp(request, response);
  else response.end();
}

/** Null where the connection broke. What the head tells is judged first: a body is read only where it may be a delivery. */
async function arrive(
  request: IncomingMessage,
  headers: z.infer<typeof headersSchema> | undefined,
  parts: IntakeParts,
): Promise<Arrival | null> {
  const length = announcedLength(request);
  if (isTooLarge(length)) return "too_large";
  if (headers === undefined) return "malformed";
  const { "x-github-delivery": id, "x-github-event": event, "x-hub-signature-256": signature } = headers;
  if (!looksLikeSignature(signature)) return "forged";
  const keep = handlesEvent(event);
  using place = parts.room.enter(keep ? length : 0);
  if (place === null) return "busy";
  const read = await readBody(request, { place, keep, signature, secret: parts.webhookSecret });
  if (read.status === "broken") return null;
  if (read.status !== "signed") return read.status;
  if (!keep) return "ignored";
  const body = read.body.toString("utf8");
  const origin = originOf(body);
  if (origin === null) return "malformed";
  // Until it is stored: a store that is slow must not let bodies pile up.
  return await store({ id, event, body, ...origin, receivedAt: parts.now() }, parts);
}

async function store(
  delivery: IncomingDelivery,
  { accept, arrivals, log, patienceMs = PATIENCE_MS, readiness }: IntakeParts,
): Promise<Arrival> {
  try {
    const acceptance = await arrivals.takingIn(() => inTime(accept(delivery), patienceMs));
    readiness.stored(true);
    return acceptance;
  } catch (error) {
    log.error({ err: error, delivery: delivery.id }, "a delivery could not be stored");
    readiness.stored(false);
    return "failed";
  }
}

/** Rejects where a store takes too long. If it stores all the same, the repeat will be known. */
async function inTime<Result>(storing: Promise<Result>, milliseconds: number): Promise<Result> {
  const over = new AbortController();
  const late = sleep(milliseconds, null, { signal: over.signal }).then(() => {
    throw new Error("the store took too long");
  });
  return Promise.race([storing, late]).finally(() => over.abort());
}

const payloadSchema = z.object({
  repository: z.object({ id: z.int() }),
  issue: z.object({ number: z.int() }).optional(),
});

/** What it is about: comments on one issue keep their order, and so do the pushes of one repository. Null where it is no payload of ours. */
function originOf(body: string): Pick<IncomingDelivery, "lane" | "repositoryId"> | null {
  try {
    const { issue, repository } = payloadSchema.parse(JSON.parse(body));
    const { id } = repository;
    const lane = issue === undefined ? laneOfPushes(id) : laneOfIssue(id, issue.number);
    return { lane, repositoryId: id };
  } catch {
    return null;
  }
}
