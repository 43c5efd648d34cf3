import { afterEach, describe, expect, it } from "vitest";
import { historyOf, redeliverFailed, say } from "../../support/commands.ts";
import { liveVersion } from "../../support/releases.ts";
import { PROMPT, publishText, type WalkScene, walkScene } from "./scene.ts";

/** The app in this process: what people find in the issues after a rollback. */
let scene: WalkScene;
afterEach(() => scene[Symbol.asyncDispose]());

async function started(config = ""): Promise<WalkScene> {
  scene = await walkScene({ config, env: () => ({}) });
  await publishText(scene, "Version 2: {{ticket}}");
  return scene;
}

async function reviews() {
  const issues = await scene.repository.issues();
  return issues.filter(({ body }) =>
    String(body).startsWith(`<!-- pointsman:incident:${PROMPT}:production:`),
  );
}

const on = (text: string) => say(scene, { text, by: scene.oncall });

/** Names what is live, so that no publication a moment ago stands in the way. Gives what was live. */
async function rollBack(rest = "", because = ""): Promise<string> {
  const bad = (await liveVersion(scene.repository, PROMPT)) ?? "";
  await on(`/rollback ${PROMPT} ${rest} from ${bad} ${because}`);
  return bad;
}

describe("a rollback", () => {
  it("opens its review, which /status names until somebody closes it", async () => {
    await started();
    const bad = await rollBack("", "because it greets `@everyone`");
    const [review, ...others] = await reviews();
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      state: "open",
      title: `Review of a rollback: ${PROMPT} ${bad} in production`,
      labels: [{ name: "pointsman-incident" }],
    });
    expect(review?.body).toContain("testData:");
    const named = `| #${review?.number} | \`${PROMPT}\` \`${bad}\` in \`production\` |`;
    expect((await on("/status")).answers).toEqual([expect.stringContaining(named)]);
    expect((await on(`/status ${PROMPT}`)).answers).toEqual([expect.stringContaining(named)]);
  });

  it("that is taken back at once closes it", async () => {
    await started();
    const bad = await rollBack();
    await rollBack(`to ${bad}`);
    const [review, ...others] = await reviews();
    expect(others).toEqual([]);
    expect(review).toMatchObject({ state: "closed" });
    expect(await scene.repository.comments(Number(review?.number))).toHaveLength(1);
    expect((await on("/status")).answers).toEqual([expect.not.stringContaining("Open reviews")]);
  });

  it("opens none where the config wants none, and is in the history all the same", async () => {
    await started("incidents: { on_rollback: none }\n");
    await rollBack();
    expect(await reviews()).toEqual([]);
    expect((await historyOf(scene, PROMPT))?.entries).toHaveLength(2);
  });

  it.each(["before", "after"] as const)(
    "has one review and one entry, whichever write to an issue is lost %s it took effect, and those behind it",
    async (when) => {
      await started();
      for (let n = 1; n <= 6; n += 1) {
        const entries = (await historyOf(scene, PROMPT))?.entries.length ?? 0;
        let seen = 0;
        const mend = scene.github.faults.add({
          when,
          status: 502,
          match: ({ method, path }) => /\/issues(\/|$)/.test(path) && method !== "GET" && ++seen >= n,
        });
        await publishText(scene, `Text ${n} ${when}: {{ticket}}`).catch(() => undefined);
        mend();
        await redeliverFailed(scene);
        expect((await historyOf(scene, PROMPT))?.entries.length, `write ${n}`).toBe(entries + 1);
      }
      const before = (await reviews()).length;
      let seen = 0;
      const mend = scene.github.faults.add({
        when,
        status: 502,
        match: ({ body, method }) =>
          method === "POST" && body.includes("pointsman:incident:") && ++seen === 1,
      });
      await rollBack();
      mend();
      await redeliverFailed(scene);
      expect((await reviews()).length).toBe(before + 1);
    },
  );
});
