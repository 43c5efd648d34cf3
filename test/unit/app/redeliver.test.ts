import { expect, test } from "vitest";
import { redeliverFrom } from "../../../src/app/redeliver.ts";
import type { AnnouncedMessage } from "../../../src/domain/webhook/message.ts";
import { webhookMessages } from "../../../src/projections/webhook-messages.ts";
import { announcementsSince } from "../../../src/releases/announcements.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { versionPath } from "../../../src/releases/layout.ts";
import { parseGrants } from "../../../src/webhooks/grants.ts";
import { announceMessages } from "../../../src/webhooks/outbox/announce.ts";
import { DAY, dead, delivered, leaseAt, settleAt } from "../../contract/database/samples.ts";
import { ID, publishAll, setScene } from "../../contract/releases/scene.ts";
import { temporaryStore } from "../../support/temporary-store.ts";

const hook = (name: string, events = ["*"]) => ({
  url: `https://${name}.example.com/hooks/sesame`,
  secret: "POINTSMAN_WEBHOOK_A",
  events,
});
const WEBHOOKS = ["one", "two"].map((name) => hook(name));

/** A repository with a prompt that was rolled back, and a store that has nothing of it yet. */
async function scene() {
  const releases = setScene();
  await publishAll(releases, ["one", "two"]);
  await releases.operate({ verb: "rollback" });
  const store = await temporaryStore();
  const branch = releases.home.open("prompt-releases");
  const { head } = await branch.read([]);
  const repository = {
    id: 42,
    owner: "acme",
    repo: "prompts",
    url: "https://github.com/acme/prompts",
    branch: () => branch,
  };
  const messages: AnnouncedMessage[] = [];
  for await (const announcement of announcementsSince(branch, { since: null, until: head ?? "" })) {
    messages.push(...webhookMessages(announcement, repository));
  }
  const last = messages.at(-1);
  if (last === undefined) throw new Error("no event");
  let now = Date.parse("2026-03-15T09:00:00Z");
  const { config, ...read } = await readControls(releases.sources);
  const controlsWith = (webhooks: typeof WEBHOOKS) => ({
    ...read,
    config: { ...config, file: { ...config.file, webhooks } },
  });
  const targets = ["one", "two", "three"].map((name) => hook(name).url);
  const granted = parseGrants(JSON.stringify({ 42: { secrets: ["POINTSMAN_WEBHOOK_A"], targets } }));
  if (!granted.ok) throw new Error("set-up");
  const redeliver = redeliverFrom({
    repository,
    now: () => now,
    outbox: { ...store.outbox, wake: () => undefined },
    settings: { webhookGrants: granted.grants, secretOf: () => "a secret long enough to be one" },
  });
  return {
    store,
    outbox: store.outbox,
    /** Of the rollback. */
    message: last.message,
    releases,
    /** That everything up to a commit, the head where none is named, was announced. */
    remember: (commit = head) =>
      announceMessages(
        { repositoryId: 42, branch: "prompt-releases", webhooks: WEBHOOKS, messages: [], commit, now },
        store.outbox,
      ),
    now: () => now,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    announceIn: (repositoryId: number) =>
      announceMessages(
        { repositoryId, branch: "prompt-releases", webhooks: WEBHOOKS, messages: [last], commit: null, now },
        store.outbox,
      ),
    redeliver: ({ askedAt = now, eventId = last.message.id, webhooks = WEBHOOKS } = {}) =>
      redeliver({ eventId, askedAt: new Date(askedAt).toISOString(), controls: controlsWith(webhooks) }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

test("sends what arrived and what was given up again, and a repeat of the same request repeats nothing", async () => {
  await using here = await scene();
  await here.announceIn(42);
  const [one, two] = await leaseAt(here.outbox, here.now());
  if (!one || !two) throw new Error("not leased");
  await settleAt(here.outbox, here.now(), [one], delivered);
  await settleAt(here.outbox, here.now(), [two], dead);
  here.pass(DAY);
  const askedAt = here.now();
  const hosts = ["one.example.com", "two.example.com"];
  expect(await here.redeliver({ askedAt })).toEqual({
    status: "redelivered",
    endpoints: hosts.map((host) => ({ host, standing: { state: "on_its_way", isNew: false } })),
  });
  const again = await leaseAt(here.outbox, here.now());
  expect(again).toMatchObject([
    { id: one.id, attempt: 1, body: one.body },
    { id: two.id, attempt: 1, body: one.body },
  ]);
  here.pass(1);
  await settleAt(here.outbox, here.now(), again, delivered);
  expect(await here.redeliver({ askedAt })).toMatchObject({
    endpoints: [{ standing: { state: "delivered", status: 200 } }, { standing: { state: "delivered" } }],
  });
  expect(await leaseAt(here.outbox, here.now())).toEqual([]);
});

test("leaves another repository's deliveries alone, though the event has the same id there", async () => {
  await using here = await scene();
  await here.remember();
  await here.announceIn(7);
  const others = await leaseAt(here.outbox, here.now());
  await settleAt(here.outbox, here.now(), others, delivered);
  expect(await here.redeliver({ webhooks: [] })).toEqual({ status: "nobody_wants_it" });
  expect(await leaseAt(here.outbox, here.now())).toEqual([]);
});

test("makes what the store never had, or has no more, anew from the release branch", async () => {
  await using here = await scene();
  await here.remember();
  expect(await here.redeliver()).toMatchObject({ status: "redelivered" });
  const first = await leaseAt(here.outbox, here.now());
  expect(first).toHaveLength(2);
  const body = JSON.parse(first[0]?.body ?? "");
  const { commit: _, url: __, ...sent } = JSON.parse(Buffer.from(here.message.body).toString("utf8"));
  expect(body).toMatchObject(sent);
  await settleAt(here.outbox, here.now(), first, delivered);
  here.pass(60 * DAY);
  await here.outbox.prune({ finishedBefore: here.now() });
  expect(await here.redeliver()).toMatchObject({ status: "redelivered" });
  expect(await leaseAt(here.outbox, here.now())).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
});

test("says of an endpoint that is off that it is, and sends nothing there", async () => {
  await using here = await scene();
  await here.announceIn(42);
  const [one, two] = await leaseAt(here.outbox, here.now());
  if (!one || !two) throw new Error("not leased");
  const gone = { state: "disabled", code: "http_status", status: 410, endpointAtFault: true } as const;
  await settleAt(here.outbox, here.now(), [one], gone);
  await settleAt(here.outbox, here.now(), [two], delivered);
  here.pass(DAY);
  expect(await here.redeliver()).toMatchObject({
    endpoints: [{ standing: { state: "switched_off" } }, { standing: { state: "on_its_way" } }],
  });
  expect(await leaseAt(here.outbox, here.now())).toMatchObject([{ id: two.id }]);
});

test("knows no event that is not of this repository's branch", async () => {
  await using here = await scene();
  const eventId = `evt_${"0".repeat(24)}`;
  expect(await here.redeliver({ eventId })).toEqual({ status: "unknown_event" });
});

test("goes to the endpoints that a new event would go to, and says which: old, new, ungranted, left out", async () => {
  await using here = await scene();
  await here.announceIn(42);
  await settleAt(here.outbox, here.now(), await leaseAt(here.outbox, here.now()), delivered);
  here.pass(DAY);
  const webhooks = [hook("two"), hook("three"), hook("four"), hook("five", ["prompt.published"])];
  expect(await here.redeliver({ webhooks })).toEqual({
    status: "redelivered",
    endpoints: [
      { host: "one.example.com", standing: { state: "left_out" } },
      { host: "two.example.com", standing: { state: "on_its_way", isNew: false } },
      { host: "three.example.com", standing: { state: "on_its_way", isNew: true } },
      { host: "four.example.com", standing: { state: "not_granted", code: "target_not_granted" } },
    ],
  });
  const leased = await leaseAt(here.outbox, here.now());
  const hosts = leased.map(({ url }) => URL.parse(url)?.host);
  expect(hosts).toEqual(["two.example.com", "three.example.com", "four.example.com"]);
  for (const { attempt, body, eventId } of leased) {
    expect([attempt, eventId]).toEqual([1, here.message.id]);
    expect(body).toBe(Buffer.from(here.message.body).toString("utf8"));
  }
});

test("sends nothing where no webhook of the settings wants the event any more", async () => {
  await using here = await scene();
  await here.announceIn(42);
  await settleAt(here.outbox, here.now(), await leaseAt(here.outbox, here.now()), delivered);
  here.pass(DAY);
  expect(await here.redeliver({ webhooks: [hook("one", ["prompt.published"])] })).toEqual({
    status: "nobody_wants_it",
  });
  expect(await leaseAt(here.outbox, here.now())).toEqual([]);
});

test("reads the versions of an event where it was announced, whatever became of the branch since, and signs none without", async () => {
  await using here = await scene();
  const { digest, version } = JSON.parse(Buffer.from(here.message.body).toString("utf8"));
  expect(digest).toMatch(/^sha256:/);
  await here.remember();
  const files = { [versionPath(ID, version)]: null };
  await here.releases.home.edit("prompt-releases", { files, parents: [await here.releases.head()] });
  expect(await here.redeliver()).toMatchObject({ status: "redelivered" });
  const leased = await leaseAt(here.outbox, here.now());
  expect(leased.map(({ body }) => JSON.parse(body ?? "").digest)).toEqual([digest, digest]);
  await settleAt(here.outbox, here.now(), leased, delivered);
  here.pass(60 * DAY);
  await here.outbox.prune({ finishedBefore: here.now() });
  await here.remember(await here.releases.head());
  expect(await here.redeliver()).toEqual({ status: "unknown_event" });
});

test("signs nothing that lies behind what was announced, which may be a stranger's", async () => {
  await using here = await scene();
  expect(await here.redeliver(), "where nothing was announced").toEqual({ status: "unknown_event" });
  await here.remember();
  await here.releases.operate({ verb: "freeze" });
  const stranger = (await here.releases.events()).at(-1);
  expect(await here.redeliver({ eventId: stranger?.id ?? "" })).toEqual({ status: "unknown_event" });
  expect(await leaseAt(here.outbox, here.now())).toEqual([]);
  expect(await here.redeliver()).toMatchObject({ status: "redelivered" });
});
