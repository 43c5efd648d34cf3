import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new folder that is gone, with all that is in it, when its scope ends. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
}

/** @param purpose tells whose folder it is, should the whole process be killed */
export function temporaryFolder(purpose: string, parent = tmpdir()): TemporaryFolder {
  const path = mkdtempSync(join(parent, `pointsman-${purpose}-`));
  // Git may still be writing there when a test ends.
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
