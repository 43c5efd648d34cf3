/**
 * A commit and all before it, parents before children. `parentsOf` may leave out commits that do not count. A loop,
 * since branches grow longer than the call stack.
 */
export function parentsFirst(tip: string, parentsOf: (commit: string) => readonly string[]): string[] {
  const ordered = new Set<string>();
  const stack = [tip];
  for (let commit = stack.at(-1); commit !== undefined; commit = stack.at(-1)) {
    const waiting = parentsOf(commit).filter((parent) => !ordered.has(parent));
    if (waiting.length > 0) {
      stack.push(...waiting);
    } else {
      ordered.add(commit);
      stack.pop();
    }
  }
  return [...ordered];
}
