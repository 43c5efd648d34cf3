import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestForm } from "../../../../src/domain/command/nearest-form.ts";
import { parseComment } from "../../../../src/domain/command/parse.ts";

const KNOWN = {
  prompts: ["support-triage", "support-reply", "reply-draft", "qa", "why-because-of"],
  environments: ["development", "staging", "production"],
};

function meantBy(body: string): string | null {
  const parsed = parseComment(body);
  if (parsed.kind !== "malformed") throw new Error(`Not malformed: ${body}`);
  return nearestForm(parsed.typed, KNOWN);
}

describe("what a telephone makes of a command", () => {
  it.each<readonly [body: string, line: string | null]>([
    ...["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\uFF0D"].map(
      (dash) => [`/rollback support${dash}triage`, "/rollback support-triage"] as const,
    ),
    ["/rollback support-triage to 2026–03–12.1", "/rollback support-triage to 2026-03-12.1"],
    ["/rollback Support-Triage", "/rollback support-triage"],
    ["/rollback Support triage", "/rollback support-triage"],
    ["/rollback support_triage", "/rollback support-triage"],
    ["/rollback support-triage.", "/rollback support-triage"],
    ["/rollback support-triage,", "/rollback support-triage"],
    ["/rollback “support-triage” in Production", "/rollback support-triage in production"],
    ["/rollback ‘support-triage’", "/rollback support-triage"],
    ["/rollback `support-triage` to 2026-03-12.1.", "/rollback support-triage to 2026-03-12.1"],
    ["/rollback\u00A0support-triage on\u00A0production", "/rollback support-triage in production"],
    ["/rollback support-triage production", "/rollback support-triage in production"],
    ["/rollback support-triage prod", "/rollback support-triage in production"],
    ["/rollback support-triage to production", "/rollback support-triage in production"],
    ["/rollback support-triage 2026-03-12. 1", "/rollback support-triage to 2026-03-12.1"],
    ["/rollback support-triage v2026-03-12.1", "/rollback support-triage to 2026-03-12.1"],
    ["/rollback support\u200B-triage", "/rollback support-triage"],
    ["/rollback in production support-triage", "/rollback support-triage in production"],
    ["/rollback suport triage production", "/rollback support-triage in production"],
    ["/rollback support-triage please now", null],
    ["/rollback please support-triage!", "/rollback support-triage"],
    ["/roll back support-triage", "/rollback support-triage"],
    ["/ rollback support-triage", "/rollback support-triage"],
    ["/Rollback@pointsman support-triage", "/rollback support-triage"],
    ["/rollback: support-triage", "/rollback support-triage"],
    ["/promote support-triage production", "/promote support-triage to production"],
    ["/promote support-triage 2026-03-12.1 in prod", "/promote support-triage 2026-03-12.1 to production"],
    ["/promote Qa staging from 2026-03-12.1", "/promote qa to staging from 2026-03-12.1"],
    ["/freeze support-triage on staging", "/freeze support-triage in staging"],
    ["/un freeze support-triage staging", "/unfreeze support-triage in staging"],
    ["/status Support-Triage.", "/status support-triage"],
    ["/status!", "/status"],
    ["/diff support-triage 2026-03-12.1, 2026-03-12.2", "/diff support-triage 2026-03-12.1 2026-03-12.2"],
    [`/evaluate ${"A".repeat(40)}`, `/evaluate ${"a".repeat(40)}`],
    ["/redeliver EVT_0123456789abcdef01234567.", "/redeliver evt_0123456789abcdef01234567"],
  ])("%j means %j", (body, line) => {
    expect(meantBy(body)).toBe(line);
  });

  it("keeps the reason as it was typed", () => {
    expect(meantBy("/rollback Support-Triage because Tickets — all of them — are “urgent” in staging")).toBe(
      "/rollback support-triage because Tickets — all of them — are “urgent” in staging",
    );
  });

  it.each([
    "/rollback",
    "/rollback support-triage yesterday",
    "/rollback support-triage in production or staging",
    "/rollback support-triage not production",
    "/rollback Nothing-like-it",
    "/promote support-triage",
    "/help me",
    "/rollback support-triage 2026-03-12.1 2026-03-12.2 2026-03-12.3",
    "/freeze support-triage 2026-03-12.1",
  ])("guesses nothing where a word has no place: %j", (body) => {
    expect(meantBy(body)).toBeNull();
  });
});

it("gives up on sixty thousand characters at once", () => {
  expect(meantBy(`/rollback ${"to ".repeat(20_000)}`)).toBeNull();
});

it("is well-formed, names only what exists, and drops no version that was typed", () => {
  const word = fc.oneof(
    fc.constantFrom(...KNOWN.prompts, ...KNOWN.environments, "2026-03-12.1", "2026-03-12.2"),
    fc.constantFrom(
      "to",
      "from",
      "in",
      "on",
      "because",
      "Support",
      "triage",
      "—",
      "“qa”",
      "please",
      "@x",
      "prod",
    ),
    fc.string({ unit: "binary", maxLength: 6 }),
  );
  const verb = fc.constantFrom(
    "rollback",
    "promote",
    "freeze",
    "diff",
    "status",
    "publish",
    "un freeze",
    " archive",
  );
  let offered = 0;
  fc.assert(
    fc.property(verb, fc.array(word, { maxLength: 6 }), (first, words) => {
      const parsed = parseComment(`/${first} ${words.join(" ")}`);
      const line = parsed.kind === "malformed" ? nearestForm(parsed.typed, KNOWN) : null;
      if (parsed.kind !== "malformed" || line === null) return;
      offered += 1;
      const again = parseComment(line);
      if (again.kind !== "command") throw new Error(line);
      const { environment, from, prompt, versions } = again.command;
      expect(prompt === null || KNOWN.prompts.includes(prompt)).toBe(true);
      expect(environment === null || KNOWN.environments.includes(environment)).toBe(true);
      const typed = parsed.typed.words.filter((one) => /^2026-03-12\.[12]$/.test(one));
      expect([...versions, ...(from === null ? [] : [from])].toSorted()).toEqual(typed.toSorted());
    }),
    { numRuns: 3_000 },
  );
  expect(offered).toBeGreaterThan(100);
});
