import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { INBOX_ATTEMPTS } from "../../../src/inbox/inbox-schedule.ts";
import { inboxWorker } from "../../../src/inbox/inbox-worker.ts";
import { runCli, runJson } from "../../support/cli.ts";
import { temporaryStore } from "../../support/temporary-store.ts";

const START = Date.parse("2026-03-15T09:00:00Z");
const GUID = "d2719e40-c6d8-11f0-8f6e-3a1b2c3d4e5f";
const COMMENT = {
  action: "created",
  repository: { id: 42, full_name: "acme/prompts" },
  comment: {
    html_url: "https://github.com/acme/prompts/issues/7#issuecomment-1",
    body: "/rollback support-triage\n\u001b[31mbroken",
    user: { login: "octocat" },
  },
};

let store: Awaited<ReturnType<typeof temporaryStore>>;
let isDown: boolean;
/** Deliveries that were worked on to their end. */
let handled: string[];

beforeEach(async () => {
  store = await temporaryStore();
  isDown = true;
  handled = [];
});
afterEach(() => store[Symbol.asyncDispose]());

const accept = (id: string, body: object = COMMENT) =>
  store.inbox.accept([
    {
      ...{ id, event: "issue_comment", body: JSON.stringify(body) },
      ...{ lane: "issue", repositoryId: null, receivedAt: START },
    },
  ]);

/** What the app beside it does: takes what is due at a time, and fails while GitHub is down. */
const workAt = (now: number) =>
  inboxWorker({
    store: store.inbox,
    handle: async ({ id }) => {
      if (isDown) throw new Error("GitHub answered 502");
      handled.push(id);
    },
    describe: String,
    instance: "the app",
    now: () => now,
    nap: (_, signal) => new Promise((done) => signal.addEventListener("abort", () => done())),
    random: () => 0,
    log: () => undefined,
    onError: (error) => expect.fail(String(error)),
  }).turn();

/** Works on it until it is parked. */
async function parked(id: string): Promise<void> {
  await accept(id);
  for (let attempt = 1; attempt <= INBOX_ATTEMPTS; attempt += 1) await workAt(START + attempt * 86_400_000);
}

const options = () => {
  const directory = dirname(store.file);
  return { directory, env: { POINTSMAN_DATA_DIR: directory } };
};
const inbox = (...words: readonly string[]) => runCli(["inbox", ...words], options());
const inboxJson = (...words: readonly string[]) => runJson(["inbox", ...words], options());

describe("a delivery that was parked", () => {
  test("is listed with its reason, shown with what it is about, and worked on when it is tried again", async () => {
    await parked(GUID);
    await workAt(Date.now());
    const { stdout } = await inbox("list");
    expect(stdout).toBe(
      `${GUID}
  issue_comment, dead after 11 tries, over 2026-03-26T09:00:00Z
  arrived 2026-03-15T09:00:00Z
  Error: GitHub answered 502
In all: 0 pending, 0 leased, 0 done, 1 dead.
`,
    );
    const shown = (await inbox("show", GUID)).stdout;
    expect(shown).toContain("\nrepository acme/prompts\n");
    expect(shown).toContain("\ncomment    https://github.com/acme/prompts/issues/7#issuecomment-1\n");
    expect(shown).toContain("\nby         octocat\nsays       /rollback support-triage\n");
    expect(shown, "what people wrote is shown, never sent to the terminal").not.toContain("\u001b");
    isDown = false;
    expect(await inbox("retry", GUID)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^1 delivery is worked on again/),
    });
    await workAt(Date.now() + 60_000);
    expect(handled).toEqual([GUID]);
    expect((await inbox("list")).stdout).toMatch(
      /^Nothing like that is in the inbox\.\nIn all: .* 1 done, 0 dead/,
    );
  });

  test("is tried again with all others, oldest first, by --all; what waits and what is done stay as they are", async () => {
    await parked("first");
    await parked("second");
    await accept("waits");
    await workAt(START);
    const { json } = await inboxJson("retry", "--all");
    expect(json).toMatchObject({ status: "done", retried: ["first", "second"] });
    const { deliveries } = (await inboxJson("list", "--state", "pending")).json as { deliveries: object[] };
    expect(deliveries).toMatchObject([
      { id: "waits", attempts: 1, due_at: "2026-03-15T09:00:02Z" },
      { id: "second", attempts: 0 },
      { id: "first", attempts: 0 },
    ]);
  });
});

describe("a parked delivery that is dropped", () => {
  test("is never worked on, and no longer counts as parked; what waits stays", async () => {
    await parked(GUID);
    await accept("waits");
    expect((await inboxJson("drop", GUID, GUID)).json).toMatchObject({ status: "done", dropped: [GUID] });
    const refused = await inboxJson("drop", GUID, "waits");
    expect(refused.exitCode).toBe(1);
    expect(refused.json).toMatchObject({ code: "not_parked", dropped: [], not_parked: [GUID, "waits"] });
    expect((await inbox("retry", GUID)).stdout).toContain(`Done or dropped already: ${GUID}.`);
    isDown = false;
    await workAt(Date.now() + 60_000);
    expect(handled).toEqual(["waits"]);
    expect((await inbox("list", "--state", "done")).stdout).toMatch(
      /In all: 0 pending, 0 leased, 2 done, 0 dead/,
    );
    const shown = (await inbox("show", GUID)).stdout;
    expect(shown).toContain("  dropped by the operator; before: Error: GitHub answered 502\n");
    expect(shown).toContain("\nsays       /rollback support-triage\n");
  });
});

describe("inbox answers", () => {
  test.each([
    [["retry"], 2, "Name deliveries"],
    [["retry", "--all", "a"], 2, "Name deliveries"],
    [["retry", "nobody"], 1, "There is no nobody in the inbox"],
    [["drop"], 2, "missing required argument"],
    [["drop", "nobody"], 1, "There is no nobody in the inbox"],
    [["show", "nobody"], 1, "There is no nobody in the inbox"],
    [["show", "../etc"], 2, "a delivery's id"],
    [["list", "--state", "lost"], 2, "one of pending, leased, done, dead"],
  ])("%j with %i", async (words, exitCode, text) => {
    const run = await inbox(...words);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(text);
  });

  test("what is done, or under way, with that", async () => {
    isDown = false;
    await accept("over");
    await workAt(START);
    expect((await inboxJson("retry", "over")).json).toMatchObject({ retried: [], done: ["over"] });
    expect((await inbox("show", "over")).stdout).toContain("Its text is gone");
  });
});
