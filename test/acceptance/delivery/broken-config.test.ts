import { expect, test } from "vitest";
import { z } from "zod";
import { releasedRepository } from "./scene.ts";

/** A server over a clone whose config breaks while it runs, or was broken before. */
const CONFIG = ".github/pointsman.yml";
const READABLE =
  "environments: {qa: {on_merge: publish}, production: {on_merge: publish}, live: {on_merge: hold}}\n";
const readiness = z.looseObject({ status: z.string(), config: z.looseObject({ state: z.string() }) });

test("a config that breaks or is deleted changes nothing for readers, and the log and /readyz say that it is broken", async () => {
  await using scene = await releasedRepository();
  await scene.repository.commit({ files: { [CONFIG]: READABLE } });
  await scene.publishText("One");
  await scene.operate("promote", { environment: "live" });
  await scene.publishText("Two");
  await using server = await scene.serve();
  const live = async () => (await fetch(`${server.base}/prompts/support-triage`)).json();
  const ready = async () => readiness.parse(await (await fetch(`${server.origin}/readyz`)).json());
  const before = await live();
  expect(before).toMatchObject({ environment: "live", messages: [{}, { content: "One" }] });
  expect((await ready()).config).toEqual({ state: "readable" });

  await scene.repository.commit({ files: { [CONFIG]: `${READABLE}oops: [\n` } });
  await expect.poll(ready, { timeout: 20_000 }).toMatchObject({
    status: "ready",
    config: { state: "broken", at: `${CONFIG}:3` },
  });
  expect(await live()).toEqual(before);
  expect(server.warnings.filter((line) => line.includes("is broken"))).toHaveLength(1);

  await scene.repository.commit({ files: { [CONFIG]: READABLE } });
  await expect.poll(ready, { timeout: 20_000 }).toMatchObject({ config: { state: "readable" } });

  await scene.repository.commit({ files: { [CONFIG]: null } });
  await expect.poll(ready, { timeout: 20_000 }).toMatchObject({ config: { state: "broken" } });
  expect(await live()).toEqual(before);
});

test("a server does not start on a config that it would have to guess", async () => {
  await using scene = await releasedRepository();
  await scene.publishText("One");
  await scene.repository.commit({ files: { [CONFIG]: "oops: [\n" } });
  await expect(scene.serve()).rejects.toThrow(
    /config on the default branch has errors.*pointsman\.yml:\d+:\d+: /s,
  );
});
