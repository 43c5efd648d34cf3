import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { workflowText } from "../../../src/cli/init-files.ts";
import { parseConfig } from "../../../src/domain/policy/config.ts";

const inProject = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const file = (path: string) => inProject(`examples/without-an-app/.github/${path}`);

/** The YAML blocks of a page that hold a text, parsed. */
function yamlBlocks(path: string, holding: string): readonly unknown[] {
  const blocks = [...inProject(path).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks.filter((block) => block.includes(holding)).map((block) => parse(block));
}

describe("the workflow to begin with", () => {
  const written: unknown = parse(workflowText("main"));

  test("is the same in the README, in the example and as init writes it", () => {
    expect(yamlBlocks("README.md", "name: pointsman\non:")).toEqual([written]);
    expect(parse(inProject("examples/support-desk/.github/workflows/pointsman.yml"))).toEqual(written);
  });

  test("keeps the report as the page on evidence says", () => {
    const { jobs, permissions } = beginningSchema.parse(written);
    const [page, ...others] = yamlBlocks("docs/evidence.md", "upload-artifact").map((block) =>
      beginningSchema.pick({ permissions: true }).extend({ steps }).parse(block),
    );
    expect(others).toEqual([]);
    expect(permissions).toMatchObject(page?.permissions ?? {});
    expect(jobs.prompts.steps.at(-1)).toEqual(page?.steps.at(-1));
    expect(parse(file("workflows/pointsman.yml")).jobs.prompts.steps).toContainEqual(page?.steps.at(-1));
  });
});

const steps = z.array(z.record(z.string(), z.unknown()));
const beginningSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.object({ prompts: z.object({ steps }) }),
});

const workflowSchema = z.object({
  on: z.object({
    issue_comment: z.object({ types: z.array(z.string()) }),
    schedule: z.array(z.object({ cron: z.string() })),
  }),
  concurrency: z.object({ group: z.string(), queue: z.string() }),
  jobs: z.object({
    prompts: z.object({ if: z.string(), steps: z.array(z.record(z.string(), z.unknown())) }),
  }),
});

describe("the workflow without an app", () => {
  const text = file("workflows/pointsman.yml");
  const { concurrency, jobs, on } = workflowSchema.parse(parse(text));

  test("drops no command and lets none wait for another run", () => {
    expect(on.issue_comment.types).toEqual(["created"]);
    expect(on.schedule).toHaveLength(1);
    expect(concurrency.group).toMatch(/^pointsman-\$\{\{ github\.event\.comment\.id \|\| /);
    expect(concurrency.queue).toBe("max");
  });

  test("looks at a comment in one condition only, and runs nothing in a shell", () => {
    expect(jobs.prompts.if).toContain("startsWith(github.event.comment.body, '/')");
    expect(text.match(/comment\.body/g)).toHaveLength(1);
    expect(jobs.prompts.steps.filter((step) => "run" in step)).toEqual([]);
  });

  test("has settings without problems, whose secrets its step gets", () => {
    const { config, problems } = parseConfig(Buffer.from(file("pointsman.yml")), ".github/pointsman.yml");
    expect(problems).toEqual([]);
    expect(config.file.announce).toBe("action");
    for (const { secret } of config.file.webhooks)
      expect(text).toContain(`${secret}: \${{ secrets.${secret} }}`);
  });
});
