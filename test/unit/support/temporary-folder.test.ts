import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../support/temporary-folder.ts";

it("is gone with all that is in it when its scope ends, also by a failure", () => {
  let path = "";
  const fails = () => {
    using folder = temporaryFolder("scope");
    path = folder.path;
    mkdirSync(join(path, "a/b"), { recursive: true });
    writeFileSync(join(path, "a/b/c"), "text");
    throw new Error("a test that fails");
  };
  expect(fails).toThrow("a test that fails");
  expect(path).not.toBe("");
  expect(existsSync(path)).toBe(false);
});

it("is gone without a word where somebody removed it before", () => {
  const outer = temporaryFolder("outer");
  using inner = temporaryFolder("inner", outer.path);
  outer[Symbol.dispose]();
  expect(existsSync(inner.path)).toBe(false);
});
