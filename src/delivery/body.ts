import { decodeUtf8 } from "../domain/yaml/utf8.ts";
import { type Problem, problem } from "./problem.ts";

const MAX_BODY_BYTES = 1024 * 1024;
/** What is too long is read on up to here and thrown away: a connection cut while it sends would lose the answer. */
const MOST_DISCARDED_BYTES = 16 * 1024 * 1024;

export type JsonBody = { readonly kind: "json"; readonly value: unknown };

/** The JSON of a request's body, bounded before it is buffered. */
export async function readJsonBody(request: Request): Promise<JsonBody | Problem> {
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    return problem("unsupported_media_type", "Send the body as application/json.");
  }
  const bytes = await readBounded(request);
  if (bytes === undefined) return problem("too_large", `A body has at most ${MAX_BODY_BYTES} bytes.`);
  const parsed = parseJson(bytes);
  return parsed ?? problem("malformed_request", "The body is no JSON in UTF-8.");
}

async function readBounded({ body }: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > MOST_DISCARDED_BYTES) break;
    if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
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
