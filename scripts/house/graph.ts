/** Module paths and, for each, the paths it imports. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** One cycle for each group of modules that import each other, as the path that comes back to its start. */
export function findCycles(graph: Graph): readonly (readonly string[])[] {
  const cycles: string[][] = [];
  const explained = new Set<string>();
  for (const start of graph.keys()) {
    if (explained.has(start)) continue;
    const cycle = shortestPath(graph, start, (path) => path === start);
    if (cycle === undefined) continue;
    for (const path of cycle) explained.add(path);
    cycles.push(cycle);
  }
  return cycles;
}

/** The shortest path of at least one step from `start` to a module that is wanted. */
export function shortestPath(
  graph: Graph,
  start: string,
  wanted: (path: string) => boolean,
): string[] | undefined {
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let trail = queue.shift(); trail !== undefined; trail = queue.shift()) {
    for (const next of graph.get(trail.at(-1) ?? start) ?? []) {
      if (wanted(next)) return [...trail, next];
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...trail, next]);
    }
  }
  return undefined;
}
