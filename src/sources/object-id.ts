import { createHash } from "node:crypto";

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether a text is a full git object id, SHA-1 or SHA-256, in lower case. */
export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** Commits are named by full ids only, since a branch may move between two reads. */
export function requireObjectId(text: string): string {
  if (!isObjectId(text)) throw new RangeError(`${JSON.stringify(text)} is not a full commit id.`);
  return text;
}

/** The id that git gives a blob of these bytes (`git hash-object`), by the same hash as `like`. */
export function blobId(bytes: Uint8Array, like = ""): string {
  const hash = createHash(like.length === 64 ? "sha256" : "sha1");
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
