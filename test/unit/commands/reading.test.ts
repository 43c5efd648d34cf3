import { describe, expect, it } from "vitest";
import { handleComment } from "../../../src/commands/comment.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { statePath, versionPath } from "../../../src/releases/layout.ts";
import { oneFile, publishAll, type Scene, setScene } from "../../contract/releases/scene.ts";

let lastComment = 0;

function nothingHere(): never {
  throw new Error("Nothing is evaluated here");
}

/** What a comment of somebody is answered; undefined for silence. */
async function answerTo(
  scene: Scene,
  body: string,
  login = "ana",
  createdAt = scene.surroundings.now(),
): Promise<string | undefined> {
  const answers: string[] = [];
  lastComment += 1;
  await handleComment(
    {
      id: lastComment,
      body,
      url: "https://github.com/acme/prompts/issues/1#issuecomment-1",
      createdAt,
      author: { login, id: 7, isBot: false },
    },
    {
      branch: scene.home.open,
      branchName: "prompt-releases",
      controls: () => readControls(scene.sources),
      members: scene.members,
      sources: scene.sources,
      surroundings: scene.surroundings,
      evaluations: { pull: nothingHere, start: nothingHere },
      announcer: "app",
      redeliver: async () => ({ status: "unknown_event" }),
      openReviews: async () => [],
      repositoryUrl: "https://github.com/acme/prompts",
      answer: async (text) => void answers.push(text),
      react: async () => undefined,
      log: () => undefined,
    },
  );
  return answers[0];
}

describe("a comment that reads", () => {
  it("/status says what is live where, of one prompt and of all", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    await scene.operate({ verb: "rollback" });
    const all = await answerTo(scene, "/status");
    expect(all).toMatch(/^\| `support-triage` `production` \| ⏸️ held since .* by `ana`/m);
    expect(all).toMatch(
      /^\| `support-triage` \| `2026-03-12.2` in `staging` since .*`2026-03-12.1` in `production`/m,
    );
    expect(await answerTo(scene, "/status support-triage")).toContain(
      "⏸️ `production` is **held** after a rollback, since",
    );
  });

  it("/history tells the events, newest first, by id and by slug", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    const { slug } = await scene.state();
    for (const name of ["support-triage", slug]) {
      const answer = (await answerTo(scene, `/history ${name}`)) ?? "";
      expect(answer.indexOf("| [4](")).toBeLessThan(answer.indexOf("| [1]("));
      expect(answer).toContain("```mermaid");
    }
  });

  it("/diff shows two versions word by word: named ones, or what is live and what it replaced", async () => {
    const scene = setScene();
    await publishAll(scene, ["answer in JSON", "answer in prose", "answer in verse"]);
    expect(await answerTo(scene, "/diff support-triage")).toContain("`2026-03-12.2` → `2026-03-12.3`");
    const named = await answerTo(scene, "/diff support-triage 2026-03-12.1 2026-03-12.2");
    expect(named).toContain("- answer in [-JSON-]");
    expect(await answerTo(scene, "/diff support-triage 2026-03-12.9")).toContain(
      "has no version `2026-03-12.9`",
    );
  });

  it("names the prompt that was probably meant", async () => {
    const scene = setScene();
    await publishAll(scene, ["one"]);
    for (const verb of ["status", "history", "diff"]) {
      expect(await answerTo(scene, `/${verb} suport-triage`)).toContain("Did you mean `support-triage`?");
    }
  });

  it("guesses no environments where the config could never be read: the ledger's are told", async () => {
    const scene = setScene({ config: "environments: { blue: {}, green: {} }\n" });
    await publishAll(scene, ["one", "two"], "environments: { blue: {}, green: {} }\n");
    scene.sources.push(oneFile("two", "environments: [\n"));
    for (const verb of ["status", "history"]) {
      const answer = await answerTo(scene, `/${verb} support-triage`);
      expect(answer).toMatch(/`green`[\s\S]*`2026-03-12.2`/);
      expect(answer).not.toMatch(/production|no longer configured/);
    }
    expect(await answerTo(scene, "/status")).toContain("`2026-03-12.2` in `blue` and `green`");
    expect(await answerTo(scene, "/diff support-triage")).toContain("`2026-03-12.1` → `2026-03-12.2`");
  });

  it("is not answered to strangers, unless the config lets them read", async () => {
    const scene = setScene({
      config: "environments: { staging: {}, production: {} }\npermissions: { read: read }\n",
    });
    scene.members.people.set("guest", { role: "read", teams: [] });
    await publishAll(
      scene,
      ["one"],
      "environments: { staging: {}, production: {} }\npermissions: { read: read }\n",
    );
    expect(await answerTo(scene, "/status", "guest")).toContain("Live now");
    expect(await answerTo(scene, "/status", "nobody")).toBeUndefined();
  });
});

describe("/publish", () => {
  it("publishes what the default branch's head says of one prompt, once", async () => {
    const scene = setScene();
    scene.sources.push(oneFile("one"));
    expect(await answerTo(scene, "/publish support-triage because it was missed")).toContain("2026-03-12.1");
    const [event] = await scene.events();
    expect(event).toMatchObject({ reason: "it was missed", actor: { login: "ana", role: "maintain" } });
  });

  it("is refused without the permission, and when it is old", async () => {
    const scene = setScene();
    scene.members.people.set("intern", { role: "triage", teams: [] });
    expect(await answerTo(scene, "/publish support-triage", "intern")).toContain("not_permitted");
    const written = scene.surroundings.now();
    scene.wait(20);
    expect(await answerTo(scene, "/publish support-triage", "ana", written)).toContain("too_old");
    expect(await scene.events()).toEqual([]);
  });
});

describe("a damaged release branch", () => {
  it("is said to whoever commands, and nothing is changed", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    await scene.home.edit("prompt-releases", { files: { [statePath("support-triage")]: "{" } });
    for (const command of ["/rollback support-triage", "/history support-triage"]) {
      expect(await answerTo(scene, command)).toContain("The release branch is damaged");
    }
  });

  it("never makes a version live whose file is gone", async () => {
    const scene = setScene();
    await publishAll(scene, ["one", "two"]);
    await scene.home.edit("prompt-releases", {
      files: { [versionPath("support-triage", "2026-03-12.1")]: null },
    });
    expect(await answerTo(scene, "/rollback support-triage")).toContain("version_missing");
    expect((await scene.state()).environments.production?.pointer?.version).toBe("2026-03-12.2");
  });

  it("that was deleted is called by its name", async () => {
    expect(await answerTo(setScene(), "/rollback support-triage")).toContain(
      "no release branch `prompt-releases`",
    );
  });
});
