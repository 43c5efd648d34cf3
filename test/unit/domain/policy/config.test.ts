import { describe, expect, test } from "vitest";
import { configJsonSchema, defaultEnvironment, parseConfig } from "../../../../src/domain/policy/config.ts";

const PATH = ".github/pointsman.yml";
const parse = (text: string) => parseConfig(Buffer.from(text), PATH);
const places = (text: string) =>
  parse(text).problems.map(({ code, column, line }) => `${line}:${column} ${code}`);
const messages = (text: string) => parse(text).problems.map(({ message }) => message);
const usable = (text: string) => {
  const { config, problems } = parse(text);
  expect(problems).toEqual([]);
  return config;
};

describe("a config file", () => {
  const defaults = parseConfig(undefined, PATH);

  test("is not needed", () => {
    expect(defaults.problems).toEqual([]);
    const { environments, file, permissions } = defaults.config;
    expect(environments).toEqual(["development", "staging", "production"]);
    expect(file).toMatchObject({
      release_branch: "prompt-releases",
      prompts: ["**/*.prompt.yml", "**/*.prompt.yaml"],
      models: {
        default: "openai/gpt-4.1",
        providers: { openai: { type: "openai", api_key: "env:OPENAI_API_KEY" } },
      },
      budget: { usd: 2, minutes: 15 },
      announce: "app",
      webhooks: [],
    });
    const roles = Object.entries(permissions).map(([verb, { role }]) => [verb, role]);
    expect(Object.fromEntries(roles)).toEqual({
      ...{ rollback: "write", freeze: "write", unfreeze: "write", evaluate: "write", redeliver: "write" },
      ...{
        promote: "maintain",
        publish: "maintain",
        archive: "maintain",
        restore: "maintain",
        read: "triage",
      },
    });
  });

  test.each(["", "\n\n", "# nothing but a comment\n", "---\n", "null", "\uFEFF", "{}"])(
    "may be empty: %j",
    (text) => {
      expect(parse(text)).toEqual(defaults);
    },
  );

  test("takes the contract's example", () => {
    const config = usable(`release_branch: prompt-releases
prompts: ["**/*.prompt.yml", "**/*.prompt.yaml"]
environments:
  development: { on_merge: publish }
  staging: { on_merge: publish }
  production: { on_merge: hold }
permissions:
  rollback: write
  promote: maintain
models:
  default: openai/gpt-4.1
  providers: { openai: { type: openai, api_key: env:OPENAI_API_KEY } }
gates: {}
budget: { usd: 2.00, minutes: 15 }
announce: app
webhooks:
  - url: https://example.com/hooks/prompts
    secret: POINTSMAN_WEBHOOK_SECRET
    previous_secret: POINTSMAN_WEBHOOK_SECRET_OLD
    events: ["prompt.*"]
    environments: [production]
`);
    expect(config.file.environments.production).toEqual({ on_merge: "hold", evidence: "optional" });
    expect(config.file.webhooks[0]?.environments).toEqual(["production"]);
  });

  test("keeps the order of its environments, and the last one is the default", () => {
    const config = usable("environments: { zulu: {}, alpha: {}, mike: {} }\n");
    expect(config.environments).toEqual(["zulu", "alpha", "mike"]);
    expect(defaultEnvironment(config)).toBe("mike");
    expect(config.file.environments.alpha).toEqual({ on_merge: "publish", evidence: "optional" });
  });

  test.each(["releases", "teams/support/prompt-releases", "v1.2", "a_b"])("takes %j for a branch", (name) => {
    expect(usable(`release_branch: ${name}\n`).file.release_branch).toBe(name);
  });

  test.each(["-x", "/x", "x/", ".x", "x/.y", "a..b", "a//b", "x.lock", "x.lock/y", "x.", "a b", "a:b", ""])(
    "does not take %j for a branch",
    (name) => {
      expect(places(`release_branch: ${JSON.stringify(name)}\n`)).toEqual(["1:1 config_invalid"]);
    },
  );
});

describe("permissions", () => {
  const rollback = (text: string) => usable(`permissions:\n  rollback: ${text}\n`).permissions.rollback;
  const nobody = { role: null, users: [], teams: [], environments: {} };

  test("are a role", () => {
    expect(rollback("admin")).toEqual({ ...nobody, role: "admin" });
  });

  test("or who besides, with rules of their own for environments", () => {
    const text =
      "{ role: maintain, users: [ana], teams: [acme/sre], environments: { production: admin, staging: { users: [bo] } } }";
    expect(rollback(text)).toEqual({
      ...{ role: "maintain", users: ["ana"], teams: ["acme/sre"] },
      environments: { production: { ...nobody, role: "admin" }, staging: { ...nobody, users: ["bo"] } },
    });
  });

  test("need no role where users or teams are named", () => {
    expect(rollback("{ users: [ana] }")).toEqual({ ...nobody, users: ["ana"] });
    expect(rollback("{ teams: [acme/sre] }").role).toBeNull();
  });

  test("keep the default role where only environments are named", () => {
    expect(rollback("{ environments: { production: admin } }").role).toBe("write");
    expect(rollback("{}").role).toBe("write");
  });

  test.each([
    ["rollback: owner", "2:3", "permissions.rollback"],
    ["rollback: none", "2:3", "permissions.rollback"],
    ["rollback: 7", "2:3", "permissions.rollback"],
    ["rollback: [write]", "2:3", "permissions.rollback"],
    ["rollback: { role: owner }", "2:15", "permissions.rollback.role"],
    ["rollback: { users: ana }", "2:15", "permissions.rollback.users"],
    ["rollback: { teams: [sre] }", "2:23", "permissions.rollback.teams.0"],
    [
      "rollback: { environments: { production: {} } }",
      "2:31",
      "permissions.rollback.environments.production",
    ],
    [
      "rollback: { environments: { production: { role: x } } }",
      "2:45",
      "permissions.rollback.environments.production.role",
    ],
    [
      "rollback: { environments: { Production: write } }",
      "2:31",
      "permissions.rollback.environments.Production",
    ],
  ])("that cannot be used are told where they stand: %s", (text, place, setting) => {
    const { problems } = parse(`permissions:\n  ${text}\n`);
    expect(problems.map(({ column, line }) => `${line}:${column}`)).toEqual([place]);
    expect(problems[0]?.message).toContain(JSON.stringify(setting));
    expect(problems[0]?.message).not.toMatch(/Invalid input\.|Invalid key/);
  });
});

describe("a config file with errors", () => {
  test("gives every problem at once, each with its line and column", () => {
    const text = `release_branch: [a]
enviroments: {}
permissions:
  rollbak: write
  promote: { rol: admin, users: [7] }
webhooks:
  - url: ftp://example.com
    secret: hunter2
budget: { usd: -1 }
`;
    expect(places(text).toSorted()).toEqual(
      [
        "1:1 config_invalid",
        "2:1 config_unknown_key",
        "4:3 config_unknown_key",
        "5:14 config_unknown_key",
        "5:34 config_invalid",
        "7:5 config_invalid",
        "8:5 config_invalid",
        "9:11 config_invalid",
      ].toSorted(),
    );
    expect(messages(text)).toContain(
      'There is no setting "permissions.promote.rol": remove it or mend its spelling.',
    );
    expect(messages(text).join()).not.toContain("hunter2");
  });

  test.each([
    ["[]", "1:1 config_invalid"],
    ["just a text", "1:1 config_invalid"],
    ["environments: {}", "1:1 config_invalid"],
    ["environments: { Production: {} }", "1:17 config_invalid"],
    ["environments: { production: { on_merge: maybe } }", "1:31 config_invalid"],
    ["concurrency: 0", "1:1 config_invalid"],
    ["a: 1\na: 2", "2:1 duplicate_key"],
    ["a: [", "1:5 yaml_syntax"],
    ["a: 1\n---\nb: 2", "2:1 several_documents"],
  ])("says where: %j", (text, place) => {
    const found = places(text);
    expect(found).toHaveLength(1);
    expect(found[0]?.split(" ")[1]).toBe(place.split(" ")[1]);
    if (!place.includes("yaml")) expect(found[0]).toBe(place);
  });

  test.each([
    "__proto__: 1",
    "environments: { production: {}, __proto__: {} }",
    "permissions: { __proto__: write }",
    "permissions: { rollback: { environments: { __proto__: write } } }",
    "models: { providers: { __proto__: { type: openai } } }",
    "models: { prices: { __proto__: { input: 1, output: 1 } } }",
    'models: { providers: { a: { type: azure, base_url: "https://a.b", deployments: { __proto__: x } } } }',
    "budget: { __proto__: { usd: 1 } }",
  ])("finds a key that objects treat specially: %s", (text) => {
    expect(parse(text).problems.map(({ code }) => code)).toEqual(["config_unknown_key"]);
    expect(messages(text)[0]).toContain("__proto__");
  });

  test.each([
    ["type: mistral", "its type is openai, anthropic, google, azure or openai-compatible"],
    ["api_key: env:KEY", "its type is openai, anthropic, google, azure or openai-compatible"],
    ["type: openai-compatible", "an address that begins with https:// or http://"],
    ["type: azure", "an address that begins with https:// or http://"],
    ["type: azure, base_url: 'https://a.b', api_version: newest", "a version of Azure's API"],
    ["type: anthropic, deployments: {}", "There is no setting"],
    ["type: google, api_key: AIza-secret", "never a key"],
  ])("is what a provider of its type cannot have: %s", (settings, message) => {
    const found = messages(`models: { providers: { a: { ${settings} } } }`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).not.toContain("AIza");
  });

  test.each(["constructor", "toString", "hasOwnProperty"])("finds the unknown key %s", (key) => {
    expect(places(`${key}: 1`)).toEqual(["1:1 config_unknown_key"]);
  });

  test("is invalid UTF-8 or too large", () => {
    const codes = (bytes: Uint8Array) => parseConfig(bytes, PATH).problems.map(({ code }) => code);
    expect(codes(Buffer.from([0x61, 0xff]))).toEqual(["invalid_utf8"]);
    expect(codes(Buffer.alloc(2_000_000, "#"))).toEqual(["file_too_large"]);
  });
});

describe("the cautious config in place of one with errors", () => {
  test("asks for at least the role maintain for everything", () => {
    for (const text of ["a: [", "unknown: 1", "permissions: { rollback: owner }"]) {
      const roles = Object.values(parse(text).config.permissions).map(({ role }) => role);
      expect(roles).toEqual(Array(10).fill("maintain"));
    }
  });

  test("keeps the settings without errors: a typo elsewhere moves no release branch", () => {
    const { config } = parse("release_branch: releases\nenvironments: { live: {} }\nbudgt: 1\n");
    expect(config.file.release_branch).toBe("releases");
    expect(config.environments).toEqual(["live"]);
  });

  test.each([
    ["release_branch: releases\nannounce: action\ngates: [\n", "releases", ["announce", "release_branch"]],
    ["gates: [\r\nrelease_branch: 'releases' # ours\r\n", "releases", ["release_branch"]],
    ["a: [\nrelease_branch: one\nrelease_branch: two\n", "prompt-releases", []],
    ["a: [\nrelease_branch: ../x\nannounce: nobody\n", "prompt-releases", []],
    ["a: [\nrelease_branch: releases\n  or: other\n", "prompt-releases", []],
    ["a: [\n  release_branch: releases\n# release_branch: other\n", "prompt-releases", []],
    ["a: [\nrelease_branch:\n", "prompt-releases", []],
  ])(
    "of %j, which is no YAML, has the branch and who announces where they stand beyond doubt",
    (text, branch, keys) => {
      const { config, problems, stated } = parse(text);
      expect(problems).not.toEqual([]);
      expect(config.file.release_branch).toBe(branch);
      expect([...stated].toSorted()).toEqual(keys);
      expect(config.file.announce).toBe(keys.includes("announce") ? "action" : "app");
    },
  );

  test("keeps a rule that is stricter, and who is named in one", () => {
    const { config } = parse(
      "budgt: 1\npermissions: { promote: admin, freeze: { role: triage, users: [ana], environments: { production: read } }, archive: { users: [bo] } }\n",
    );
    expect(config.permissions.promote.role).toBe("admin");
    expect(config.permissions.freeze).toMatchObject({
      ...{ role: "maintain", users: ["ana"] },
      environments: { production: { role: "maintain" } },
    });
    expect(config.permissions.archive).toMatchObject({ role: null, users: ["bo"] });
  });
});

test("the JSON Schema for editors lists every setting", () => {
  expect(configJsonSchema()).toMatchObject({
    type: "object",
    additionalProperties: false,
    properties: { release_branch: {}, environments: {}, permissions: {}, webhooks: {} },
  });
});

test("a provider's key is where its own tools look for it", () => {
  const { providers } = parse(
    "models: { providers: { openai: { type: openai }, anthropic: { type: anthropic }, google: { type: google } } }",
  ).config.file.models;
  expect(Object.values(providers).map((provider) => provider.api_key)).toEqual([
    "env:OPENAI_API_KEY",
    "env:ANTHROPIC_API_KEY",
    "env:GEMINI_API_KEY",
  ]);
});
