import { describe, expect, test } from "vitest";
import { type Grants, parseGrants, resolveEndpoints } from "../../../src/webhooks/grants.ts";

const CURRENT = "POINTSMAN_WEBHOOK_SECRET";
const PREVIOUS = "POINTSMAN_WEBHOOK_SECRET_OLD";
const GOOD = "a secret long enough to be one";

function grantsOf(targets: readonly string[], secrets: readonly string[] = [CURRENT, PREVIOUS]): Grants {
  const parsed = parseGrants(JSON.stringify({ 42: { secrets, targets } }));
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  return parsed.grants;
}

function resolveOne(options: {
  readonly url?: string;
  readonly secret?: string;
  readonly previous_secret?: string;
  readonly repositoryId?: number;
  readonly grants?: Grants;
  readonly values?: Record<string, string>;
}) {
  const asked: string[] = [];
  const values = options.values ?? { [CURRENT]: GOOD, [PREVIOUS]: GOOD };
  const endpoint = {
    url: options.url ?? "https://example.com/hooks/prompts",
    secret: options.secret ?? CURRENT,
    events: ["*"],
  };
  const { previous_secret } = options;
  const resolved = resolveEndpoints({
    repositoryId: options.repositoryId ?? 42,
    endpoints: [previous_secret === undefined ? endpoint : { ...endpoint, previous_secret }],
    grants: options.grants ?? grantsOf(["https://example.com/hooks/*"]),
    secretOf: (name) => {
      asked.push(name);
      return values[name];
    },
  });
  return { ...resolved, asked };
}

describe("parseGrants", () => {
  test.each([undefined, "", "  \n"])("grants nothing for %j", (text) => {
    expect(parseGrants(text)).toEqual({ ok: true, grants: new Map() });
  });

  test.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    [
      "a repository's name for its id",
      JSON.stringify({ "acme/prompts": { secrets: [CURRENT], targets: ["https://a.example/"] } }),
    ],
    [
      "an unknown key",
      JSON.stringify({ 42: { secrets: [CURRENT], targets: ["https://a.example/"], secret: CURRENT } }),
    ],
    [
      "a variable of another kind",
      JSON.stringify({ 42: { secrets: ["GITHUB_TOKEN"], targets: ["https://a.example/"] } }),
    ],
    [
      "a star in the host",
      JSON.stringify({ 42: { secrets: [CURRENT], targets: ["https://*.example.com/*"] } }),
    ],
    [
      "a star inside the path",
      JSON.stringify({ 42: { secrets: [CURRENT], targets: ["https://example.com/*/hook"] } }),
    ],
    [
      "a star that is not a whole segment",
      JSON.stringify({ 42: { secrets: [CURRENT], targets: ["https://example.com/hook*"] } }),
    ],
    ["credentials", JSON.stringify({ 42: { secrets: [CURRENT], targets: ["https://u:p@example.com/"] } })],
    ["another scheme", JSON.stringify({ 42: { secrets: [CURRENT], targets: ["file:///etc/*"] } })],
    ["no list of targets", JSON.stringify({ 42: { secrets: [CURRENT] } })],
  ])("refuses %s", (_, text) => {
    expect(parseGrants(text)).toMatchObject({ ok: false });
  });

  test("a problem says where it is and repeats no value", () => {
    const parsed = parseGrants(
      JSON.stringify({ 42: { secrets: ["hunter2"], targets: ["https://a.example/"] } }),
    );
    if (parsed.ok) throw new Error("accepted");
    expect(parsed.problems).toEqual([expect.stringContaining("42.secrets.0")]);
    expect(parsed.problems.join()).not.toContain("hunter2");
  });
});

describe("resolveEndpoints", () => {
  test("readies an endpoint whose target and secrets are granted", () => {
    const { ready, refused } = resolveOne({ previous_secret: PREVIOUS });
    expect(refused).toEqual([]);
    expect(ready).toMatchObject([{ url: "https://example.com/hooks/prompts", events: ["*"] }]);
    expect(ready[0]?.secrets.current.plainKey.export()).toEqual(Buffer.from(GOOD));
    expect(ready[0]?.secrets.previous).toBeDefined();
  });

  test("a repository without a grant sends nothing and no secret is even looked up", () => {
    const { ready, refused, asked } = resolveOne({ repositoryId: 43 });
    expect(ready).toEqual([]);
    expect(refused).toEqual([{ index: 0, code: "target_not_granted" }]);
    expect(asked).toEqual([]);
  });

  test.each([
    ["https://example.com/hooks/", true],
    ["https://example.com/hooks/a/b?team=7", true],
    ["https://EXAMPLE.com:443/hooks/x", true],
    ["https://example.com/hooks", false],
    ["https://example.com/hooksters/x", false],
    ["https://example.com/hooks/../admin", false],
    ["https://example.com/hooks/%2e%2e/admin", false],
    ["https://example.com/hooks/..%2fadmin", false],
    ["https://example.com/hooks/..%5Cadmin", false],
    ["https://example.com:8443/hooks/x", false],
    ["https://example.com.evil.test/hooks/x", false],
    ["https://evil.test/https://example.com/hooks/x", false],
    ["https://example.com./hooks/x", false],
  ])("below https://example.com/hooks/* lies %s: %s", (url, granted) => {
    const { ready, refused } = resolveOne({ url });
    expect(ready).toHaveLength(granted ? 1 : 0);
    if (!granted) expect(refused).toEqual([{ index: 0, code: "target_not_granted" }]);
  });

  test("an exact target covers itself only, its query included", () => {
    const grants = grantsOf(["https://example.com/hook?team=7"]);
    expect(resolveOne({ url: "https://example.com/hook?team=7", grants }).ready).toHaveLength(1);
    expect(resolveOne({ url: "https://example.com/hook?team=8", grants }).ready).toHaveLength(0);
    expect(resolveOne({ url: "https://example.com/hook/x?team=7", grants }).ready).toHaveLength(0);
  });

  test.each([
    ["http://example.com/hooks/x", "target_not_https"],
    ["ftp://example.com/hooks/x", "target_malformed"],
    ["/hooks/x", "target_malformed"],
    ["https://user@example.com/hooks/x", "target_has_credentials"],
    ["https://:pass@example.com/hooks/x", "target_has_credentials"],
  ])("the target %s is refused with %s", (url, code) => {
    expect(resolveOne({ url }).refused).toEqual([{ index: 0, code }]);
  });

  test("plain http needs a grant that says http", () => {
    const grants = grantsOf(["http://10.0.0.7:8080/hooks/*"]);
    expect(resolveOne({ url: "http://10.0.0.7:8080/hooks/x", grants }).ready).toHaveLength(1);
    expect(resolveOne({ url: "https://10.0.0.7:8080/hooks/x", grants }).refused).toMatchObject([
      { code: "target_not_granted" },
    ]);
  });

  test("a secret granted to others only is refused and never looked up", () => {
    const grants = grantsOf(["https://example.com/hooks/*"], [PREVIOUS]);
    const { refused, asked } = resolveOne({ grants });
    expect(refused).toEqual([{ index: 0, code: "secret_not_granted", secret: CURRENT }]);
    expect(asked).toEqual([]);
  });

  test("a value written in a name's place is refused without being repeated", () => {
    const { refused, asked } = resolveOne({ secret: "whsec_hunter2" });
    expect(refused).toEqual([{ index: 0, code: "secret_not_granted" }]);
    expect(asked).toEqual([]);
  });

  test.each([
    [{}, "secret_missing"],
    [{ [CURRENT]: "" }, "secret_missing"],
    [{ [CURRENT]: "short" }, "secret_weak"],
    [{ [CURRENT]: "whsec_****" }, "secret_malformed"],
  ])("with the variables %j the secret is refused with %s", (values, code) => {
    expect(resolveOne({ values }).refused).toEqual([{ index: 0, code, secret: CURRENT }]);
  });

  test("a previous secret that cannot be had refuses the endpoint", () => {
    const { ready, refused } = resolveOne({ previous_secret: PREVIOUS, values: { [CURRENT]: GOOD } });
    expect(ready).toEqual([]);
    expect(refused).toEqual([{ index: 0, code: "secret_missing", secret: PREVIOUS }]);
  });

  test("a refused endpoint takes no other with it", () => {
    const endpoint = { url: "https://example.com/hooks/a", secret: CURRENT, events: ["*"] };
    const { ready, refused } = resolveEndpoints({
      repositoryId: 42,
      endpoints: [
        { ...endpoint, url: "https://evil.test/" },
        { ...endpoint, environments: ["production"] },
      ],
      grants: grantsOf(["https://example.com/hooks/*"]),
      secretOf: () => GOOD,
    });
    expect(ready).toMatchObject([{ url: "https://example.com/hooks/a", environments: ["production"] }]);
    expect(refused).toEqual([{ index: 0, code: "target_not_granted" }]);
  });
});
