import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type KnownNames, nearestForm } from "../../../../src/domain/command/nearest-form.ts";
import { parseComment } from "../../../../src/domain/command/parse.ts";

const KNOWN = {
  prompts: ["support-triage", "support-reply", "reply-draft", "qa", "why-because-of"],
  environments: ["development", "staging", "production"],
};

function meantBy(body: string, known: KnownNames = KNOWN): string | null {
  const parsed = parseComment(body);
  if (parsed.kind !== "malformed") throw new Error(`Not malformed: ${body}`);
  return nearestForm(parsed.typed, known);
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

describe("a line that is copied does what was typed and nothing else", () => {
  const SHOP = {
    prompts: ["support-triage", "customer-support-escalation", "billing", "billing-eu", "faq", "faq-2"],
    environments: ["development", "staging", "prod-eu", "prod-us", "eu"],
  };
  it.each<readonly [body: string, line: string | null]>([
    ["/rollback suport-triage dev", "/rollback support-triage in development"],
    ["/rollback suport triage dev", "/rollback support-triage in development"],
    ["/unfreeze suport-triage dev", "/unfreeze support-triage in development"],
    ["/rollback custmer-support-escalation staging", "/rollback customer-support-escalation in staging"],
    ["/rollback custmer-support-escalation stagging", "/rollback customer-support-escalation in staging"],
    ["/rollback suport-triage v1", null],
    ["/rollback suport-triage 2026-03-12", null],
    ["/rollback suport-triage not", null],
    ["/rollback support-triage to", null],
    ["/rollback support-triage version", null],
    ["/archive suport-triage dev", null],
  ])("%j means %j, with every word of it", (body, line) => {
    expect(meantBy(body, SHOP)).toBe(line);
  });

  it.each([
    "/rollback billing eu",
    "/rollback biling eu",
    "/rollback faq 2",
    "/rollback faq-3 in staging please",
    "/rollback billing-us on staging",
    "/rollback support-triage prod",
    "/rollback support-triage on prod",
    "/rollback support-triage us",
  ])("chooses none of two that may be meant: %j", (body) => {
    expect(meantBy(body, SHOP)).toBeNull();
  });
});

it("puts every word into the line that names an environment or a version, wherever names are mistyped", () => {
  const environments = ["development", "staging", "production"];
  const prompts = ["support-triage", "customer-support-escalation", "billing", "billing-eu", "order-dev"];
  const typo = (name: string) => fc.nat(name.length - 1).map((at) => name.slice(0, at) + name.slice(at + 1));
  const prompt = fc.constantFrom(...prompts).chain((name) => fc.oneof(fc.constant(name), typo(name)));
  const spaced = fc
    .boolean()
    .chain((apart) => prompt.map((name) => (apart ? name.replaceAll("-", " ") : name)));
  const place = fc
    .constantFrom(...environments)
    .chain((name) => fc.nat(name.length - 3).map((cut) => name.slice(0, name.length - cut)));
  const version = fc.constantFrom("2026-03-12.1", "v2026-03-12.1", "v1", "2", "2026-03-12");
  const other = fc.oneof(place, version, fc.constantFrom("in", "on", "to", "not", "please", "now"));
  const line = fc.tuple(
    fc.constantFrom("rollback", "freeze", "promote"),
    spaced,
    fc.array(other, { maxLength: 3 }),
  );
  let offered = 0;
  fc.assert(
    fc.property(line, ([verb, name, others]) => {
      const parsed = parseComment(`/${verb} ${name} ${others.join(" ")}`);
      const meant = parsed.kind === "malformed" ? nearestForm(parsed.typed, { prompts, environments }) : null;
      if (meant === null) return;
      offered += 1;
      const said = meant.split(" ");
      for (const word of others.filter((one) => /\d/u.test(one))) {
        expect(said).toContain(word.replace(/^v/u, ""));
      }
      for (const word of name.split(" ").slice(1).concat(others)) {
        const [named, second] = environments.filter((one) => one.startsWith(word));
        if (named !== undefined && second === undefined) expect(said).toContain(named);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(offered).toBeGreaterThan(100);
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
