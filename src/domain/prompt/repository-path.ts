export type PathResult =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: "absolute" | "outside" | "malformed"; readonly message: string };

/** Folder of a file within the repository: `""` at the root, without a slash at the end. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/**
 * Resolves a path that is written in a file against that file's folder. `..` may climb inside the repository and never
 * out of it, not even to come back in.
 */
export function resolveInRepository(fromFile: string, written: string): PathResult {
  const shown = JSON.stringify(written);
  if (isUnusable(written)) {
    const message = `The path ${shown} is not usable: write a relative path with "/" between its parts.`;
    return { ok: false, reason: "malformed", message };
  }
  if (written.startsWith("/") || /^[A-Za-z]:/.test(written) || written.includes("://")) {
    const message = `The path ${shown} is absolute: write it relative to the folder of this file.`;
    return { ok: false, reason: "absolute", message };
  }
  const parts = folderOf(fromFile).split("/").filter(isNamed);
  for (const part of written.split("/").filter(isNamed)) {
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) {
      const message = `The path ${shown} leaves the repository: name a file inside it.`;
      return { ok: false, reason: "outside", message };
    }
  }
  return { ok: true, path: parts.join("/") };
}

function isUnusable(written: string): boolean {
  const last = written.slice(written.lastIndexOf("/") + 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return written.length > 1000 || /[\u0000-\u001f\u007f\\]/.test(written) || !isNamed(last) || last === "..";
}

function isNamed(part: string): boolean {
  return part !== "" && part !== ".";
}
