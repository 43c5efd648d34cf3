import type { Published } from "../../domain/decisions/publish.ts";
import { printDocument } from "../layout.ts";

/** Bounds of one release commit (contracts §3); GitHub's commit mutation is reported to fail on far larger ones. */
const MAX_FILES = 100;
const MAX_BYTES = 5_000_000;
/** The README with its 200 rows, and slug files. */
const BYTES_BESIDE = 200_000;
/** What a prompt adds beside its events: version, slug, state. The README comes once. */
const FILES_BESIDE_EVENTS = 3;

/** How many prompts surely fit into one commit by their number of files. */
export function batchSize(environments: number): number {
  return Math.max(1, Math.floor((MAX_FILES - 1) / (environments + FILES_BESIDE_EVENTS)));
}

/** The first of some decisions that fit into one commit by their size; always at least one where there is one. */
export function withinLimits<T extends { readonly decision: Published }>(
  decisions: readonly T[],
): readonly T[] {
  let bytes = 0;
  const over = decisions.findIndex(({ decision }, index) => {
    bytes += bytesOf(decision);
    return index > 0 && bytes > MAX_BYTES - BYTES_BESIDE;
  });
  return over < 0 ? decisions : decisions.slice(0, over);
}

function bytesOf({ events, state, version }: Published): number {
  const documents = [...events, state, version];
  return documents.reduce((sum, document) => sum + Buffer.byteLength(printDocument(document)), 0);
}
