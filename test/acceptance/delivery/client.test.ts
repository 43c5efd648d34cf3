import { expect, test } from "vitest";
import { createClient, PromptRefusedError, PromptUnavailableError } from "../../../src/client/index.ts";
import { releasedRepository } from "./scene.ts";

test("an application gets its prompt, hears of a rollback, and goes on when the server is gone", async () => {
  await using scene = await releasedRepository();
  await scene.publishText("Triage {{ticket}}");
  await scene.publishText("Please triage {{ticket}}");
  const server = await scene.serve();
  const client = createClient({ baseUrl: server.origin, repository: "acme/prompts", refreshSeconds: 0 });
  const heard: string[] = [];
  client.onChange(({ after }) => heard.push(after.version));

  const first = await client.compile("support-triage", { ticket: "#1" });
  expect(first).toMatchObject({
    ok: true,
    messages: [{ content: "Sound friendly." }, { content: "Please triage #1" }],
    prompt: { version: "2026-03-12.2", sequence: 6 },
  });
  await scene.operate("rollback");
  expect((await client.get("support-triage")).prompt).toMatchObject({ version: "2026-03-12.1", sequence: 7 });
  expect(heard).toEqual(["2026-03-12.1"]);

  await server.stop();
  const stale = await client.compile("support-triage", { ticket: "#2" });
  expect(stale).toMatchObject({
    ok: true,
    messages: [{ content: "Sound friendly." }, { content: "Triage #2" }],
    freshness: { status: "stale" },
  });
  await expect(client.get("farewell")).rejects.toThrow(PromptUnavailableError);
});

test("an application learns that a prompt is archived or was never released", async () => {
  await using scene = await releasedRepository();
  await scene.publishText("Triage {{ticket}}");
  await using server = await scene.serve();
  const client = createClient({ baseUrl: server.origin, repository: "acme/prompts", refreshSeconds: 0 });
  await client.get("support-triage");
  await scene.operate("archive");
  await expect(client.get("support-triage")).rejects.toMatchObject({ status: 410, code: "archived" });
  await expect(client.get("drafted")).rejects.toThrow(PromptRefusedError);
});
