/** What the build makes: the one list of entries. */

export interface Bundle {
  /** Names in `dist/` and the files they are built from. */
  readonly entries: Readonly<Record<string, string>>;
  /**
   * `one file`: everything inlined, packages too. `packed`: the same, and what is imported lazily is also compiled lazily.
   * `with packages`: packages stay imports, for the entry has them installed.
   */
  readonly kind: "one file" | "packed" | "with packages";
}

export const bundles: readonly Bundle[] = [
  { entries: { action: "src/action/main.ts" }, kind: "packed" },
  { entries: { cli: "src/cli/main.ts" }, kind: "with packages" },
  { entries: { client: "src/client/index.ts" }, kind: "one file" },
  { entries: { webhooks: "src/client/webhooks/index.ts" }, kind: "one file" },
];

/** Type declarations are made for these entries, which other projects import. */
export const typedEntries: Readonly<Record<string, string>> = {
  client: "src/client/index.ts",
  webhooks: "src/client/webhooks/index.ts",
};

/** Run by name: they begin with a `#!` line and are executable. */
export const executables: ReadonlySet<string> = new Set(["cli.js"]);
