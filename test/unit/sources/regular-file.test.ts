import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { workspaceFiles } from "../../../src/sources/regular-file.ts";

let folder: string;
const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pointsman-workspace-"));
  await mkdir(join(folder, "workspace/out"), { recursive: true });
  await writeFile(join(folder, "secret.json"), "secret");
  await writeFile(join(folder, "workspace/out/results.json"), "results");
  await symlink("../secret.json", join(folder, "workspace/link.json"));
  await symlink("..", join(folder, "workspace/behind"));
});
afterAll(() => rm(folder, { recursive: true }));

test("a plain file of the workspace is read, also where the workspace itself is reached by a link", async () => {
  await symlink("workspace", join(folder, "linked"));
  for (const name of ["workspace", "linked"]) {
    expect(text(await workspaceFiles(join(folder, name), 100)("out/results.json"))).toBe("results");
  }
});

test.each(["link.json", "behind/secret.json", "../secret.json", "out", "absent.json"])(
  "%s is no file of the workspace",
  async (path) => {
    expect(await workspaceFiles(join(folder, "workspace"), 100)(path)).toBeUndefined();
  },
);

test("a file above the limit is not read, and without a workspace there is none", async () => {
  expect(await workspaceFiles(join(folder, "workspace"), 6)("out/results.json")).toBeUndefined();
  expect(await workspaceFiles("", 100)("out/results.json")).toBeUndefined();
});
