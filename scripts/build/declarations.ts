import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The type declarations of entries, given as names with sources: `<name>.d.ts`, and `types/` with the declarations of every
 * file they are made of. They are the compiler's own, file by file: no bundler of declarations reads TypeScript 7 yet.
 */
export function declarations(
  root: string,
  entries: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "pointsman-types-"));
  try {
    const doors = Object.entries(entries).map(([name, source]) => {
      const entry = source.replace(/^src\//, "").replace(/\.ts$/, ".js");
      return [`${name}.d.ts`, `export * from "./types/${entry}";\n`] as const;
    });
    return new Map([...doors, ...emit(root, Object.values(entries), folder)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function emit(
  root: string,
  sources: readonly string[],
  folder: string,
): readonly (readonly [string, string])[] {
  const outDir = join(folder, "types");
  const config = join(folder, "tsconfig.json");
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir },
    ...{ rootDir: join(root, "src"), typeRoots: [join(root, "node_modules/@types")] },
  };
  const files = sources.map((source) => join(root, source));
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] }),
  );
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--project", config], {
    stdio: "inherit",
  });
  const paths = globSync("types/**/*.d.ts", { cwd: folder });
  return paths.map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path), "utf8")] as const);
}
