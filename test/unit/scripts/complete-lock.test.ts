import { expect, test } from "vitest";
import { completeLock } from "../../../scripts/lock/complete.ts";

const optionalDependencies = {
  "@tool/cli-linux-x64": "2.0.0",
  "@tool/cli-linux-arm64-musl": "2.0.0",
  "@tool/binding-wasm32-wasi": "2.0.0",
  "node-fetch": "2.0.0",
};

function lock(packages: object): string {
  return JSON.stringify({ lockfileVersion: 3, packages });
}

test("platform packages that the lock file lacks are added with where they run", () => {
  const { text, added } = completeLock(
    lock({
      "node_modules/tool": { version: "2.0.0", dev: true, optionalDependencies },
      "node_modules/@tool/cli-linux-x64": { version: "2.0.0" },
    }),
  );
  expect(added).toEqual(["@tool/cli-linux-arm64-musl@2.0.0", "@tool/binding-wasm32-wasi@2.0.0"]);
  expect(JSON.parse(text).packages).toEqual({
    "node_modules/@tool/binding-wasm32-wasi": {
      version: "2.0.0",
      cpu: ["wasm32"],
      dev: true,
      optional: true,
    },
    "node_modules/@tool/cli-linux-arm64-musl": {
      version: "2.0.0",
      cpu: ["arm64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    },
    "node_modules/@tool/cli-linux-x64": { version: "2.0.0" },
    "node_modules/tool": { version: "2.0.0", dev: true, optionalDependencies },
  });
});

test("another version in the common place puts the package below its owner", () => {
  const { text } = completeLock(
    lock({
      "node_modules/@tool/cli-linux-x64": { version: "1.0.0" },
      "node_modules/tool": { version: "2.0.0", optionalDependencies: { "@tool/cli-linux-x64": "2.0.0" } },
    }),
  );
  expect(Object.keys(JSON.parse(text).packages)).toContain(
    "node_modules/tool/node_modules/@tool/cli-linux-x64",
  );
});

test("a completed lock file lacks nothing and stays as it is", () => {
  const first = completeLock(lock({ "node_modules/tool": { version: "2.0.0", optionalDependencies } }));
  expect(completeLock(first.text)).toEqual({ text: first.text, added: [] });
});
