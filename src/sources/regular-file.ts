import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";

/**
 * The bytes of a regular file that stands where its path says: not a link, not behind one, not above so many bytes; else
 * undefined. What is read is what was looked at, even when somebody swaps a folder for a link meanwhile.
 *
 * @param root without a link in it, as `realpath` gives it
 */
export async function readRegular(
  root: string,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const place = join(root, path);
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(place, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    return (await standsAt(file, place)) ? await readBounded(file, maxBytes) : undefined;
  } finally {
    await file.close();
  }
}

async function standsAt(file: FileHandle, place: string): Promise<boolean> {
  const [opened, real] = await Promise.all([file.stat(), realpath(place)]);
  if (!opened.isFile() || real !== place) return false;
  const standing = await lstat(real);
  return standing.ino === opened.ino && standing.dev === opened.dev;
}

async function readBounded(file: FileHandle, maxBytes: number): Promise<Uint8Array | undefined> {
  const { size } = await file.stat();
  if (size > maxBytes) return undefined;
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Reads files that a workflow made below a folder, by their paths within it; undefined where there is no such file. */
export function workspaceFiles(
  folder: string,
  maxBytes: number,
): (path: string) => Promise<Uint8Array | undefined> {
  return async (path) => {
    const root = folder === "" ? undefined : await realpath(folder).catch(() => undefined);
    const isWithin = root !== undefined && resolve(root, path).startsWith(`${root}${sep}`);
    return isWithin ? readRegular(root, path, maxBytes) : undefined;
  };
}
