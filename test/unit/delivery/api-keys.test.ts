import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { authorise, isLoopback, parseApiKeys } from "../../../src/delivery/api-keys.ts";
import { mayListen } from "../../../src/delivery/server.ts";

const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");
const TOKEN = "token-of-twenty-five-signs";
const OTHER = "other-of-twenty-five-signs";
const key = { name: "ci", sha256: sha256(TOKEN), repositories: ["acme/prompts"], role: "read" };

const accessOf = (...keys: object[]) => {
  const parsed = parseApiKeys(JSON.stringify(keys));
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.access;
};
const asking = (authorization?: string, url = "http://prompts.example/") =>
  new Request(url, authorization === undefined ? {} : { headers: { authorization } });

describe("reading the keys", () => {
  test("without any the server is for its own machine", () => {
    expect(parseApiKeys(undefined)).toEqual({ ok: true, access: { kind: "own_machine" } });
    expect(parseApiKeys("  ")).toEqual({ ok: true, access: { kind: "own_machine" } });
  });

  test("an empty list is a mistake, not an open door", () => {
    expect(parseApiKeys("[]").ok).toBe(false);
  });

  test.each([
    ["no JSON", "{"],
    ["a plain token", JSON.stringify([{ ...key, sha256: "token-in-the-open" }])],
    ["an unknown member", JSON.stringify([{ ...key, "token-in-the-open": 1 }])],
    ["an unknown role", JSON.stringify([{ ...key, role: "token-in-the-open" }])],
    ["no repository", JSON.stringify([{ ...key, repositories: [] }])],
    ["a repository without owner", JSON.stringify([{ ...key, repositories: ["token-in-the-open"] }])],
    ["one key twice", JSON.stringify([key, { ...key, name: "token-in-the-open" }])],
    ["two keys of one name", JSON.stringify([key, { ...key, sha256: sha256(OTHER) }])],
    ["the digest of an unset variable", JSON.stringify([{ ...key, sha256: sha256("") }])],
    ["the digest of an unset variable's line", JSON.stringify([{ ...key, sha256: sha256("\n") }])],
    ["a name with a line break", JSON.stringify([{ ...key, name: "token-in-the-open\n" }])],
    ["a repository's id that is none", JSON.stringify([{ ...key, repositories: ["acme/prompts#x"] }])],
  ])("%s is a problem that repeats no value", (_, text) => {
    const parsed = parseApiKeys(text);
    expect(parsed.ok).toBe(false);
    const { problems } = parsed.ok ? { problems: [] } : parsed;
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join()).not.toContain("token-in-the-open");
  });
});

test("all problems are told at once", () => {
  const text = JSON.stringify([
    { ...key, role: "admin" },
    { ...key, name: "" },
  ]);
  const parsed = parseApiKeys(text);
  expect(parsed.ok ? [] : parsed.problems).toHaveLength(2);
});

describe("who is let in", () => {
  test("the token of a key, and whatever case the repository is written in", () => {
    const bound = {
      ...key,
      name: "bound",
      sha256: sha256(OTHER),
      environments: ["staging"],
      role: "operate",
    };
    const access = accessOf(key, { ...bound, repositories: ["acme/prompts#7"] });
    expect(authorise(access, asking(`Bearer ${TOKEN}`), "Acme/Prompts")).toMatchObject({
      kind: "authorised",
      reach: { environments: null },
      key: { name: "ci", role: "read" },
      repositoryId: null,
    });
    expect(authorise(access, asking(`bearer ${OTHER}`), "acme/prompts")).toMatchObject({
      kind: "authorised",
      reach: { environments: new Set(["staging"]) },
      key: { name: "bound", role: "operate" },
      repositoryId: 7,
    });
  });

  test("a key for all repositories is for any, with whatever id", () => {
    const access = accessOf({ ...key, repositories: "all" });
    expect(authorise(access, asking(`Bearer ${TOKEN}`), "acme/other")).toMatchObject({ repositoryId: null });
  });

  test("a token that is too short to be one lets nobody in, though its digest is right", () => {
    const access = accessOf({ ...key, sha256: sha256("nineteen-signs-long") });
    expect(authorise(access, asking("Bearer nineteen-signs-long"), "acme/prompts")).toMatchObject({
      code: "unauthorized",
    });
  });

  test.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    TOKEN,
    `Basic ${TOKEN}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    `Bearer ${key.sha256}`,
  ])("not %j", (authorization) => {
    expect(authorise(accessOf(key), asking(authorization), "acme/prompts")).toMatchObject({
      code: "unauthorized",
    });
  });

  test("a key's own machine is not needed, and without keys it is", () => {
    const ownMachine = { kind: "own_machine" } as const;
    expect(authorise(ownMachine, asking(undefined, "http://127.0.0.1:8080/"), "acme/prompts").kind).toBe(
      "authorised",
    );
    expect(authorise(ownMachine, asking(undefined, "http://[::1]:8080/"), "acme/prompts").kind).toBe(
      "authorised",
    );
    expect(authorise(ownMachine, asking(undefined, "http://evil.example/"), "acme/prompts")).toMatchObject({
      code: "foreign_host",
    });
  });
});

describe("where the server may listen", () => {
  test.each(["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"])("%s is the own machine", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  test.each(["0.0.0.0", "::", "", "localhost.example", "127.0.0.1.example", "10.0.0.1", "::ffff:127.0.0.1"])(
    "%j needs keys",
    (host) => {
      expect(mayListen(host, { kind: "own_machine" })).toBe(false);
      expect(mayListen(host, accessOf(key))).toBe(true);
    },
  );
});
