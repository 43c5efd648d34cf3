import type { IncomingMessage } from "node:http";
import type { BodyPlace } from "./body-room.ts";
import { signatureCheck } from "./github-signature.ts";

/** GitHub sends at most 25 MB; anything larger is none of its deliveries. */
const MAX_BODY_BYTES = 25 * 1024 * 1024;

/** What came of reading a body. */
export type BodyRead =
  /** Signed by GitHub. Empty where nothing of it was to be kept. */
  | { readonly status: "signed"; readonly body: Buffer }
  | { readonly status: "forged" | "too_large" | "busy" }
  /** The connection broke, or took too long. */
  | { readonly status: "broken" };

interface Reading {
  readonly place: BodyPlace;
  readonly signature: string;
  readonly secret: string;
  /** False: it is only verified. */
  readonly keep: boolean;
}

/** How long a body is to be by its head, in bytes; null where the head does not say, since it comes in chunks. */
export function announcedLength(request: Pick<IncomingMessage, "headers">): number | null {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding === undefined ? Number(length ?? 0) : null;
}

/** Whether it can be refused by its head, before anything of it was read. */
export function isTooLarge(bytes: number | null): boolean {
  return bytes !== null && bytes > MAX_BODY_BYTES;
}

/**
 * Reads a body as far as it is worth it: no more than GitHub sends, no more than there is room for. The signature is made while
 * it arrives, so that what is not to be kept never lies in memory, and what is forged lies there only once.
 */
export async function readBody(
  request: IncomingMessage,
  { keep, place, secret, signature }: Reading,
): Promise<BodyRead> {
  const check = signatureCheck(signature, secret);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Whoever is refused midway is still to be told why.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (isTooLarge(length)) return { status: "too_large" };
      if (keep && !place.take(chunk.length)) return { status: "busy" };
      check.update(chunk);
      if (keep) chunks.push(chunk);
    }
  } catch {
    return { status: "broken" };
  }
  return check.holds() ? { status: "signed", body: Buffer.concat(chunks) } : { status: "forged" };
}
