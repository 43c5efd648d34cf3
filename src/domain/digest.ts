import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** The value has no JSON form (lone surrogate, NaN, Infinity, a cycle, undefined at the top). */
export class NotJsonError extends Error {
  override readonly name = "NotJsonError";
}

/**
 * RFC 8785 (JCS) text of a value: sorted keys, shortest numbers, no space. Members that are `undefined` are left out, as
 * JSON does.
 *
 * @throws NotJsonError where the value has no canonical form
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalizeOrThrow(value);
  if (text === undefined)
    throw new NotJsonError("Only JSON values have a canonical form, and this value is none.");
  return text;
}

function canonicalizeOrThrow(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new NotJsonError(`This value has no canonical JSON form (RFC 8785): ${detail}.`, { cause: error });
  }
}

/** Lower-case hex SHA-256 of bytes, or of a text's UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** `sha256:` and the hex SHA-256 of the value's canonical JSON (contracts, Words: digest). */
export function digestOf(value: unknown): string {
  return `sha256:${sha256Hex(canonicalJson(value))}`;
}
