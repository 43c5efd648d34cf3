import { accessSync, constants, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux's file system in memory. */
const MEMORY = "/dev/shm";

/**
 * A new folder for a store: in memory where the machine has that, since a store waits for its disk at every commit, and no
 * process that dies in a test takes the machine with it. Whoever asked removes it.
 */
export function storeFolder(): string {
  return mkdtempSync(join(isWritable(MEMORY) ? MEMORY : tmpdir(), "pointsman-store-"));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
