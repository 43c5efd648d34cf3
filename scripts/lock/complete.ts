/** One package of a lock file (npm's lockfileVersion 3), as far as it is read here. */
interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const systems = new Set(["aix", "android", "darwin", "freebsd", "linux", "openharmony", "sunos", "win32"]);
const processors = new Set(["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"]);
const libraries = new Map([
  ["gnu", "glibc"],
  ["gnueabihf", "glibc"],
  ["musl", "musl"],
  ["musleabihf", "musl"],
]);

/**
 * The lock file with an entry for each platform package that some package names in `optionalDependencies` at an exact
 * version. npm leaves such entries out where the registry in use has not (yet) got the package, and `npm ci` of npm 11
 * then refuses the whole file. Where the package runs is read from its name (`cli-linux-x64-musl`).
 */
export function completeLock(text: string): { readonly text: string; readonly added: readonly string[] } {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(text);
  const added: string[] = [];
  for (const [owner, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (platform === undefined || !/^\d/.test(version)) continue;
      const hoisted = `node_modules/${name}`;
      const nested = `${owner}/${hoisted}`;
      if ([hoisted, nested].some((path) => lock.packages[path]?.version === version)) continue;
      const path = hoisted in lock.packages ? nested : hoisted;
      lock.packages[path] = { version, ...platform, ...(entry.dev && { dev: true }) };
      added.push(`${name}@${version}`);
    }
  }
  const packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { text: `${JSON.stringify({ ...lock, packages }, null, 2)}\n`, added };
}

function platformOf(name: string): Readonly<Record<string, true | readonly string[]>> | undefined {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => systems.has(word));
  const cpu = words.map((word) => (word === "eabi" ? "arm" : word)).filter((word) => processors.has(word));
  const libc = words.flatMap((word) => libraries.get(word) ?? []);
  if (cpu.length === 0) return undefined;
  return { cpu, ...(libc.length > 0 && { libc }), optional: true, ...(os.length > 0 && { os }) };
}
