import { accessSync, constants } from "node:fs";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

/** Linux's file system in memory. */
const MEMORY = "/dev/shm";

/**
 * A new folder for a store: in memory where the machine has that, since a store waits for its disk at every commit, and no
 * process that dies in a test takes the machine with it.
 */
export function storeFolder(): TemporaryFolder {
  return temporaryFolder("store", isWritable(MEMORY) ? MEMORY : undefined);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
