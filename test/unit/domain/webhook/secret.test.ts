import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { parseSecret } from "../../../../src/domain/webhook/secret.ts";

const bytes = (count: number) => Buffer.alloc(count, 7);
const standard = (count: number) => `whsec_${bytes(count).toString("base64")}`;

describe("parseSecret", () => {
  test("a whsec_ secret is its decoded bytes to Standard Webhooks and its whole text to X-Signature-256", () => {
    const parsed = parseSecret(standard(24));
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.secret.standardKey.export()).toEqual(bytes(24));
    expect(parsed.secret.plainKey.export()).toEqual(Buffer.from(standard(24)));
  });

  test("any other secret is its UTF-8 bytes to both", () => {
    const parsed = parseSecret("schlüssel-für-uns");
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.secret.standardKey.export()).toEqual(Buffer.from("schlüssel-für-uns", "utf8"));
    expect(parsed.secret.plainKey.export()).toEqual(Buffer.from("schlüssel-für-uns", "utf8"));
  });

  test.each([
    ["23 bytes behind whsec_", standard(23), "secret_weak"],
    ["nothing behind whsec_", "whsec_", "secret_weak"],
    ["15 plain bytes", "x".repeat(15), "secret_weak"],
    ["nothing at all", "", "secret_weak"],
    ["a line feed behind whsec_", `${standard(24)}\n`, "secret_malformed"],
    ["missing padding", standard(25).replace(/=+$/, ""), "secret_malformed"],
    ["URL-safe base64", `whsec_${Buffer.alloc(24, 255).toString("base64url")}`, "secret_malformed"],
    ["no base64", `whsec_${"!".repeat(40)}`, "secret_malformed"],
  ])("%s is refused as what it is", (_, configured, code) => {
    expect(parseSecret(configured)).toMatchObject({ ok: false, code });
  });

  test("16 plain bytes are enough, counted as bytes and not as characters", () => {
    expect(parseSecret("ü".repeat(8)).ok).toBe(true);
    expect(parseSecret("ü".repeat(7)).ok).toBe(false);
  });

  test("neither a refusal nor an accepted secret shows the value when printed", () => {
    const malformed = parseSecret("whsec_hunter2hunter2hunter2*");
    expect(JSON.stringify(malformed) + inspect(malformed)).not.toContain("hunter2");
    const accepted = parseSecret("hunter2hunter2hunter2");
    expect(JSON.stringify(accepted) + inspect(accepted, { depth: 9 })).not.toContain("hunter2");
  });
});
