import { describe, expect, it } from "vitest";
import { evaluationReportSchema } from "../../../src/evaluation/report/report.ts";
import { BASE, CHANGE, HEAD } from "./change.ts";
import { evaluate, modelOf, onlyPrompt } from "./support.ts";

describe("the report", () => {
  it("is the same for the same answers, in whatever order they come", async () => {
    const hurried = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    const reversed = modelOf(async (content, number) => {
      for (let turn = number; turn < 12; turn += 1) await Promise.resolve();
      return content === "new two" ? "No." : "Yes.";
    });
    const first = await evaluate([CHANGE], hurried, {
      limits: { concurrency: 1, minutes: 1 },
    });
    const second = await evaluate([CHANGE], reversed, {
      limits: { concurrency: 9, minutes: 1 },
    });
    expect(second).toEqual(first);
  });

  it("reads back as what it is, with everything that a renderer needs", async () => {
    const report = await evaluate(
      [CHANGE],
      modelOf(() => "Yes."),
    );
    expect(evaluationReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const prompt = onlyPrompt(report);
    expect(prompt.base).toMatchObject({ label: "main", digest: BASE.digest, effective: BASE.effective });
    expect(prompt.cases[0]?.position).toEqual({ path: "prompts/greet.prompt.yml", line: 6 });
    expect(report.run).toMatchObject({ models: ["openai/gpt-4.1"], duration_ms: 0, input_tokens: 30 });
  });

  it("tells where the evaluators and messages stand in the head's file, and since when the base is live", async () => {
    const live = { environment: "production", since: "2026-03-12T09:00:00Z" };
    const change = { ...CHANGE, base: CHANGE.base && { ...CHANGE.base, live } };
    const prompt = onlyPrompt(
      await evaluate(
        [change],
        modelOf(() => "Yes."),
      ),
    );
    const line = expect.any(Number);
    expect(prompt.base?.live).toEqual(live);
    expect(prompt.evaluators).toEqual([
      { name: "says yes", counts: true, is_new: false, position: { path: HEAD.path, line } },
    ]);
    expect(prompt.positions?.messages).toEqual([{ path: HEAD.path, line }]);
  });

  it("keeps at most 20 KB of an output, in whole characters, and judges all of it", async () => {
    const long = `${"é".repeat(20_000)} yes`;
    const prompt = onlyPrompt(
      await evaluate(
        [CHANGE],
        modelOf(() => long),
      ),
    );
    const head = prompt.cases[0]?.head;
    expect(head).toMatchObject({ result: "pass", output_truncated: true });
    expect(head?.result !== "error" && head?.output).toBe("é".repeat(10_240));
  });

  it("tells how far the run is", async () => {
    const progress: string[] = [];
    const model = modelOf((content) => (content === "new two" ? "No." : "Yes."));
    await evaluate([CHANGE], model, {
      onProgress: ({ phase, done, total }) => progress.push(`${phase} ${done}/${total}`),
    });
    expect(progress).toHaveLength(13);
    expect(progress.at(5)).toBe("first_pass 6/6");
    expect(progress.at(11)).toBe("confirmation 6/6");
    expect(progress.at(-1)).toBe("comparison 1/1");
  });

  it("lets others have their turn between the comparisons of one prompt and the next", async () => {
    const turns: string[] = [];
    await evaluate(
      [CHANGE, CHANGE, CHANGE],
      modelOf(() => "Yes."),
      {
        onProgress: ({ done, phase }) => {
          if (phase !== "comparison") return;
          turns.push(`prompt ${done}`);
          setImmediate(() => turns.push("others"));
        },
      },
    );
    expect(turns.slice(0, 5)).toEqual(["prompt 1", "others", "prompt 2", "others", "prompt 3"]);
  });

  it("never has more calls under way than allowed", async () => {
    let underWay = 0;
    let most = 0;
    const model = modelOf(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return "Yes.";
    });
    await evaluate([CHANGE], model, { limits: { concurrency: 2, minutes: 1 } });
    expect(most).toBe(2);
  });

  it("passes a run in which no prompt changed", async () => {
    const report = await evaluate(
      [],
      modelOf(() => "Yes."),
    );
    expect(report).toMatchObject({ verdict: "pass", prompts: [], run: { calls: 0 } });
  });
});
