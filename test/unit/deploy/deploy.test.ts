import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { handlesEvent } from "../../../src/app/intake/intake.ts";
import { createMetrics } from "../../../src/app/metrics/metrics.ts";
import { readSettings } from "../../../src/app/settings.ts";
import { releaseBranchRuleset } from "../../../src/cli/ruleset.ts";
import { emptyStore } from "../../support/watched-store.ts";

/** What is committed for those who run the app. Docker is on no machine of the project's: its files are read here. */
const root = fileURLToPath(new URL("../../..", import.meta.url));
const file = (path: string): string => readFileSync(join(root, path), "utf8");
const operations = file("docs/operations.md");

/** Every variable that the app reads, as docs/operations.md lists them; another test holds that list to the code. */
const variables = new Set(
  [...operations.matchAll(/^\| (`.+?`) \|/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`([A-Z_]{4,})`/g)].map(([, name = ""]) => name),
  ),
);
/** The image's own, and the database's. */
const others = new Set(["NODE_ENV", "POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB"]);
const isKnown = (name: string) =>
  variables.has(name) || others.has(name) || name === "POINTSMAN_WEBHOOK_SECRET";

const composeSchema = z.object({
  services: z.object({
    app: z.looseObject({
      build: z.literal("."),
      env_file: z.string(),
      environment: z.record(z.string(), z.string()),
      ports: z.array(z.string()),
      depends_on: z.object({ database: z.object({ condition: z.literal("service_healthy") }) }),
      stop_grace_period: z.string().regex(/^\d+s$/),
      read_only: z.literal(true),
    }),
    database: z.looseObject({
      image: z.string().regex(/^postgres:\d+$/),
      environment: z.record(z.string(), z.string()),
      healthcheck: z.looseObject({ test: z.array(z.string()) }),
      volumes: z.array(z.string()),
    }),
  }),
  volumes: z.record(z.string(), z.null()),
});
const compose = composeSchema.parse(parse(file("compose.yaml")));

/** The lines of the Dockerfile, continued ones joined. */
const instructions = file("Dockerfile")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => ({ name: line.split(" ", 1)[0] ?? "", rest: line.replace(/^[A-Z]+ +/, "") }));
const all = (name: string) => instructions.filter((one) => one.name === name).map(({ rest }) => rest);

const envExample = [...file(".env.example").matchAll(/^(?:# )?([A-Z_]+)=(.*)$/gm)];

describe("the image", () => {
  test("is made of files that exist and that .dockerignore lets in", () => {
    const admitted = new Set([...file(".dockerignore").matchAll(/^!(.+)$/gm)].map(([, path]) => path));
    const sources = all("COPY").flatMap((rest) => rest.split(/ +/).slice(0, -1));
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      expect(existsSync(join(root, source)), source).toBe(true);
      expect(admitted.has(source), source).toBe(true);
    }
  });

  test("has the Node that the tests run on, and runs as nobody in particular", () => {
    const { node } = z
      .object({ devDependencies: z.object({ node: z.string() }) })
      .parse(JSON.parse(file("package.json"))).devDependencies;
    expect(all("FROM")).toEqual([`node:${node}-slim`]);
    expect(all("USER")).toEqual(["node"]);
  });

  test("sets only variables that the app knows", () => {
    const names = all("ENV").flatMap((rest) =>
      [...rest.matchAll(/([A-Z_]+)=/g)].map(([, name = ""]) => name),
    );
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
  });
});

describe("the compose file", () => {
  test("names only variables that the app or the database knows, as .env.example does", () => {
    const { app, database } = compose.services;
    const set = [...Object.keys(app.environment), ...Object.keys(database.environment)];
    const used = [...file("compose.yaml").matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name);
    const offered = envExample.map(([, name = ""]) => name);
    expect([...set, ...used, ...offered].filter((name) => !isKnown(name))).toEqual([]);
    expect(used.filter((name) => !offered.includes(name))).toEqual([]);
  });

  test("with .env filled in starts an app whose settings are whole, and holds no secret itself", () => {
    const filled: Record<string, string> = {
      APP_ID: "1",
      PRIVATE_KEY: Buffer.from("-----BEGIN RSA PRIVATE KEY-----").toString("base64"),
      WEBHOOK_SECRET: "0123456789abcdef",
      POSTGRES_PASSWORD: "0123456789abcdef",
    };
    const asked = envExample.filter(([line]) => !line.startsWith("#")).map(([, name = ""]) => name);
    expect(asked.toSorted()).toEqual(Object.keys(filled).toSorted());
    const environment = Object.fromEntries(
      Object.entries(compose.services.app.environment).map(([name, value]) => [
        name,
        value.replace(/\$\{([A-Z_]+):\?[^}]*\}/g, (_, wanted: string) => filled[wanted] ?? ""),
      ]),
    );
    const read = readSettings({ ...filled, ...environment });
    expect(read).toMatchObject({
      ok: true,
      settings: {
        host: "0.0.0.0",
        metrics: { host: "0.0.0.0", port: 9464 },
        store: { kind: "postgres", url: "postgres://pointsman:0123456789abcdef@database:5432/pointsman" },
      },
    });
    for (const [line, , value] of envExample) if (!line.startsWith("#")) expect(value, line).toBe("");
    expect(file(".gitignore").split("\n")).toContain(".env");
  });

  test("gives the app longer to stop than it takes, and reaches nobody but this machine", () => {
    const { app } = compose.services;
    const grace = Number.parseInt(app.stop_grace_period, 10);
    expect(grace).toBeGreaterThan(Number(app.environment.POINTSMAN_STOP_SECONDS));
    for (const port of app.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("keeps the database in a volume that it declares", () => {
    const named = compose.services.database.volumes.map((volume) => volume.split(":")[0]);
    expect(named).toEqual(Object.keys(compose.volumes));
  });
});

/** https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters */
const manifestSchema = z.strictObject({
  name: z.string().max(34),
  description: z.string(),
  url: z.url(),
  hook_attributes: z.strictObject({ url: z.url(), active: z.boolean() }),
  redirect_url: z.url(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});
const manifest = manifestSchema.parse(JSON.parse(file("deploy/app-manifest.json")));

describe("the app's manifest", () => {
  test("asks for what docs/operations.md says, but for what is optional", () => {
    const rows = [
      ...operations.matchAll(/^ *\| [A-Z][\w ()]+ \(`(\w+)`\) \| (read and write|read) \| (.+) \|$/gm),
    ];
    const needed = rows.filter(([, , , why]) => !why?.startsWith("only where"));
    const told = needed.map(([, name, access]) => [name, access === "read" ? "read" : "write"]);
    expect(Object.fromEntries(told)).toEqual(manifest.default_permissions);
    expect(rows.length).toBe(needed.length + 1);
  });

  test("subscribes to the events that the app handles, and sends them where it listens", () => {
    expect(manifest.default_events.length).toBe(2);
    for (const event of manifest.default_events) expect(handlesEvent(event), event).toBe(true);
    expect(new URL(manifest.hook_attributes.url).pathname).toBe("/api/github/webhooks");
    expect(manifest.public).toBe(false);
  });

  test("says the same as the link in docs/operations.md that fills in GitHub's form", () => {
    const link = /<(https:\/\/github\.com\/settings\/apps\/new\?[^>]+)>/.exec(operations)?.[1];
    const asked = new URL(link ?? "").searchParams;
    expect(asked.getAll("events[]")).toEqual(manifest.default_events);
    for (const [name, access] of Object.entries(manifest.default_permissions))
      expect(asked.get(name), name).toBe(access);
    expect([...asked.keys()].toSorted()).toEqual(
      [
        ...Object.keys(manifest.default_permissions),
        "events[]",
        "events[]",
        "public",
        "webhook_active",
      ].toSorted(),
    );
  });
});

/** https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset */
const rulesetSchema = z.strictObject({
  name: z.string().min(1),
  target: z.enum(["branch", "tag", "push"]),
  enforcement: z.enum(["disabled", "active", "evaluate"]),
  bypass_actors: z.array(
    z.strictObject({
      actor_id: z.int(),
      actor_type: z.enum(["Integration", "OrganizationAdmin", "RepositoryRole", "Team", "DeployKey"]),
      bypass_mode: z.enum(["always", "pull_request", "exempt"]),
    }),
  ),
  conditions: z.strictObject({
    ref_name: z.strictObject({
      include: z.array(z.string().startsWith("refs/heads/")),
      exclude: z.array(z.string()),
    }),
  }),
  rules: z.array(z.strictObject({ type: z.enum(["creation", "update", "deletion", "non_fast_forward"]) })),
});

describe("the release branch's ruleset", () => {
  test("has GitHub's shape, keeps everybody out, and lets in the apps that are named", () => {
    const ruleset = rulesetSchema.parse(releaseBranchRuleset("prompt-releases", [12, 34]));
    expect(ruleset.rules.map(({ type }) => type)).toEqual([
      "creation",
      "update",
      "deletion",
      "non_fast_forward",
    ]);
    expect(ruleset.enforcement).toBe("active");
    expect(ruleset.conditions.ref_name).toEqual({ include: ["refs/heads/prompt-releases"], exclude: [] });
    expect(ruleset.bypass_actors).toEqual([
      { actor_id: 12, actor_type: "Integration", bypass_mode: "always" },
      { actor_id: 34, actor_type: "Integration", bypass_mode: "always" },
    ]);
  });

  test("is committed for GitHub's page “Import a ruleset”, where the app is then let in", () => {
    expect(JSON.parse(file("deploy/release-branch-ruleset.json"))).toEqual(
      releaseBranchRuleset("prompt-releases", []),
    );
  });
});

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Pointsman[A-Za-z]+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});

describe("the alerts for Prometheus", () => {
  const alerts = rulesSchema
    .parse(parse(file("deploy/prometheus-rules.yml")))
    .groups.flatMap(({ rules }) => rules);

  test("watch metrics that there are", async () => {
    const text = await createMetrics().scrape(emptyStore, 0);
    const known = [...text.matchAll(/^# TYPE (pointsman_\w+) (\w+)/gm)].flatMap(([, name = "", type]) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    );
    const watched = alerts.flatMap(({ expr }) => expr.match(/pointsman_\w+/g) ?? []);
    expect(watched.length).toBeGreaterThan(10);
    expect(watched.filter((name) => !known.includes(name))).toEqual([]);
  });

  test("have their place in docs/operations.md, which says what to do", () => {
    expect(alerts.filter(({ alert }) => !operations.includes(`\`${alert}\``))).toEqual([]);
  });
});
