import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const LOG = fileURLToPath(new URL("../../../src/app/log.ts", import.meta.url));

/** What one line becomes on stderr. */
function logged(what: object, secrets: readonly string[] = []): string {
  const script = `const { createLog } = await import(${JSON.stringify(LOG)});
    createLog("info", ${JSON.stringify(secrets)}).info(${JSON.stringify(what)}, "said");`;
  const { stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  return stderr;
}

test("a line of the log is one JSON object on stderr, with a readable level and time", () => {
  const line = JSON.parse(logged({ delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958" }));
  expect(line).toMatchObject({
    level: "info",
    msg: "said",
    delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
  });
  expect(new Date(line.time).toISOString()).toBe(line.time);
});

test.each([
  ["an installation's token", "ghs_16C7e42F292c6912E7710c838347Ae178B4a"],
  ["a person's token", "github_pat_11ABCDEFG0abcdefghij_klmnopqrstuvwxyz"],
  ["the app's own token", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9.c2lnbmF0dXJl"],
  ["a header's token", "Bearer 0123456789abcdef0123"],
  ["a webhook's secret", "whsec_c3RhZ2UtcG9pbnRzbWFuLXdlYmhvb2s="],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"],
  ["a database's password", "postgres://pointsman:hunter2hunter2@db/pointsman"],
])("%s is struck out, wherever it stands", (_, secret) => {
  const line = logged({ deep: { down: [`before ${secret} after`] } });
  expect(line).toContain("[secret]");
  const middle = /MIIE\w+|hunter2\w+|[\w.=-]{16,}$/.exec(secret)?.[0] ?? secret;
  expect(line).not.toContain(middle);
  expect(JSON.parse(line).msg).toBe("said");
});

test("the operator's own secrets are struck out, whatever they look like", () => {
  const line = logged({ note: 'it is a "quoted" passphrase!' }, ['a "quoted" passphrase']);
  expect(JSON.parse(line).note).toBe("it is [secret]!");
});
