import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { HARMLESS, TRIAGE_PATH, triageWith } from "../../support/proposals.ts";
import { eventsOf, liveVersion, verified, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, publishNow } from "../../support/releases-on-stage.ts";
import { type Stage, setStage } from "../../support/stage.ts";

/** The built Action on pushes to the default branch, and on the tasks of a person or a schedule. */
let stage: Stage;

beforeAll(async () => {
  stage = await setStage();
  await publishNow(stage);
});

afterAll(() => stage[Symbol.asyncDispose]());

const publishedSchema = z.array(
  z.strictObject({
    prompt_id: z.string(),
    version: z.string(),
    digest: z.string().startsWith("sha256:"),
    environments: z.array(z.string()),
    commit: z.string(),
  }),
);

async function mergedChange(files: Readonly<Record<string, string>>): Promise<number> {
  const { repository } = stage;
  const branch = `change-${(await repository.log()).length}`;
  await repository.commit({ branch, files });
  const { number } = await repository.openPullRequest({ head: branch });
  await repository.merge(number);
  return number;
}

const publicationComments = async (number: number) =>
  (await stage.repository.comments(number)).filter(({ body }) =>
    body.startsWith("<!-- pointsman:published:"),
  );

describe("a push to the default branch", () => {
  it("publishes, says so on the merged pull request, and hands the versions to later steps", async () => {
    const { repository } = stage;
    const number = await mergedChange(await triageWith(stage, HARMLESS));
    const { outputs } = await publishNow(stage);
    const version = await liveVersion(repository, "support-triage");
    expect(publishedSchema.parse(JSON.parse(outputs.published ?? ""))).toEqual([
      expect.objectContaining({
        ...{ prompt_id: "support-triage", version, environments: ["staging", "production"] },
        commit: await repository.ref("prompt-releases"),
      }),
    ]);
    const [comment, ...others] = await publicationComments(number);
    expect(others).toEqual([]);
    for (const word of [version, "staging", "production", "/rollback support-triage"]) {
      expect(comment?.body).toContain(word);
    }
    expect(outputs["comment-url"]).toContain(String(comment?.id));
    const document = await repository.file(
      `prompts/support-triage/versions/${version}.json`,
      "prompt-releases",
    );
    expect(JSON.parse(document ?? "")).toMatchObject({ pull_request: number, source: { path: TRIAGE_PATH } });
  });

  it("publishes nothing new when it is run again, nor by a schedule or a person afterwards", async () => {
    const { events, ref } = stage.repository;
    const head = await ref("prompt-releases");
    for (const event of [await events.push(), await events.schedule(), await events.workflowDispatch()]) {
      const run = await stage.act(event, { runAttempt: 2 });
      expect(run.exitCode).toBe(0);
      expect(run.outputs.published).toBe("[]");
    }
    expect(await ref("prompt-releases")).toBe(head);
  });

  it("publishes nothing where only test cases changed", async () => {
    const head = await stage.repository.ref("prompt-releases");
    await mergedChange(await triageWith(stage, ["name: locked out", "name: locked out since Monday"]));
    expect((await publishNow(stage)).outputs.published).toBe("[]");
    expect(await stage.repository.ref("prompt-releases")).toBe(head);
  });

  it("publishes what can be used and fails for what cannot, with the line", async () => {
    const { repository } = stage;
    await mergedChange({
      "prompts/broken.prompt.yml": "name: Broken\nmessages:\n  - role: user\n    content: '{{> nowhere}}'\n",
      [plainPath("fine")]: plainPrompt("Fine"),
    });
    const run = await stage.act(await repository.events.push());
    expect(run.exitCode).toBe(1);
    expect(run.annotations.map(({ file, line }) => `${file}:${line}`)).toContain(
      "prompts/broken.prompt.yml:4",
    );
    expect(await versionIds(repository, "fine")).toHaveLength(1);
    expect(await repository.paths("prompt-releases", "prompts/broken")).toEqual([]);
    await mergedChange({ "prompts/broken.prompt.yml": plainPrompt("Mended") });
    await publishNow(stage);
    expect(await versionIds(repository, "broken")).toHaveLength(1);
  });

  it("publishes nothing while the config is broken, since what it holds back is not known", async () => {
    const { repository } = stage;
    const good = (await repository.file(".github/pointsman.yml")) ?? "";
    const broken = good.replace("production: { on_merge: publish }", "production: { on_merge: hodl }");
    const before = await eventsOf(repository, "fine");
    await mergedChange({ ".github/pointsman.yml": broken, [plainPath("fine")]: plainPrompt("Finer") });
    const run = await stage.act(await repository.events.push());
    expect(run.exitCode).toBe(1);
    expect(run.summary).toContain("on_merge");
    expect(await eventsOf(repository, "fine")).toEqual(before);
    await mergedChange({ ".github/pointsman.yml": good });
    await publishNow(stage);
    expect(await versionIds(repository, "fine")).toHaveLength(2);
  });
});

describe("the adoption of 40 prompts", () => {
  it("makes consecutive commits of at most 100 files, each complete for its prompts", async () => {
    const { repository } = stage;
    const ids = Array.from({ length: 40 }, (_, index) => `adopted-${index + 1}`);
    const before = (await repository.log("prompt-releases")).length;
    await mergedChange(Object.fromEntries(ids.map((id) => [plainPath(id), plainPrompt(`Text of ${id}`)])));
    const { outputs } = await publishNow(stage);
    const published = publishedSchema.parse(JSON.parse(outputs.published ?? ""));
    expect(published.map(({ prompt_id }) => prompt_id).toSorted()).toEqual(ids.toSorted());
    const log = await repository.log("prompt-releases");
    const made = log.slice(0, log.length - before);
    expect(made.length).toBeGreaterThan(1);
    for (const { oid, parents } of made) {
      const [now, then] = [await filesAt(oid), await filesAt(parents[0] ?? "")];
      const changed = [...now].filter(([path, text]) => then.get(path) !== text).map(([path]) => path);
      expect(changed.length).toBeLessThanOrEqual(100);
      const states = changed.filter((path) => path.endsWith("state.json")).map((path) => path.split("/")[1]);
      const versions = changed
        .filter((path) => path.includes("/versions/"))
        .map((path) => path.split("/")[1]);
      expect(versions).toEqual(states);
    }
    expect((await verified(repository)).findings).toEqual([]);
  });

  async function filesAt(commit: string): Promise<Map<string, string | undefined>> {
    const paths = (await stage.repository.paths(commit)).filter(
      (path) => path.includes("adopted-") || !path.startsWith("prompts/"),
    );
    const entries = paths.map(async (path) => [path, await stage.repository.file(path, commit)] as const);
    return new Map(await Promise.all(entries));
  }
});

describe("the task verify", () => {
  it("finds the branch whole, and fails where somebody edited it by hand", async () => {
    const { repository } = stage;
    const event = await repository.events.workflowDispatch();
    const whole = await stage.act(event, { task: "verify" });
    expect(whole.exitCode, whole.stdout).toBe(0);
    expect(whole.stdout).toContain("Whole at");
    const path = (await repository.paths("prompt-releases", "prompts/fine/versions"))[0] ?? "";
    const text = (await repository.file(path, "prompt-releases")) ?? "";
    await repository.commit({ branch: "prompt-releases", files: { [path]: text.replace("Fine", "Evil") } });
    const edited = await stage.act(event, { task: "verify" });
    expect(edited.exitCode).toBe(1);
    expect(edited.stdout).toContain(path);
  });
});
