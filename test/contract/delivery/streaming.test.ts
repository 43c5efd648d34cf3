import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../support/event-stream.ts";
import { type ApiHome, appHome, cloneHome, type KeyName, tokenOf } from "./homes.ts";

describe.each([
  ["a clone", cloneHome],
  ["the app on GitHub", appHome],
])("the stream of changes, from %s", (_, open) => {
  let home: ApiHome;
  beforeAll(async () => {
    home = await open();
  });
  afterAll(() => home[Symbol.asyncDispose]());

  const stream = (key: KeyName, since?: string) =>
    listen(`${home.base}/stream`, {
      authorization: `Bearer ${tokenOf(key)}`,
      ...(since === undefined ? {} : { "last-event-id": since }),
    });
  const idOf = (message: string) => /^id: (\w+)/m.exec(message)?.[1] ?? "";

  test("tells of a rollback that was asked for over HTTP, and of what was missed to whoever comes back", async () => {
    const first = await stream("reader");
    const ready = await first.until("event: ready");
    const { status } = await fetch(`${home.base}/prompts/support-triage/rollback`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${tokenOf("operator")}`,
        "content-type": "application/json",
        "idempotency-key": "1",
      },
      body: "{}",
    });
    expect(status).toBe(200);
    const told = await first.until("event: prompt.rolled_back");
    expect(JSON.parse(told.split("data: ")[1] ?? "")).toMatchObject({
      repository: "acme/prompts",
      environment: "production",
      actor: "api:operator",
      digest: expect.stringMatching(/^sha256:/),
      sequence: expect.any(Number),
    });
    await first.close();
    const back = await stream("reader", idOf(ready));
    expect(await back.until("event: ")).toBe(told);
    await back.close();
    const stranger = await stream("reader", "0".repeat(40));
    expect(await stranger.until("event: ")).toContain("event: reset");
    await stranger.close();
  });

  test("tells of what happened elsewhere, and a key for one environment nothing of the others", async () => {
    const [all, staging] = await Promise.all([stream("reader"), stream("staging")]);
    await Promise.all([all.until("event: ready"), staging.until("event: ready")]);
    await home.publishText("Version 3: {{ticket}}");
    await all.until("event: prompt.published");
    const told = await staging.until("event: prompt.");
    expect(told).toContain('"environment":"staging"');
    await Promise.all([all.close(), staging.close()]);
  });
});
