import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { RunResult } from "../../support/github/runner.ts";
import { eventsOf, liveVersion, operatedInAClone, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt, readingTime } from "../../support/releases-on-stage.ts";
import { type HowToRun, STAGE_API_KEY, STAGE_SECRET, type Stage, setStage } from "../../support/stage.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** The built Action where the config says `announce: action`; the app is installed all the same and must stay silent. */

const WORKFLOW_ENV = {
  OPENAI_API_KEY: STAGE_API_KEY,
  POINTSMAN_WEBHOOK_SECRET: STAGE_SECRET,
  POINTSMAN_WEBHOOK_ALLOW_RANGES: "127.0.0.1",
};
const MARK = "refs/pointsman/announced";

/** A stage with two published texts of one prompt, all announced. */
async function released(announce = "action"): Promise<Stage> {
  const stage = await setStage({ config: `announce: ${announce}\n` });
  for (const text of ["first", "second"]) {
    await stage.repository.commit({ files: { [plainPath("plain")]: plainPrompt(text) } });
    await ran(stage.act(await stage.repository.events.push(), { env: WORKFLOW_ENV }));
  }
  await stage.github.idle();
  return stage;
}

async function ran(running: Promise<RunResult>): Promise<RunResult> {
  const run = await running;
  if (run.exitCode !== 0) throw new Error(`${run.stdout}${run.stderr}`);
  return run;
}

/** Somebody on call writes a comment; gives how to run the workflow that it starts. */
async function commented(stage: Stage, body: string, login = "on-call") {
  const { github, repository } = stage;
  const user = await github.user(login, { role: login === "stranger" ? "read" : "write", on: repository });
  const { number } = await repository.issue({ title: "Alarm" });
  await readingTime();
  const comment = await repository.comment(number, body, user);
  const event = await repository.events.issueComment(number, comment);
  return {
    comment,
    run: (how: HowToRun = {}) => stage.act(event, { env: WORKFLOW_ENV, ...how }),
    answers: async () => (await repository.comments(number)).filter(({ id }) => id !== comment.id),
  };
}

const idsOf = ({ receiver }: Stage) => receiver.deliveries.map(({ id }) => id);
const markOf = ({ repository }: Stage) => repository.ref(MARK);
const headOf = ({ repository }: Stage) => repository.ref("prompt-releases");

async function eventIds({ repository }: Stage): Promise<string[]> {
  const paths = (await repository.paths("prompt-releases")).filter((path) => path.includes("/events/"));
  const texts = await Promise.all(paths.map((path) => repository.file(path, "prompt-releases")));
  return texts.map((text) => JSON.parse(text ?? "{}").id);
}

describe("without an app that announces", () => {
  it("publishes and rolls back from a comment, with answer, webhooks and history, each once", async () => {
    await using stage = await released();
    const { receiver, repository } = stage;
    expect(idsOf(stage).toSorted()).toEqual((await eventIds(stage)).toSorted());
    const [first] = await versionIds(repository, "plain");
    const { answers, comment, run } = await commented(stage, "/rollback plain\nbroken JSON `$(id)`");
    await ran(run());
    expect(await liveVersion(repository, "plain")).toBe(first);
    const [answer, ...others] = await answers();
    expect(others).toEqual([]);
    expect(answer?.body).toContain(first);
    expect(answer?.body).toContain("📣 1 of 1 receiver confirmed.");
    expect((await repository.reactions(comment.id)).map(({ content }) => content)).toEqual(["+1"]);
    expect(idsOf(stage).toSorted()).toEqual((await eventIds(stage)).toSorted());
    for (const { verified } of receiver.deliveries)
      expect(verified).toEqual({ standard: true, byHand: true });
    expect(JSON.parse(receiver.deliveries.at(-1)?.body ?? "")).toMatchObject({
      event: "prompt.rolled_back",
      prompt_id: "plain",
      reason: "broken JSON `$(id)`",
      commit: await headOf(stage),
    });
    const issues = await repository.issues();
    const [history, ...more] = issues.filter(({ body }) =>
      String(body).startsWith("<!-- pointsman:history:plain"),
    );
    expect(more).toEqual([]);
    expect(await repository.comments(Number(history?.number))).toHaveLength(2);
    const reviews = issues.filter(({ body }) =>
      String(body).startsWith("<!-- pointsman:incident:plain:production:"),
    );
    expect(reviews).toMatchObject([{ state: "open", labels: [{ name: "pointsman-incident" }] }]);
    expect(await markOf(stage)).toBe(await headOf(stage));
  });

  it("takes up what a run that was killed behind its commit left: the same ids, once, and one answer", async () => {
    await using stage = await released();
    const before = idsOf(stage);
    const { answers, run } = await commented(stage, "/rollback plain because broken");
    const killed = new AbortController();
    const forget = stage.github.faults.add({
      match: ({ method, path }) => {
        if (method === "POST" && path.endsWith("/comments")) killed.abort();
        return killed.signal.aborted;
      },
      drop: true,
    });
    expect((await run({ signal: killed.signal })).exitCode).not.toBe(0);
    forget();
    expect(idsOf(stage)).toEqual(before);
    expect(await markOf(stage)).not.toBe(await headOf(stage));
    const scheduled = await ran(stage.act(await stage.repository.events.schedule(), { env: WORKFLOW_ENV }));
    expect(scheduled.stdout).toContain("Whole at");
    expect(await answers()).toMatchObject([
      { body: expect.stringMatching(/ended before it could answer[\s\S]*again[\s\S]*📣 1 of 1/) },
    ]);
    const all = await eventIds(stage);
    expect(idsOf(stage).slice(before.length)).toEqual(all.filter((id) => !before.includes(id)));
    expect(await markOf(stage)).toBe(await headOf(stage));
    const events = all.length;
    await ran(run({ runAttempt: 2 }));
    await ran(run({ runAttempt: 3 }));
    expect(await answers()).toHaveLength(1);
    expect(await eventIds(stage)).toHaveLength(events);
    expect(idsOf(stage)).toHaveLength(events);
  });

  it("announces what two runs at once did, and moves the mark behind both", async () => {
    await using stage = await released();
    const [freeze, status] = [
      await commented(stage, "/freeze plain in staging", "on-call"),
      await commented(stage, "/rollback plain", "second"),
    ];
    await Promise.all([ran(freeze.run()), ran(status.run())]);
    await ran(
      stage.act(await stage.repository.events.workflowDispatch(), { task: "announce", env: WORKFLOW_ENV }),
    );
    expect(new Set(idsOf(stage))).toEqual(new Set(await eventIds(stage)));
    expect(await markOf(stage)).toBe(await headOf(stage));
    for (const { answers } of [freeze, status]) expect(await answers()).toHaveLength(1);
  });

  it("sends an event again on /redeliver, from the last good head where the branch was rewritten since", async () => {
    await using stage = await released();
    const { repository } = stage;
    const redeliver = async (id = "") => {
      const before = idsOf(stage).length;
      const { answers, run } = await commented(stage, `/redeliver ${id}`);
      await run();
      return { answer: (await answers())[0]?.body ?? "", sent: idsOf(stage).slice(before) };
    };
    const last = (await eventIds(stage)).at(-1);
    expect(await redeliver(last)).toMatchObject({
      answer: expect.stringMatching(/The webhooks of `evt_\w+`[\s\S]*\| delivered \|/),
      sent: [last],
    });
    const mallory = await stage.github.user("mallory", { role: "write", on: repository });
    const good = await headOf(stage);
    const [, before] = await repository.log("prompt-releases");
    await repository.forcePush("prompt-releases", before?.oid ?? "", mallory);
    const files = await operatedInAClone(repository, "archive", "plain");
    await repository.commit({ branch: "prompt-releases", files, by: mallory });
    const forged = (await eventsOf(repository, "plain")).at(-1);
    expect(forged?.type).toBe("prompt.archived");
    expect(await redeliver(forged?.id)).toMatchObject({
      answer: expect.stringContaining("Nothing was sent"),
      sent: [],
    });
    expect(await redeliver(last), "its commit is on no branch any more").toMatchObject({ sent: [last] });
    expect(await markOf(stage)).toBe(good);
  });

  it("begins on a long branch with what the run itself did", async () => {
    await using stage = await released("app");
    const { receiver, repository } = stage;
    await receiver.arrived((await eventIds(stage)).length);
    const config = (await repository.file(".github/pointsman.yml")) ?? "";
    const before = idsOf(stage).length;
    await repository.commit({
      files: {
        ".github/pointsman.yml": config.replace("announce: app", "announce: action"),
        [plainPath("plain")]: plainPrompt("third"),
      },
    });
    await ran(stage.act(await repository.events.push(), { env: WORKFLOW_ENV }));
    await stage.github.idle();
    expect(idsOf(stage).slice(before)).toEqual(
      (await eventIds(stage)).filter((id) => !idsOf(stage).slice(0, before).includes(id)),
    );
  });

  it("says nothing to strangers, and gives nothing of a comment to a shell", async () => {
    await using stage = await released();
    using folder = temporaryFolder("shell");
    const place = folder.path;
    const evil = `/rollback plain because \`touch ${place}/a\`; touch ${place}/b $(touch ${place}/c)`;
    const stranger = await commented(stage, evil, "stranger");
    const ignored = await ran(stranger.run());
    expect(ignored.stdout).toContain("ignored (stranger)");
    expect(await stranger.answers()).toEqual([]);
    const edited = await commented(stage, "not a command");
    expect((await ran(edited.run())).stdout).toContain("Nothing to do");
    const oncall = await commented(stage, evil);
    await ran(oncall.run());
    expect(await oncall.answers()).toHaveLength(1);
    expect(await readdir(place)).toEqual([]);
  });
});

describe("where an app announces", () => {
  it("exits after one look at the config, and the app alone answers", async () => {
    await using stage = await released("app");
    const { answers, run } = await commented(stage, "/status plain");
    await stage.github.idle();
    const before = stage.github.requests.length;
    const { stdout } = await ran(run());
    expect(stdout).toContain("announce: app");
    expect(stage.github.requests.length - before).toBe(1);
    expect(await answers()).toHaveLength(1);
    expect(await markOf(stage)).toBeUndefined();
  });
});
