import type { IncomingMessage, ServerResponse } from "node:http";
import { verify } from "@octokit/webhooks-methods";
import { z } from "zod";
import type { Acceptance, IncomingDelivery } from "../inbox/inbox-store.ts";
import { laneOfIssue, laneOfPushes } from "./lanes.ts";

export interface IntakeParts {
  readonly webhookSecret: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Durable when it resolves. */
  readonly accept: (delivery: IncomingDelivery) => Promise<Acceptance>;
  readonly onError: (error: unknown) => void;
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

/**
 * Takes one delivery of GitHub's: verified, stored, answered; the work comes later. GitHub counts anything but a 2xx within
 * ten seconds as failed, so a store that does not answer makes it a 503, to be delivered again. The caller has bounded the
 * body's length.
 */
export async function takeIn(
  request: IncomingMessage,
  response: ServerResponse,
  parts: IntakeParts,
): Promise<void> {
  const headers = headersSchema.safeParse(request.headers);
  if (!headers.success) return end(response, 400);
  const body = await readBody(request);
  if (body === null) return;
  const { "x-github-delivery": id, "x-github-event": event, "x-hub-signature-256": signature } = headers.data;
  if (!(await verify(parts.webhookSecret, body, signature))) return end(response, 401);
  if (!handlesEvent(event)) return end(response, 200);
  const lane = laneOf(body);
  if (lane === null) return end(response, 400);
  try {
    await parts.accept({ id, event, body, lane, receivedAt: parts.now() });
  } catch (error) {
    parts.onError(error);
    return end(response, 503);
  }
  end(response, 202);
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

/** Null where the connection broke. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString("utf8");
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
