import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The type declarations of one entry: `<name>.d.ts`, and `types/` with the declarations of every file it is made of.
 * They are the compiler's own, file by file: no bundler of declarations reads TypeScript 7 yet.
 */
export function declarations(
  root: string,
  { name, source }: { readonly name: string; readonly source: string },
): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "pointsman-types-"));
  try {
    const emitted = emit(root, source, folder);
    const entry = source.replace(/^src\//, "").replace(/\.ts$/, ".js");
    return new Map([[`${name}.d.ts`, `export * from "./types/${entry}";\n`], ...emitted]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function emit(root: string, source: string, folder: string): readonly (readonly [string, string])[] {
  const outDir = join(folder, "types");
  const config = join(folder, "tsconfig.json");
  const compilerOptions = {
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, outDir },
    ...{ rootDir: join(root, "src"), typeRoots: [join(root, "node_modules/@types")] },
  };
  const files = [join(root, source)];
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
