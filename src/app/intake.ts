import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { z } from "zod";
import type { Acceptance, IncomingDelivery } from "../inbox/inbox-store.ts";
import { isSignedByGitHub } from "./github-signature.ts";
import { laneOfIssue, laneOfPushes } from "./lanes.ts";
import type { Readiness } from "./readiness.ts";
import type { Arrival, Recorder } from "./recorder.ts";

export interface IntakeParts {
  readonly webhookSecret: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Durable when it resolves. */
  readonly accept: (delivery: IncomingDelivery) => Promise<Acceptance>;
  readonly recorder: Pick<Recorder, "deliveryArrived">;
  readonly readiness: Pick<Readiness, "stored">;
  readonly log: Logger;
}

/** GitHub sends at most 25 MB; anything larger is none of its deliveries. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

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
  // GitHub counts it as failed, and can be asked to deliver it again.
  failed: 503,
};

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
  const closing = arrival === "too_large" ? { connection: "close" } : {};
  response.writeHead(STATUS[arrival], closing).end();
}

/** Null where the connection broke. */
async function arrive(
  request: IncomingMessage,
  headers: z.infer<typeof headersSchema> | undefined,
  parts: IntakeParts,
): Promise<Arrival | null> {
  if (isTooLarge(request)) return "too_large";
  if (headers === undefined) return "malformed";
  const raw = await readBody(request);
  if (raw === null) return null;
  const { "x-github-delivery": id, "x-github-event": event, "x-hub-signature-256": signature } = headers;
  if (!isSignedByGitHub(raw, signature, parts.webhookSecret)) return "forged";
  if (!handlesEvent(event)) return "ignored";
  const body = raw.toString("utf8");
  const lane = laneOf(body);
  if (lane === null) return "malformed";
  return store({ id, event, body, lane, receivedAt: parts.now() }, parts);
}

async function store(delivery: IncomingDelivery, { accept, log, readiness }: IntakeParts): Promise<Arrival> {
  try {
    const acceptance = await accept(delivery);
    readiness.stored(true);
    return acceptance;
  } catch (error) {
    log.error({ err: error, delivery: delivery.id }, "a delivery could not be stored");
    readiness.stored(false);
    return "failed";
  }
}

/**
 * Refused by its announced length, before a byte is buffered; GitHub always announces it. Node reads no more of a body than
 * was announced.
 */
function isTooLarge(request: IncomingMessage): boolean {
  const length = Number(request.headers["content-length"]);
  return !Number.isInteger(length) || length > MAX_BODY_BYTES;
}

/** Null where the connection broke. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("close", () => resolve(null));
    request.on("error", () => resolve(null));
  });
}

const payloadSchema = z.object({
  repository: z.object({ id: z.int() }),
  issue: z.object({ number: z.int() }).optional(),
});

/** Comments on one issue keep their order, and so do the pushes of one repository. Null where it is no payload of ours. */
function laneOf(body: string): string | null {
  try {
    const { issue, repository } = payloadSchema.parse(JSON.parse(body));
    return issue === undefined ? laneOfPushes(repository.id) : laneOfIssue(repository.id, issue.number);
  } catch {
    return null;
  }
}
