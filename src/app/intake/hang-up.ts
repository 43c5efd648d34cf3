import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** Time to read an answer that has arrived. */
const LINGER_MS = 1_000;

/**
 * Answers whoever is still sending, takes no more from them, and closes the connection a moment later. Closed at once, what
 * they sent meanwhile would reset it, and they might never read why: https://www.rfc-editor.org/rfc/rfc9112#section-9.6
 */
export async function hangUp(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader("connection", "close");
  if (!request.complete) {
    response.setHeader("content-length", 0);
    response.flushHeaders();
    await sleep(LINGER_MS);
  }
  response.end();
}
