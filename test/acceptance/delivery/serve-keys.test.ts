import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { problemOf } from "./answers.ts";
import { releasedRepository } from "./scene.ts";

/** The token of the key that is called so. */
const tokenOf = (key: string) => `${key}-token-of-some-length`;

describe("keys", () => {
  const keyOf = (token: string, more: object) => ({
    name: token,
    sha256: createHash("sha256").update(tokenOf(token)).digest("hex"),
    repositories: ["Acme/Prompts"],
    role: "read",
    ...more,
  });
  const variables = {
    POINTSMAN_API_KEYS: JSON.stringify([
      keyOf("all", { repositories: "all" }),
      keyOf("elsewhere", { repositories: ["acme/other"] }),
      keyOf("staging", { environments: ["staging"] }),
    ]),
  };

  test("a key reads what it is for and nothing else", async () => {
    await using scene = await releasedRepository();
    await scene.publishText("One");
    await scene.publishText("Two");
    await scene.operate("rollback", { environment: "staging" });
    await using server = await scene.serve({ variables });
    const ask = (path: string, token?: string) =>
      fetch(
        `${server.base}${path}`,
        token === undefined ? {} : { headers: { authorization: `Bearer ${tokenOf(token)}` } },
      );

    const none = await ask("/prompts");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="pointsman"']);
    await problemOf(none);
    expect((await ask("/prompts", "guessed")).status).toBe(401);
    expect((await problemOf(await ask("/prompts", "elsewhere"))).code).toBe("forbidden_repository");
    expect((await ask("/prompts/support-triage", "all")).status).toBe(200);

    expect((await problemOf(await ask("/prompts/support-triage", "staging"))).code).toBe(
      "forbidden_environment",
    );
    const bound = await ask("/prompts/support-triage?environment=staging", "staging");
    expect(await bound.json()).toMatchObject({ version: "2026-03-12.1" });
    const listed = z
      .object({ prompts: z.array(z.looseObject({ environments: z.record(z.string(), z.unknown()) })) })
      .parse(await (await ask("/prompts", "staging")).json());
    expect(listed.prompts.map(({ environments }) => Object.keys(environments))).toEqual([["staging"]]);
    expect(
      JSON.stringify(await (await ask("/prompts/support-triage/events", "staging")).json()),
    ).not.toContain('"environment":"production"');
  });

  test("a key for one environment sees the versions that were live there", async () => {
    await using scene = await releasedRepository();
    await scene.repository.commit({
      files: {
        ".github/pointsman.yml":
          "environments: {staging: {on_merge: hold}, production: {on_merge: publish}}\n",
      },
    });
    await scene.publishText("One");
    await scene.publishText("Two");
    await scene.operate("promote", { version: "2026-03-12.1", environment: "staging" });
    await using server = await scene.serve({ variables });
    const statusOf = async (version: string) => {
      const url = `${server.base}/prompts/support-triage/versions/${version}`;
      return (await fetch(url, { headers: { authorization: `Bearer ${tokenOf("staging")}` } })).status;
    };
    expect([await statusOf("2026-03-12.1"), await statusOf("2026-03-12.2")]).toEqual([200, 404]);
  });

  test("without keys nobody but the own machine may be listened to", async () => {
    await using scene = await releasedRepository();
    await expect(scene.serve({ input: { host: "0.0.0.0" } })).rejects.toThrow("keys_needed");
    await using server = await scene.serve({ input: { host: "0.0.0.0" }, variables });
    expect((await fetch(`${server.base}/prompts`.replace("0.0.0.0", "127.0.0.1"))).status).toBe(401);
  });

  test("keys that cannot be read are refused at the start and never repeated", async () => {
    await using scene = await releasedRepository();
    const secret = "plain-token-in-the-wrong-place";
    const broken = { POINTSMAN_API_KEYS: JSON.stringify([{ ...keyOf("x", {}), sha256: secret }]) };
    const failure = await scene.serve({ variables: broken }).catch(String);
    expect(failure).toContain("api_keys");
    expect(failure).not.toContain(secret);
  });
});
