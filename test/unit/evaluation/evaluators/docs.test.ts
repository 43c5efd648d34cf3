import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EVALUATOR_KINDS, prepareJudge } from "../../../../src/evaluation/evaluators/prepare.ts";
import { withWatchdog } from "../../../../src/models/watchdog.ts";
import { promptOf } from "../support.ts";
import { JUDGES } from "./support.ts";

const page = readFileSync(new URL("../../../../docs/evaluators.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
const head = "messages:\n  - {role: user, content: hi}\nevaluators:\n";
const examples = blocks.flatMap((block) => promptOf(head + block).evaluators);

describe("docs/evaluators.md", () => {
  it("has examples that are all ready to judge", async () => {
    expect(blocks.length).toBeGreaterThan(10);
    for (const spec of examples) {
      const promptSchema = '{"name":"n","schema":{"type":"object"}}';
      const result = await prepareJudge({ spec, promptSchema, watchdog: withWatchdog, judges: JUDGES });
      expect(result, spec.name).toMatchObject({ kind: "ready" });
    }
  });

  it("has an example of every kind of evaluator", () => {
    const shown = new Set(examples.flatMap(({ raw }) => Object.keys(raw)));
    expect(EVALUATOR_KINDS.filter((kind) => !shown.has(kind))).toEqual([]);
  });
});
