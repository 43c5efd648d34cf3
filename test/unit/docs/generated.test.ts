import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { generatedFiles } from "../../../scripts/generate-docs-files.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const generated = await generatedFiles(root);

describe("what is generated", () => {
  test.each([...generated.keys()])("%s is as `npm run generate` leaves it", (path) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(generated.get(path));
  });

  test("covers the tables, the examples and the schemas", () => {
    const pages = [
      "README.md",
      "docs/action.md",
      "docs/command-line.md",
      "docs/commands.md",
      "docs/config.md",
      "docs/report.md",
    ];
    const others = ["docs/webhooks.md", "docs/config.schema.json", "docs/report.schema.json"];
    expect([...generated.keys()].toSorted()).toEqual([...pages, ...others].toSorted());
  });
});
