import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../../src/app/settings.ts";

const PEM = "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----";
const GOOD = { APP_ID: "12", PRIVATE_KEY: PEM, WEBHOOK_SECRET: "sixteen letters." };

function settings(environment: Readonly<Record<string, string>>) {
  const read = readSettings(environment);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.settings;
}

function problems(environment: Readonly<Record<string, string>>): readonly string[] {
  const read = readSettings(environment);
  return read.ok ? [] : read.problems;
}

describe("the app's settings", () => {
  it("need an app, a key and a secret, and have defaults for the rest", () => {
    expect(settings(GOOD)).toMatchObject({
      ...{ appId: 12, privateKey: PEM, host: "127.0.0.1", port: 3000, logLevel: "info" },
      ...{ apiUrl: "https://api.github.com", serverUrl: "https://github.com" },
    });
    expect(problems({})).toHaveLength(3);
  });

  it.each([
    ["with line breaks written out", PEM.replaceAll("\n", "\\n")],
    ["in base64", Buffer.from(PEM).toString("base64")],
    ["with blanks around it", ` ${PEM}\n`],
  ])("take a private key %s", (_, PRIVATE_KEY) => {
    expect(settings({ ...GOOD, PRIVATE_KEY }).privateKey).toBe(PEM);
  });

  it.each(["", "development", "fifteen letters", " ".repeat(3)])(
    "refuse the secret “%s”",
    (WEBHOOK_SECRET) => {
      expect(problems({ ...GOOD, WEBHOOK_SECRET })).toHaveLength(1);
    },
  );

  it("keep the store in a folder beside, in the one that is named, or in PostgreSQL", () => {
    const file = (folder: string) => ({ kind: "sqlite", file: resolve(folder, "pointsman.db") });
    expect(settings(GOOD).store).toEqual(file("pointsman-data"));
    expect(settings({ ...GOOD, POINTSMAN_DATA_DIR: "/var/lib/p" }).store).toEqual(file("/var/lib/p"));
    const url = "postgres://db/p";
    const both = { ...GOOD, POINTSMAN_DATA_DIR: "/var/lib/p", POINTSMAN_DATABASE_URL: url };
    expect(settings(both).store).toEqual({ kind: "postgres", url });
    const empty = { ...GOOD, POINTSMAN_DATA_DIR: "", POINTSMAN_DATABASE_URL: "" };
    expect(settings(empty).store).toEqual(file("pointsman-data"));
  });

  it("have no keys to the HTTP API unless some are given, and refuse bad ones with all that is wrong beside", () => {
    expect(settings(GOOD).apiKeys).toEqual({ kind: "own_machine" });
    const POINTSMAN_API_KEYS = JSON.stringify([
      { name: "ci", sha256: "token-in-the-open", repositories: ["prompts"], role: "read" },
    ]);
    const found = problems({ ...GOOD, APP_ID: "x", POINTSMAN_API_KEYS });
    expect(found).toHaveLength(3);
    expect(found.join()).not.toContain("token-in-the-open");
  });

  it("refuse a lease of webhooks that could end before its attempt does", () => {
    expect(settings(GOOD).leases).toEqual({ inboxMs: 30_000, webhooksMs: 60_000 });
    const leases = { POINTSMAN_INBOX_LEASE_SECONDS: "2", POINTSMAN_WEBHOOK_LEASE_SECONDS: "30" };
    expect(settings({ ...GOOD, ...leases }).leases).toEqual({ inboxMs: 2_000, webhooksMs: 30_000 });
    expect(problems({ ...GOOD, POINTSMAN_WEBHOOK_LEASE_SECONDS: "29" })).toEqual([
      "POINTSMAN_WEBHOOK_LEASE_SECONDS must be a whole number of seconds from 30 to 600.",
    ]);
    expect(problems({ ...GOOD, POINTSMAN_INBOX_LEASE_SECONDS: "soon" })).toHaveLength(1);
  });

  it("hand out no variable but those that grants may name", () => {
    const { secretOf } = settings({ ...GOOD, POINTSMAN_WEBHOOK_SECRET: "granted" });
    expect(secretOf("POINTSMAN_WEBHOOK_SECRET")).toBe("granted");
    for (const name of ["WEBHOOK_SECRET", "PRIVATE_KEY", "PATH"]) expect(secretOf(name)).toBeUndefined();
  });
});
