import { setTimeout as sleep } from "node:timers/promises";
import { decodeUtf8 } from "../domain/yaml/utf8.ts";
import { type Problem, problem } from "./problem.ts";

const MAX_BODY_BYTES = 1024 * 1024;
/** What is too long is read on up to here and thrown away: a connection cut while it sends would lose the answer. */
const MOST_DISCARDED_BYTES = 16 * 1024 * 1024;
/** A megabyte takes this long on a bad line; whoever sends slower is nobody to wait for. */
const WITHIN_MS = 5_000;

export type JsonBody = { readonly kind: "json"; readonly value: unknown };

interface Bytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

/** The JSON of a request's body, bounded before it is buffered, in size as in time (milliseconds). */
export async function readJsonBody(request: Request, withinMs = WITHIN_MS): Promise<JsonBody | Problem> {
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    return problem("unsupported_media_type", "Send the body as application/json.");
  }
  const over = new AbortController();
  const late = sleep(withinMs, null, { signal: over.signal }).catch(() => null);
  const read = await readBounded(request.body, late).finally(() => over.abort());
  if (read.kind === "problem") return read;
  const parsed = parseJson(read.bytes);
  return parsed ?? problem("malformed_request", "The body is no JSON in UTF-8.");
}

async function readBounded(body: Request["body"], late: Promise<null>): Promise<Bytes | Problem> {
  const reader = body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader !== undefined && length <= MOST_DISCARDED_BYTES) {
    const read = await Promise.race([reader.read(), late]);
    if (read === null) return slowBody();
    if (read.done) break;
    length += read.value.length;
    if (length <= MAX_BODY_BYTES) chunks.push(read.value);
    else chunks.length = 0;
  }
  if (length > MOST_DISCARDED_BYTES) void reader?.cancel().catch(() => undefined);
  if (length > MAX_BODY_BYTES) return problem("too_large", `A body has at most ${MAX_BODY_BYTES} bytes.`);
  return { kind: "bytes", bytes: Buffer.concat(chunks) };
}

function slowBody(): Problem {
  const refused = problem("slow_body", "The body took too long to arrive.");
  return { ...refused, headers: { connection: "close" } };
}

function parseJson(bytes: Uint8Array): JsonBody | undefined {
  const decoded = decodeUtf8(bytes);
  if (!decoded.ok) return undefined;
  try {
    return { kind: "json", value: JSON.parse(decoded.text) };
  } catch {
    return undefined;
  }
}
