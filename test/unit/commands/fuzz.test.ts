import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { handleComment } from "../../../src/commands/comment.ts";
import { parseComment } from "../../../src/domain/command/parse.ts";
import { eventSchema, type LedgerEvent } from "../../../src/domain/ledger/event.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { parseBranchPath } from "../../../src/releases/layout.ts";
import type { ReleaseBranch } from "../../../src/releases/ports.ts";
import { ID, publishAll, type Scene, setScene } from "../../contract/releases/scene.ts";
import { renderHtml } from "../reports/rendered.ts";
import { ALIKE, command, comment, EVENT_ID, OLD, prefix, SHA } from "./fuzz/comments.ts";
import { meantBy } from "./fuzz/reference.ts";

/**
 * Comments of people who may do everything. The oracle is a second reader (`fuzz/reference.ts`) that says what a person means:
 * nothing may run that it does not recognise, and what runs must be what it recognises, word for word.
 */

/** What a comment set off: events that would have been appended, evaluations, webhooks. */
interface Acts {
  readonly events: LedgerEvent[];
  readonly others: string[];
}

async function actsOf(scene: Scene, body: string): Promise<Acts> {
  const acts: Acts = { events: [], others: [] };
  const open = (name: string): ReleaseBranch => {
    const branch = scene.home.open(name);
    return {
      ...branch,
      append: async ({ created, expectedHead }) => {
        for (const [path, text] of created) {
          if (parseBranchPath(path)?.kind === "event") acts.events.push(eventSchema.parse(JSON.parse(text)));
        }
        return { status: "committed", head: expectedHead ?? "" };
      },
    };
  };
  await handleComment(
    {
      id: 1,
      body,
      url: "https://github.com/acme/prompts/issues/1#issuecomment-1",
      createdAt: scene.surroundings.now(),
      author: { login: "ana", id: 7, isBot: false },
    },
    {
      branch: open,
      branchName: "prompt-releases",
      controls: () => readControls(scene.sources),
      members: scene.members,
      sources: scene.sources,
      surroundings: scene.surroundings,
      evaluations: {
        pull: async () => ({ number: 1, isOpen: true, headSha: SHA, baseBranch: "main" }),
        start: async ({ sha }) => {
          acts.others.push(`evaluate ${sha}`);
          return { status: "started", runUrl: null };
        },
      },
      announcer: "app",
      openReviews: async () => [],
      redeliver: async ({ eventId }) => {
        acts.others.push(`redeliver ${eventId}`);
        return { status: "unknown_event" };
      },
      repositoryUrl: "https://github.com/acme/prompts",
      answer: async () => undefined,
      react: async () => undefined,
      log: () => undefined,
    },
  );
  return acts;
}

/** Three versions are published, and nothing that is asked for ever changes that. */
async function listening(): Promise<(body: string) => Promise<Acts>> {
  const scene = setScene();
  await publishAll(scene, ["one", "two", "three"]);
  scene.members.people.set("ana", { role: "admin", teams: [] });
  return (body) => actsOf(scene, body);
}

const TYPES: Readonly<Record<string, LedgerEvent["type"]>> = {
  rollback: "prompt.rolled_back",
  promote: "prompt.promoted",
  archive: "prompt.archived",
  freeze: "prompt.frozen",
};

/** The verbs that the reference knows: those that change what is served. */
const ACTING = new Set(["rollback", "promote", "freeze", "unfreeze", "archive", "restore", "publish"]);

/** What our parser makes of a comment, in the reference's words. */
function readBy(body: string): ReturnType<typeof meantBy> {
  const parsed = parseComment(body);
  if (parsed.kind !== "command" || !ACTING.has(parsed.command.verb)) return null;
  const { environment, from, prompt, verb, versions } = parsed.command;
  return { verb, prompt: prompt ?? "", version: versions[0] ?? null, from, environment };
}

/** A first line whose words are one space apart. */
function plainLine(body: string): string {
  const [line = ""] = body.split(/[\r\n\u2028\u2029]/);
  return line.replace(/[\t\p{Zs}]+/gu, " ").trim();
}

/** The first thing that GitHub would show of a comment, and the element that it stands in. */
function shownFirst(body: string): { readonly element: string; readonly text: string } {
  const html = renderHtml(body.slice(0, 2_000));
  const [, element = ""] = /^<([a-z0-9]+)/.exec(html) ?? [];
  return { element, text: html.replace(/<[^>]*>/g, "").trimStart() };
}

describe("a comment of somebody who may do everything", () => {
  test("that is a command as it should be runs, so that the rest of this proves something", async () => {
    const acts = await listening();
    expect((await acts(`/rollback ${ID} to ${OLD}`)).events).toMatchObject([
      { type: "prompt.rolled_back", environment: "production", version: OLD },
    ]);
    expect((await acts(`/evaluate ${SHA}`)).others).toEqual([`evaluate ${SHA}`]);
    expect((await acts(`/redeliver ${EVENT_ID}`)).others).toEqual([`redeliver ${EVENT_ID}`]);
  });

  test("is read as a person means it, neither more nor less", () => {
    let meant = 0;
    fc.assert(
      fc.property(comment, (body) => {
        const expected = meantBy(body);
        if (expected !== null) meant += 1;
        expect(readBy(body)).toEqual(expected);
      }),
      { numRuns: 10_000 },
    );
    expect(meant).toBeGreaterThan(1_000);
  });

  test("is read so only where GitHub shows it as plain text above everything else", () => {
    fc.assert(
      fc.property(comment, (body) => {
        const meant = meantBy(body);
        if (meant === null) return;
        const { element, text } = shownFirst(body);
        expect(["p", "h1", "h2", "table"]).toContain(element);
        expect(text.toLowerCase().startsWith(`/${meant.verb}`)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("runs nothing but what its first line says, whatever was done to it", async () => {
    const acts = await listening();
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(comment, async (body) => {
        const { events, others } = await acts(body);
        if (events.length + others.length === 0) return;
        ran += 1;
        expect(events.length + others.length).toBe(1);
        for (const other of others) expect(plainLine(body)).toMatch(new RegExp(`^/${other}$`, "i"));
        const meant = meantBy(body);
        for (const { environment, prompt_id, type, version } of events) {
          expect(type).toBe(TYPES[meant?.verb ?? ""]);
          expect(prompt_id).toBe(meant?.prompt);
          if (type !== "prompt.archived") expect(environment).toBe(meant?.environment ?? "production");
          if (meant?.version !== null) expect(version).toBe(meant?.version);
        }
      }),
      { numRuns: 500 },
    );
    expect(ran).toBeGreaterThan(20);
  });

  test("runs nothing where it is quoted, fenced, indented or behind anything at all", async () => {
    const acts = await listening();
    await fc.assert(
      fc.asyncProperty(command, prefix, async (text, before) => {
        expect(await acts(before + text)).toEqual({ events: [], others: [] });
      }),
      { numRuns: 400 },
    );
  });

  test("runs nothing where one character of its first word only looks like ours", async () => {
    const acts = await listening();
    await fc.assert(
      fc.asyncProperty(command, fc.nat(), async (text, at) => {
        const verb = text.split(" ")[0] ?? "";
        const places = [...verb].flatMap((character, place) =>
          ALIKE[character] === undefined ? [] : [place],
        );
        const place = places[at % places.length] ?? 0;
        const forged = text.slice(0, place) + ALIKE[text[place] ?? ""] + text.slice(place + 1);
        expect(await acts(forged)).toEqual({ events: [], others: [] });
      }),
      { numRuns: 200 },
    );
  });
});
