import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { handleComment } from "../../../src/commands/comment.ts";
import { eventSchema, type LedgerEvent } from "../../../src/domain/ledger/event.ts";
import { readControls } from "../../../src/releases/controls.ts";
import { parseBranchPath } from "../../../src/releases/layout.ts";
import type { ReleaseBranch } from "../../../src/releases/ports.ts";
import { ID, publishAll, type Scene, setScene } from "../../contract/releases/scene.ts";

/** Comments of people who may do everything: nothing runs but what the first line says, read by another reader than ours. */

const OLD = "2026-03-12.1";
const LIVE = "2026-03-12.3";
const SHA = "a".repeat(40);
const EVENT_ID = `evt_${"0".repeat(24)}`;

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

/** What the first line asks for in so many words; null for no command that acts. */
interface Meant {
  readonly verb: string;
  readonly prompt: string;
  readonly version: string | null;
  readonly environment: string | null;
}

/** The simplest reader there can be: words between white space, up to `because`. */
function meantBy(body: string): Meant | null {
  const line = /^[^\n\r\u2028\u2029]*/.exec(body)?.[0] ?? "";
  const [opening = "", prompt = "", ...words] = line.trimEnd().split(/\s+/);
  const verb = opening.slice(1).toLowerCase();
  if (opening[0] !== "/" || !/^[a-z]+$/i.test(opening.slice(1)) || prompt === "") return null;
  const until = words.findIndex((word) => word.toLowerCase() === "because");
  const said = until < 0 ? words : words.slice(0, until);
  let [version, environment] = [null as string | null, null as string | null];
  while (said.length > 0) {
    const word = said.shift() ?? "";
    const key = word.toLowerCase();
    if (key === "in" || (key === "to" && verb === "promote")) environment = said.shift() ?? "";
    else if (key === "from") said.shift();
    else version = key === "to" ? (said.shift() ?? "") : word;
  }
  return { verb, prompt, version, environment };
}

const command = fc.constantFrom<string>(
  `/rollback ${ID}`,
  `/rollback ${ID} to ${OLD}`,
  `/rollback ${ID} ${OLD} from ${LIVE} in staging`,
  `/rollback ${ID} from ${LIVE} because it broke in production`,
  `/promote ${ID} ${OLD} to production`,
  `/promote ${ID} ${OLD} to staging because asked`,
  `/freeze ${ID} in staging`,
  `/archive ${ID}`,
  `/evaluate ${SHA}`,
  `/redeliver ${EVENT_ID}`,
);
const prefix = fc.constantFrom(
  ...["> ", ">", "```\n", "~~~\n", "    ", "\t", " ", "\n", "\r\n", "`", "- ", "1. ", "<!--", "\uFEFF"],
  ...["\u200B", "\u202E", "\u00A0", "\u0085", "/", "please ", "**", "@pointsman ", "\0"],
);
/** Letters and signs that look like ours, and what hides between letters. */
const ALIKE: Readonly<Record<string, string>> = {
  ...{
    a: "а",
    c: "с",
    e: "е",
    i: "і",
    o: "о",
    p: "р",
    s: "ѕ",
    "/": "⁄",
    "-": "‐",
    ".": "․",
    "1": "l",
    "0": "O",
  },
};
const space = fc.constantFrom(
  "  ",
  "\t",
  "\u00A0",
  "\u3000",
  "\v",
  "\f",
  "\n",
  "\r\n",
  "\r",
  "\u2028",
  "\u2029",
  "\u0085",
);
const quoted = fc.constantFrom(["“", "”"], ["'", "'"], ["`", "`"], ['"', '"'], ["<", ">"], ["[", "](x)"]);
const extra = fc.constantFrom(
  ...[
    " in staging",
    ` to ${OLD}`,
    " because",
    ` because roll back to ${OLD} in staging`,
    " --force",
    " -f",
    "; /archive",
  ],
  ...[
    ` && /archive ${ID}`,
    "\n/archive support-triage",
    `\r\n\r\n/promote ${ID} ${OLD} to production`,
    "\n```",
  ],
  ...[
    "\n> /freeze support-triage",
    "...",
    "?",
    "!",
    " please",
    " in production in staging",
    " from 2026-03-12.9",
    " IN staging",
  ],
);
const padding = fc.constantFrom(" ", "x", "because ", "\n", "> ", "/archive support-triage\n").map((unit) => {
  return unit.repeat(Math.floor(60_000 / unit.length));
});

type Mutation = (text: string) => string;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  prefix.map(
    (one): Mutation =>
      (text) =>
        one + text,
  ),
  fc.nat().map(
    (at): Mutation =>
      (text) => {
        const place = at % text.length;
        const character = text[place] ?? "";
        return text.slice(0, place) + (ALIKE[character] ?? `${character}\u200B`) + text.slice(place + 1);
      },
  ),
  fc.tuple(fc.nat(), space).map(
    ([at, one]): Mutation =>
      (text) => {
        const words = text.split(" ");
        const place = 1 + (at % Math.max(1, words.length - 1));
        return words.slice(0, place).join(" ") + one + words.slice(place).join(" ");
      },
  ),
  fc.tuple(fc.nat(), quoted).map(
    ([at, [open, close]]): Mutation =>
      (text) => {
        const words = text.split(" ");
        const place = at % words.length;
        return words.map((word, index) => (index === place ? `${open}${word}${close}` : word)).join(" ");
      },
  ),
  extra.map(
    (one): Mutation =>
      (text) =>
        text + one,
  ),
  fc.nat().map(
    (at): Mutation =>
      (text) =>
        text.slice(0, at % text.length) + text.slice((at % text.length) + 1),
  ),
  fc.constant((text: string) => text.toUpperCase()),
);

const comment = fc
  .tuple(command, fc.array(mutation, { maxLength: 3 }), fc.option(padding, { freq: 20 }))
  .map(
    ([text, mutations, more]) => mutations.reduce((changed, change) => change(changed), text) + (more ?? ""),
  );

describe("a comment of somebody who may do everything", () => {
  test("that is a command as it should be runs, so that the rest of this proves something", async () => {
    const acts = await listening();
    expect((await acts(`/rollback ${ID} to ${OLD}`)).events).toMatchObject([
      { type: "prompt.rolled_back", environment: "production", version: OLD },
    ]);
    expect((await acts(`/evaluate ${SHA}`)).others).toEqual([`evaluate ${SHA}`]);
    expect((await acts(`/redeliver ${EVENT_ID}`)).others).toEqual([`redeliver ${EVENT_ID}`]);
  });

  test("runs nothing but what its first line says, whatever was done to it", async () => {
    const acts = await listening();
    let ran = 0;
    await fc.assert(
      fc.asyncProperty(comment, async (body) => {
        const { events, others } = await acts(body);
        if (events.length + others.length === 0) return;
        ran += 1;
        const meant = meantBy(body);
        expect(events.length + others.length).toBe(1);
        for (const other of others) expect(other).toBe(`${meant?.verb} ${meant?.prompt}`);
        for (const event of events) {
          expect(event.type).toBe(TYPES[meant?.verb ?? ""]);
          expect(event.prompt_id).toBe(meant?.prompt);
          if (event.type !== "prompt.archived") {
            expect(event.environment).toBe(meant?.environment ?? "production");
          }
          if (meant?.version !== null) expect(event.version).toBe(meant?.version);
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
