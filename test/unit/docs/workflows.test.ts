import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfig } from "../../../src/domain/policy/config.ts";

const file = (path: string) =>
  readFileSync(new URL(`../../../examples/without-an-app/.github/${path}`, import.meta.url), "utf8");

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
