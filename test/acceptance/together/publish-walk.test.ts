import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { publishHere, type RunHere } from "../../support/action-here.ts";
import { historyOf, redeliverFailed } from "../../support/commands.ts";
import type { FaultAction } from "../../support/github/faults.ts";
import { eventsOf, liveVersion, verified, versionIds } from "../../support/releases.ts";
import { plainPath, plainPrompt } from "../../support/releases-on-stage.ts";
import { PROMPT, PROMPT_PATH, promptText, type WalkScene, walkScene } from "./scene.ts";

/**
 * Walks over every request of a publish run and of its announcement by the app, and fails each of them once. Both run in
 * this process so that no wait is waited for; `built-walks.test.ts` does some on the built files.
 */
let scene: WalkScene;

beforeEach(async () => {
  scene = await walkScene();
  await mergeText("One version more, so that there is a history issue");
  await publishHere(scene.github, scene.repository);
  await scene.github.idle();
});

afterEach(() => scene[Symbol.asyncDispose]());

const FAULTS: readonly (readonly [string, FaultAction])[] = [
  ["with a 502 before it took effect", { when: "before", status: 502 }],
  ["with a 502 after it took effect", { when: "after", status: 502 }],
];

describe("a publish run", () => {
  it.each(FAULTS)(
    "makes one version, one event an environment and one comment, whichever request fails %s",
    async (_, fault) => {
      let walked = 0;
      for (let n = 1; await publishFailing(n, fault, "only"); n += 1) walked = n;
      expect(walked).toBeGreaterThan(15);
      expect((await verified(scene.repository)).findings).toEqual([]);
    },
  );

  it("makes no more when everything fails from any request on and the job is run again", async () => {
    let walked = 0;
    const fault = { when: "after", status: 502 } as const;
    for (let n = 1; await publishFailing(n, fault, "and all after"); n += 1) walked = n;
    expect(walked).toBeGreaterThan(15);
    expect((await verified(scene.repository)).findings).toEqual([]);
  });
});

it("tells on the pull request what was published before GitHub stopped it, and what the next run did", async () => {
  const { github, repository } = scene;
  const ids = Array.from({ length: 40 }, (_, index) => `adopted-${index + 1}`);
  const files = Object.fromEntries(ids.map((id) => [plainPath(id), plainPrompt(`Text of ${id}`)]));
  const pull = await mergeFiles(files);
  let commits = 0;
  const isAppend = (body: string) => body.includes("createCommitOnBranch");
  const mend = github.faults.add({ match: ({ body }) => isAppend(body) && ++commits > 1 });
  const cut = await publishHere(github, repository);
  mend();
  const first = publishedIds(cut);
  expect(first.length).toBeGreaterThan(0);
  expect(cut.failures).toEqual([expect.stringContaining("Publishing was cut short")]);
  const rest = publishedIds(await publishHere(github, repository));
  expect([...first, ...rest].toSorted()).toEqual(ids.toSorted());
  const told = await publicationComments(pull);
  expect(told.map((body) => ids.filter((id) => body.includes(`\`${id}\``)))).toEqual([
    first.toSorted(byPlace(ids)),
    rest.toSorted(byPlace(ids)),
  ]);
  expect(told.map((body) => body.includes("Publishing was cut short"))).toEqual([true, false]);
});

function byPlace(ids: readonly string[]) {
  return (a: string, b: string) => ids.indexOf(a) - ids.indexOf(b);
}

function publishedIds({ outputs }: RunHere): readonly string[] {
  const schema = z.array(z.object({ prompt_id: z.string() }));
  return schema.parse(JSON.parse(outputs.published ?? "")).map(({ prompt_id: id }) => id);
}

async function publicationComments(pull: number): Promise<readonly string[]> {
  const bodies = (await scene.repository.comments(pull)).map(({ body }) => body);
  return bodies.filter((body) => body.startsWith("<!-- pointsman:published:"));
}

type HowMany = "only" | "and all after";

let texts = 0;

/** Merges a pull request that changes the prompt; resolves with its number. */
function mergeText(text: string): Promise<number> {
  return mergeFiles({ [PROMPT_PATH]: promptText(text) });
}

async function mergeFiles(files: Readonly<Record<string, string>>): Promise<number> {
  const { repository } = scene;
  const branch = `change-${++texts}`;
  await repository.commit({ branch, files });
  const { number } = await repository.openPullRequest({ head: branch });
  await repository.merge(number);
  return number;
}

/** Fails the n-th request from the run's start on; false where there were not so many. */
async function publishFailing(n: number, fault: FaultAction, howMany: HowMany): Promise<boolean> {
  const { github, repository } = scene;
  const pull = await mergeText(`Walk ${texts}: {{ticket}}`);
  const eventsBefore = (await eventsOf(repository, PROMPT)).length;
  const versionsBefore = await versionIds(repository, PROMPT);
  const entriesBefore = await historyEntries();
  await scene.restart();
  const deliveries = github.deliveries.length;
  github.requests.length = 0;
  let seen = 0;
  const isTurn = () => (howMany === "only" ? seen === n : seen >= n);
  const mend = github.faults.add({ ...fault, match: () => ++seen > 0 && isTurn() });
  const run = await publishHere(github, repository);
  await github.idle();
  mend();
  const struck = github.requests[n - 1];
  if (run.failures.length > 0) await publishHere(github, repository);
  await redeliverFailed(scene, deliveries);
  const events = (await eventsOf(repository, PROMPT)).slice(eventsBefore);
  const versions = (await versionIds(repository, PROMPT)).filter((id) => !versionsBefore.includes(id));
  const comments = await publicationComments(pull);
  const found = {
    events: events.map(({ environment, type, version }) => `${type} ${environment} ${version}`),
    live: await liveVersion(repository, PROMPT),
    comments: comments.map((body) => body.includes(`/rollback ${PROMPT}`)),
    entries: (await historyEntries()) - entriesBefore,
  };
  const about = `request ${n}: ${JSON.stringify(struck)} ${JSON.stringify(run)}`;
  expect(versions, about).toHaveLength(1);
  expect(found, about).toEqual({
    events: ["staging", "production"].map((name) => `prompt.published ${name} ${versions[0]}`),
    live: versions[0],
    // The comment is a courtesy of the run that published: after an outage right then there may be none.
    comments: howMany === "only" || comments.length > 0 ? [true] : [],
    entries: 1,
  });
  return struck !== undefined;
}

async function historyEntries(): Promise<number> {
  return (await historyOf(scene, PROMPT))?.entries.length ?? 0;
}
