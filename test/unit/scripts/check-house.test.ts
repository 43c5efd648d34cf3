import { describe, expect, test } from "vitest";
import { checkHouse } from "../../../scripts/house/check-house.ts";

const tree = {
  "package.json": "{}",
  "src/domain/prompt.ts": "export type Prompt = string; export const a = 1;",
  "src/evaluation/model.ts": "export interface Model { readonly ask: () => string }",
  "src/evaluation/gate/gate.ts": "export const gate = 1;",
  "src/releases/ports.ts": "export interface ReleaseBranch {} export interface Reader {}",
  "src/releases/publish.ts": "export const publish = 1;",
  "src/reports/comment.ts": "export const comment = 1;",
  "src/branch/memory.ts": "export const memory = 1;",
  "src/git/run.ts": "export const run = 1;",
  "src/app/server.ts": 'import { memory } from "../branch/memory.ts"; memory; Date.now(); process.env;',
  "src/app/run.ts": "export const runApp = 1;",
  "src/action/inputs.ts":
    'import manifest from "../../package.json" with { type: "json" }; export { manifest };',
};

function breaches(added: Readonly<Record<string, string>>): readonly string[] {
  return checkHouse(new Map(Object.entries({ ...tree, ...added })));
}

test("a house in order has no breaches", () => {
  expect(
    breaches({
      "src/cli/serve.ts": 'export const serve = async () => (await import("../app/run.ts")).runApp;',
      "src/branch/git.ts":
        'import type { Reader } from "../releases/ports.ts"; import { run } from "../git/run.ts"; run;',
      "src/delivery/serve.ts": 'import type { Reader } from "../releases/ports.ts"; export type R = Reader;',
      "src/client/index.ts":
        'import { a } from "../domain/prompt.ts"; import { isIP } from "node:net"; a; isIP;',
      "src/webhooks/send.ts": 'import { setTimeout } from "node:timers/promises"; new Date(0); setTimeout;',
      "src/domain/digest.ts":
        'import { createHash } from "node:crypto"; createHash; const env = { Date: 1 }; env.Date;',
    }),
  ).toEqual([]);
});

describe("import direction", () => {
  test.each([
    ["domain", "../releases/ports.ts"],
    ["evaluation", "../reports/comment.ts"],
    ["reports", "../branch/memory.ts"],
    ["releases", "../branch/memory.ts"],
    ["releases", "../reports/comment.ts"],
    ["sources", "../branch/memory.ts"],
    ["github", "../branch/memory.ts"],
    ["webhooks", "../releases/publish.ts"],
    ["models", "../evaluation/gate/gate.ts"],
    ["models", "../git/run.ts"],
    ["delivery", "../branch/memory.ts"],
    ["delivery", "../releases/publish.ts"],
    ["client", "../releases/ports.ts"],
    ["domain", "../app/server.ts"],
    ["cli", "../app/server.ts"],
    ["action", "../app/run.ts"],
    ["domain", "../../package.json"],
  ])("%s may not import %s", (room, specifier) => {
    const target = specifier.replace("../../", "").replace("../", "src/");
    expect(breaches({ [`src/${room}/x.ts`]: `\nimport { a } from "${specifier}"; a;` })).toContain(
      `src/${room}/x.ts:2: ${room} may not import ${target}`,
    );
  });

  test.each([
    ["a type-only import", 'import type { a } from "../branch/memory.ts"; export type A = a;'],
    ["an inline type import", 'import { type a } from "../branch/memory.ts"; export type A = a;'],
    ["a re-export", 'export { memory } from "../branch/memory.ts";'],
    ["a re-export of everything", 'export * from "../branch/memory.ts";'],
    ["a re-exported type", 'export type { a } from "../branch/memory.ts";'],
    ["a dynamic import", 'export const load = () => import("../branch/memory.ts");'],
    ["a type-position import", 'export type A = import("../branch/memory.ts").A;'],
    ["a side-effect import", 'import "../branch/memory.ts";'],
  ])("%s is seen", (_, source) => {
    expect(breaches({ "src/domain/x.ts": source })).toEqual([
      "src/domain/x.ts:1: domain may not import src/branch/memory.ts",
    ]);
  });

  test("a folder that is no room and an import without its file are named", () => {
    expect(breaches({ "src/utils/x.ts": "", "src/domain/y.ts": 'import "./prompt.js";' })).toEqual([
      "src/utils/x.ts:1: stands in no room of the house",
      "src/domain/y.ts:1: imports ./prompt.js, which is no file (imports carry the extension)",
    ]);
  });

  test.each([
    'import type { ReleaseBranch } from "../releases/ports.ts"; export type R = ReleaseBranch;',
    'import type * as ports from "../releases/ports.ts"; export type R = ports.ReleaseBranch;',
    'export type R = import("../releases/ports.ts").ReleaseBranch;',
  ])("delivery gets no way to write: %s", (source) => {
    expect(breaches({ "src/delivery/x.ts": source }).join()).toContain("delivery has no way to write");
  });
});

describe("packages", () => {
  test.each([
    ["models", "octokit"],
    ["reports", "@octokit/graphql-schema"],
    ["branch", "@actions/core"],
    ["action", "probot"],
    ["client", "zod"],
  ])("%s may not import %s", (room, specifier) => {
    const found = breaches({ [`src/${room}/x.ts`]: `import "${specifier}";` });
    expect(found.join()).toContain(`src/${room}/x.ts:1: `);
    expect(found.join()).toContain(specifier);
  });

  test("what the client reaches at run time has no dependencies, what it reaches as a type may", () => {
    const domain = {
      "src/domain/schema.ts": 'import { z } from "zod"; export const s = z; export type S = string;',
    };
    expect(
      breaches({ ...domain, "src/client/index.ts": 'import { s } from "../domain/schema.ts"; s;' }),
    ).toEqual([
      "src/client/index.ts:1: client has no dependencies: src/client/index.ts → src/domain/schema.ts → zod",
    ]);
    expect(
      breaches({
        ...domain,
        "src/client/index.ts": 'import type { S } from "../domain/schema.ts"; export type T = S;',
      }),
    ).toEqual([]);
  });
});

describe("cycles", () => {
  test("a cycle is printed once, along its path", () => {
    expect(
      breaches({
        "src/domain/x.ts": 'import "./y.ts";',
        "src/domain/y.ts": 'import "./z.ts";',
        "src/domain/z.ts": 'import "./x.ts";',
      }),
    ).toEqual([
      "src/domain/x.ts:1: import cycle: src/domain/x.ts → src/domain/y.ts → src/domain/z.ts → src/domain/x.ts",
    ]);
  });

  test("a cycle through type imports alone counts", () => {
    expect(
      breaches({
        "src/domain/x.ts": 'import type { Y } from "./y.ts"; export type X = Y;',
        "src/domain/y.ts": 'export type Y = import("./x.ts").X;',
      }),
    ).toEqual(["src/domain/x.ts:1: import cycle: src/domain/x.ts → src/domain/y.ts → src/domain/x.ts"]);
  });
});

describe("purity", () => {
  test.each([
    "process.env.HOME",
    'process["env"]',
    "globalThis.process.env",
    "const { env } = process; env",
    "Date.now()",
    "[1].map(Date.now)",
    "new Date()",
    "new Date",
    "Date()",
    "Math.random()",
  ])("outside entries nothing says %s", (source) => {
    expect(breaches({ "src/webhooks/x.ts": source })).toHaveLength(1);
    expect(breaches({ "src/cli/x.ts": source })).toEqual([]);
  });

  test.each([
    'import { readFile } from "node:fs/promises"; readFile;',
    'import { execFile } from "child_process"; execFile;',
    'import http from "node:http"; http;',
    'import { isIP } from "node:net"; isIP;',
    'import { randomUUID } from "node:crypto"; randomUUID;',
    'await fetch("https://example.com");',
    "performance.now();",
    "crypto.randomUUID();",
    "setTimeout(() => {}, 1);",
  ])("pure rooms do not say %s", (source) => {
    for (const room of ["domain", "evaluation", "reports"]) {
      expect(breaches({ [`src/${room}/x.ts`]: source })).toHaveLength(1);
    }
    expect(breaches({ "src/models/x.ts": source })).toEqual([]);
  });

  test("only entries import the process", () => {
    const source = 'import { env } from "node:process"; env;';
    expect(breaches({ "src/webhooks/x.ts": source })).toEqual([
      "src/webhooks/x.ts:1: only entries see the process",
    ]);
    expect(breaches({ "src/cli/x.ts": source })).toEqual([]);
  });
});

test("tests use no module mocks", () => {
  expect(breaches({ "test/unit/x.test.ts": 'import { vi } from "vitest";\nvi.mock("./x.ts");' })).toEqual([
    "test/unit/x.test.ts:2: vi.mock: use a fake, not a module mock",
  ]);
});

test("a file that cannot be parsed is an error, not an empty module", () => {
  expect(() => breaches({ "src/domain/x.ts": "export const = 1" })).toThrow("src/domain/x.ts");
});
