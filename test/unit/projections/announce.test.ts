import { describe, expect, test } from "vitest";
import { announcedHead, announceMissed, PATIENCE_DAYS } from "../../../src/projections/announce.ts";
import { markedBranch } from "../../../src/projections/mark.ts";
import type { AnnouncedMark, HistoryIssues, Webhooks } from "../../../src/projections/ports.ts";
import { OutsideError } from "../../../src/releases/ports.ts";
import { publishAll, setScene } from "../../contract/releases/scene.ts";
import { memoryMark, memoryWebhooks } from "../../support/announcing.ts";

const BRANCH = "prompt-releases";
const SOURCE = "5".repeat(40);
const noIssues: HistoryIssues = {
  parts: async () => [],
  open: async () => 1,
  rewrite: async () => undefined,
  end: async () => undefined,
  commentOnce: async () => undefined,
};

/** Three commits on the branch: two publications and a rollback, of five events. */
async function released() {
  const scene = setScene();
  await publishAll(scene, ["one", "two"]);
  await scene.operate({ verb: "rollback" });
  const branch = scene.home.open(BRANCH);
  const head = (await branch.read([])).head ?? "";
  const commits: { readonly id: string; readonly events: number }[] = [];
  for await (const { added, commit } of branch.log({ since: null, until: head })) {
    commits.push({ id: commit, events: added.filter((path) => path.includes("/events/")).length });
  }
  return { scene, branch, head, commits };
}

type World = Awaited<ReturnType<typeof released>>;

interface Run {
  readonly mark: AnnouncedMark;
  readonly webhooks: Webhooks;
  readonly issues?: HistoryIssues;
  /** Days since the events. */
  readonly days?: number;
}

function announce({ branch, scene }: World, { days = 0, issues = noIssues, mark, webhooks }: Run) {
  return announceMissed({
    branch,
    mark,
    webhooks,
    issues,
    incidents: null,
    repository: { owner: "acme", repo: "prompts", url: "https://github.com/acme/prompts" },
    repositoryUrl: "https://github.com/acme/prompts",
    environments: ["staging", "production"],
    releaseBranch: BRANCH,
    isSource: async (commit) => commit === SOURCE,
    now: () => new Date(Date.parse(scene.surroundings.now()) + days * 86_400_000).toISOString(),
  });
}

describe("what was not announced yet", () => {
  test("is announced from behind the mark, oldest first, and the mark moves to the head", async () => {
    const world = await released();
    const [first] = world.commits;
    const mark = memoryMark(first?.id ?? "");
    const webhooks = memoryWebhooks({ a: () => "accepted", b: () => "accepted" });
    const announced = await announce(world, { mark, webhooks });
    expect(announced).toMatchObject({ status: "announced", held: null, givenUp: [], failures: [] });
    const told = announced.status === "announced" ? announced.told.map(({ event }) => event.id) : [];
    expect(told).toHaveLength(world.commits.slice(1).reduce((sum, { events }) => sum + events, 0));
    expect(webhooks.taken("a")).toEqual(told);
    expect(webhooks.taken("b")).toEqual(told);
    expect(await mark.read()).toBe(world.head);
    await announce(world, { mark, webhooks });
    expect(webhooks.taken("a")).toEqual(told);
  });

  test("waits for a receiver that is down, which keeps nothing from the others and is caught up later", async () => {
    const world = await released();
    let isDown = true;
    const mark = memoryMark(SOURCE);
    const webhooks = memoryWebhooks({ fine: () => "accepted", down: () => (isDown ? "later" : "accepted") });
    expect(await announce(world, { mark, webhooks })).toMatchObject({ held: world.commits[0]?.id });
    expect(await mark.read()).toBe(SOURCE);
    const all = webhooks.taken("fine");
    expect(all).toHaveLength(world.commits.reduce((sum, { events }) => sum + events, 0));
    isDown = false;
    await announce(world, { mark, webhooks });
    expect(webhooks.taken("down")).toEqual([...new Set(all)]);
    expect(await mark.read()).toBe(world.head);
  });

  test("is given up after days, aloud, and at once where a receiver says never", async () => {
    const world = await released();
    const down = memoryWebhooks({ down: () => "later" });
    const mark = memoryMark(SOURCE);
    const early = await announce(world, { mark, webhooks: down, days: PATIENCE_DAYS - 0.1 });
    expect(early).toMatchObject({ held: world.commits[0]?.id, givenUp: [] });
    const late = await announce(world, { mark, webhooks: down, days: PATIENCE_DAYS + 0.1 });
    expect(late).toMatchObject({ held: null, givenUp: world.commits.map(({ id }) => id) });
    expect(await mark.read()).toBe(world.head);
    const gone = memoryMark(SOURCE);
    const never = await announce(world, { mark: gone, webhooks: memoryWebhooks({ gone: () => "never" }) });
    expect(never).toMatchObject({ held: null, givenUp: [] });
    expect(await gone.read()).toBe(world.head);
  });

  test("holds a commit whose history could not be written, and sends its webhooks all the same", async () => {
    const world = await released();
    const mark = memoryMark(world.commits[0]?.id ?? "");
    const webhooks = memoryWebhooks({ a: () => "accepted" });
    const issues = {
      ...noIssues,
      parts: () => Promise.reject(new OutsideError("find the issue", "502")),
    };
    const announced = await announce(world, { mark, webhooks, issues });
    expect(announced).toMatchObject({ held: world.commits[1]?.id });
    expect(webhooks.taken("a")).not.toEqual([]);
    expect(await mark.read()).toBe(world.commits[0]?.id);
  });

  test("is nothing of what stood there before anybody kept a mark", async () => {
    const world = await released();
    const mark = memoryMark(null);
    const webhooks = memoryWebhooks({ a: () => "accepted" });
    await announce(world, { mark, webhooks });
    expect(webhooks.taken("a")).toEqual([]);
    expect(await mark.read()).toBe(world.head);
  });

  test("goes on from where another run moved the mark meanwhile", async () => {
    const world = await released();
    let moved = false;
    const mark = memoryMark(SOURCE, async (inner) => {
      if (moved) return;
      moved = true;
      await inner.move(SOURCE, world.commits[1]?.id ?? "");
    });
    const webhooks = memoryWebhooks({ a: () => "accepted" });
    await announce(world, { mark, webhooks });
    expect(await mark.read()).toBe(world.head);
    const all = world.commits.reduce((sum, { events }) => sum + events, 0);
    expect(new Set(webhooks.taken("a")).size).toBe(all);
  });

  test("is not guessed where the branch was rewritten: that is told, and nothing moves", async () => {
    const world = await released();
    const lost = "e".repeat(40);
    const mark = memoryMark(lost);
    const webhooks = memoryWebhooks({ a: () => "accepted" });
    expect(await announce(world, { mark, webhooks })).toEqual({
      status: "rewritten",
      mark: lost,
      head: world.head,
    });
    expect(webhooks.taken("a")).toEqual([]);
    expect(await mark.read()).toBe(lost);
  });
});

describe("what may be told again", () => {
  const headOf = ({ branch }: World, mark: string | null) =>
    announcedHead({ branch, mark: memoryMark(mark), isSource: async (commit) => commit === SOURCE });

  test("goes up to the head, also where a receiver keeps the mark back, or it stands before the branch began", async () => {
    const world = await released();
    for (const mark of [world.head, world.commits[0]?.id ?? "", SOURCE]) {
      expect(await headOf(world, mark)).toBe(world.head);
    }
  });

  test("ends at the mark where the branch was rewritten, and is nothing where nothing was ever announced", async () => {
    const world = await released();
    const good = "e".repeat(40);
    expect(await headOf(world, good)).toBe(good);
    expect(await headOf(world, null)).toBeNull();
  });
});

describe("a marked branch", () => {
  const log = () => undefined;

  test("has its mark at the parent of the first commit before that is there", async () => {
    const { branch, head } = await released();
    const mark = memoryMark(null);
    const order: (string | null)[] = [];
    const watched = {
      ...branch,
      append: async () => {
        order.push(await mark.read());
        return { status: "conflict" } as const;
      },
    };
    const marked = markedBranch(watched, { mark, sourceCommit: SOURCE, log });
    const commit = { message: "A step", created: new Map(), replaced: new Map() };
    await marked.append({ ...commit, expectedHead: head });
    await marked.append({ ...commit, expectedHead: "f".repeat(40) });
    expect(order).toEqual([head, head]);
  });

  test("stands on the default branch while there is no release branch", async () => {
    const scene = setScene();
    const mark = memoryMark(null);
    const marked = markedBranch(scene.home.open(BRANCH), { mark, sourceCommit: SOURCE, log });
    await marked.append({ expectedHead: null, message: "A step", created: new Map(), replaced: new Map() });
    expect(await mark.read()).toBe(SOURCE);
  });

  test("stops no commit where the mark cannot be set, and says so", async () => {
    const { branch, head } = await released();
    const said: string[] = [];
    const fails = () => Promise.reject(new OutsideError("look for the mark", "502"));
    const marking = { mark: { read: fails, move: fails }, sourceCommit: SOURCE };
    const marked = markedBranch(branch, { ...marking, log: (message) => said.push(message) });
    const commit = { message: "A step", created: new Map([["slugs/x.json", "{}"]]), replaced: new Map() };
    expect(await marked.append({ ...commit, expectedHead: head })).toMatchObject({ status: "committed" });
    expect(said).toHaveLength(1);
  });
});
