import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceFiles } from "../../../src/sources/regular-file.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/temporary-folder.ts";

let folder: TemporaryFolder;
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

beforeAll(async () => {
  folder = temporaryFolder("workspace");
  await mkdir(join(folder.path, "workspace/out"), { recursive: true });
  await writeFile(join(folder.path, "secret.json"), "secret");
  await writeFile(join(folder.path, "workspace/out/results.json"), "results");
  await symlink("../secret.json", join(folder.path, "workspace/link.json"));
  await symlink("..", join(folder.path, "workspace/behind"));
});

afterAll(() => folder[Symbol.dispose]());

test("a plain file of the workspace is read, also where the workspace itself is reached by a link", async () => {
  await symlink("workspace", join(folder.path, "linked"));
  for (const name of ["workspace", "linked"]) {
    expect(text(await workspaceFiles(join(folder.path, name), 100)("out/results.json"))).toBe("results");
  }
});

test.each(["link.json", "behind/secret.json", "../secret.json", "out", "absent.json"])(
  "%s is no file of the workspace",
  async (path) => {
    expect(await workspaceFiles(join(folder.path, "workspace"), 100)(path)).toBeUndefined();
  },
);

test("a file above the limit is not read, and without a workspace there is none", async () => {
  expect(await workspaceFiles(join(folder.path, "workspace"), 6)("out/results.json")).toBeUndefined();
  expect(await workspaceFiles("", 100)("out/results.json")).toBeUndefined();
});
